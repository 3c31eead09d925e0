"""What is wrong with a screenplay that cannot be taken, in words for the person who uploaded it."""


class ScreenplayError(ValueError):
    """Not a screenplay, or not one that can be spelled. The message says what was wrong, where, and what to do."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        """Line of the fault, from 1, where it has one."""


class ScreenplayTooLargeError(ScreenplayError):
    """A screenplay with more of something than any film has (`contracts.limits`)."""
