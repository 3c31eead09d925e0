"""The error that a person can mend. Standard library only: `./studio` needs it before anything is installed."""


class StudioError(Exception):
    """Something a person can mend: the text says what is wrong, where, and what to do.

    `./studio` prints the text without a stack trace and ends with `exit_code`: `UNUSABLE` where what was given (a file,
    a stack, a setting, this machine) cannot be used, `FAILED` where something ran and did not succeed.
    """

    def __init__(self, text: str, *, exit_code: int | None = None) -> None:
        super().__init__(text)
        self.exit_code = UNUSABLE if exit_code is None else exit_code


#: How every command of `./studio` ends, unless its own --help says more.
DONE = 0
#: Something ran and did not succeed, or a report found what it looks for.
FAILED = 1
#: What was given cannot be used, so nothing was done; wrong arguments end so too.
UNUSABLE = 2
#: Ctrl-C or SIGTERM.
INTERRUPTED = 130

EXIT_CODES = {
    DONE: "done",
    FAILED: "it ran and did not succeed",
    UNUSABLE: "what was given cannot be used; nothing was done",
}
