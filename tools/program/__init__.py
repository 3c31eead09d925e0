"""Evaluates the infrastructure program without Pulumi itself, an account or a network."""
