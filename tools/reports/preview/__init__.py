"""What a change to the program does to a stack, in words and without credentials: the working tree against a commit."""
