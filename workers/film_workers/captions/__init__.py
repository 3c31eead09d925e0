"""Captions: what is read while it is heard, in the picture and beside the film."""
