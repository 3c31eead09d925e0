"""Plants every mistake of the catalogue in the program, and shows which check finds it."""
