"""Evaluates the infrastructure program without an engine, an account or a network."""
