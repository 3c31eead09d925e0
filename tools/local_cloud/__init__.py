"""Realises the infrastructure program on a laptop: the same registrations, made of local processes."""
