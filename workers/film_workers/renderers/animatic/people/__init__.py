"""People: bodies, clothes and faces from a character's look."""
