"""Plants mistakes in the program, and shows which check or which test finds each."""
