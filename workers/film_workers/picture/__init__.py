"""Encoded pictures: what every renderer of shots encodes with, and what joins their segments into a film."""
