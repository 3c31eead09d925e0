"""`./studio mutate`: plants mistakes in the program, and shows which check or which test finds each."""

from tools.verify.mutations.command import main

__all__ = ["main"]
