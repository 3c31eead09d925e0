"""Cuts the film together: the length of each shot, the score, the effects and the assembly."""
