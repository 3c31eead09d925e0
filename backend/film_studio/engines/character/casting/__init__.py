"""Derives the cast from a screenplay: who is in it, what they look and sound like."""
