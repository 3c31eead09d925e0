"""A stack for a command: what is wrong with its file or its settings is told to the person, not raised at them."""

from collections.abc import Mapping

from tools.errors import StudioError
from tools.program.evaluate import evaluate_stack
from tools.program.recording import Evaluation


def registered(stack: str, *, overrides: Mapping[str, str] | None = None) -> Evaluation:
    """The stack as the program registers it. Raises `StudioError` for a stack or settings that cannot be used."""
    try:
        return evaluate_stack(stack, overrides=overrides)
    except ValueError as error:  # wrong settings and wrong stack files explain themselves
        raise StudioError(str(error)) from error
