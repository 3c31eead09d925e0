"""What is wrong with JSON that Python's reader gives up on without saying where."""

import re
import sys
from typing import Final

#: Levels of lists and objects; nothing that this API takes has more than a few.
_LEVELS: Final = 100
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_INTERESTING: Final = re.compile(rb'["\[\]{}]|\d+')


def json_fault(body: bytes) -> str:
    """The place (bytes from 0) and the kind of the first thing that is too deep, too long or not UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return _fault(error.start, "is not UTF-8; save the text as UTF-8")
    digits = sys.get_int_max_str_digits()
    level = position = 0
    while found := _INTERESTING.search(body, position):
        start, position = found.span()
        mark = found[0]
        if mark == b'"':
            string = _STRING.match(body, start)
            position = string.end() if string else len(body)
        elif mark in b"[{":
            level += 1
            if level > _LEVELS:
                return _fault(start, f"is nested more than {_LEVELS} levels deep; send it flatter")
        elif mark in b"]}":
            level -= 1
        elif position - start > digits:
            return _fault(start, f"a number has {position - start} digits, and {digits} is the most; shorten it")
    return _fault(0, "cannot be read as JSON; check it with another program")


def _fault(position: int, message: str) -> str:
    return f"at byte {position}: {message}"
