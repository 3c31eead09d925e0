"""Spoken lines: from a recipe to sound, words and phonemes with their times."""
