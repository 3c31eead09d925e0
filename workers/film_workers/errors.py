"""Why a job stops: the three ways that are not a fault of the program."""


class RefusedError(ValueError):
    """The work cannot succeed however often it is tried; the text says what is wrong, where, and what to do."""


class StoppedError(Exception):
    """Raised where work has to stop: the worker drains, somebody else has the message, or the work was cancelled. Only
    the consumer handles it."""


class MessageLostError(Exception):
    """SQS refused a receipt handle: the message is no longer ours."""
