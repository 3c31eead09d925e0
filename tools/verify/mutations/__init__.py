"""`./studio mutate`: plants every mistake of the catalogue in the program, and shows which check finds it."""

from tools.verify.mutations.command import main

__all__ = ["main"]
