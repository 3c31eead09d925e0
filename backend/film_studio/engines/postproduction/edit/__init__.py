"""Cuts the film together: the length of each shot, the score and the assembly."""
