"""`./studio mutate`: plants every mistake of the catalogue in the program, and shows which check finds it."""

from tools.mutate.command import main

__all__ = ["main"]
