"""Finds the commands in documents and workflows, and tells whether each exists with its flags."""

import contextlib
import io
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import botocore.session
from botocore import xform_name
from botocore.exceptions import UnknownServiceError

from tools.command import __main__ as command

ROOT: Final = Path(__file__).resolve().parent.parent.parent
KNOWN: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "known_commands.toml").read_text())
#: What the AWS CLI calls otherwise than botocore does.
AWS_SERVICES: Final = {"s3api": "s3"}
_OPERATORS: Final = frozenset({"|", "||", "&&", ";", "&", "(", ")", "<", ">", ">>", "{", "}"})
_BEFORE_A_COMMAND: Final = _OPERATORS | {"if", "!", "do", "then", "else", "while"}
Command = tuple[str, ...]


def in_shell(text: str, programs: frozenset[str]) -> Iterator[Command]:
    """Every call of one of the programs in a shell script, in `$(…)` too."""
    text = re.sub(r"<<'(\w+)'\n.*?\n\1\n", "\n", text, flags=re.DOTALL).replace("\\\n", " ")
    for inner in re.findall(r"\$\(((?:[^()]|\([^()]*\))*)\)", text):
        yield from in_shell(inner, programs)
    for line in text.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words: list[str] = []
        before = ";"
        for word in [*lexer, ";"]:
            if words and word in _OPERATORS:
                yield tuple(words)
                words = []
            elif words or (word in programs and before in _BEFORE_A_COMMAND):
                words.append(word)
            before = word


def in_document(text: str, programs: frozenset[str]) -> Iterator[Command]:
    """Every call in the shell blocks of a Markdown document, and those that its sentences name in backticks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    for block in blocks:
        yield from in_shell(block, programs)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    for quoted in re.findall(r"`([^`\n]+)`", prose):
        if quoted.split()[0] in programs and len(quoted.split()) > 1 and "…" not in quoted:
            yield from in_shell(quoted, programs)


def problem(command: Command) -> str | None:
    """What is wrong with a command; None where it exists with every flag."""
    checks: dict[str, Callable[[Command], str | None]] = {
        "./studio": _studio,
        "aws": _aws,
        "gh": _listed,
        "pulumi": _listed,
    }
    return checks[command[0]](command)


def _flags(words: Command) -> list[str]:
    return [word.split("=", 1)[0] for word in words if re.match(r"--?[a-zA-Z]", word)]


def _unknown(flags: list[str], known: set[str], name: str) -> str | None:
    strange = [flag for flag in flags if flag not in known]
    return f"`{name}` has no {', '.join(strange)}" if strange else None


def _listed(command: Command) -> str | None:
    """One of the programs whose commands stand in known_commands.toml; the longest name counts."""
    program, *words = command
    plain = [word for word in words if not word.startswith("-")]
    for length in (2, 1):
        name = " ".join(plain[:length])
        if name in KNOWN[program]["commands"]:
            known = {*KNOWN[program]["commands"][name], *KNOWN[program]["everywhere"]}
            return _unknown(_flags(command), known, f"{program} {name}")
    return f"`{program} {' '.join(plain[:2])}` is not a command that known_commands.toml knows"


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def _aws(command: Command) -> str | None:
    _, service, operation, *words = command
    if f"{service} {operation}" in KNOWN["aws"]["commands"]:
        return _listed(command)
    name = AWS_SERVICES.get(service, service)
    try:
        model = _session().get_service_model(name)
    except UnknownServiceError:
        return f"`aws {service}` is not a service"
    waiting = operation == "wait"
    if waiting:
        waiters = _session().get_waiter_model(name)
        operations = {xform_name(waiter, "-"): waiters.get_waiter(waiter).operation for waiter in waiters.waiter_names}
        operation, *words = words
    else:
        operations = {xform_name(each, "-"): each for each in model.operation_names}
    if operation not in operations:
        return f"`aws {service}{' wait' if waiting else ''} {operation}` does not exist"
    shape = model.operation_model(operations[operation]).input_shape
    known = set(KNOWN["aws"]["everywhere"])
    for member, described in (shape.members if shape else {}).items():
        flag = xform_name(member, "-")
        known |= {f"--{flag}", f"--no-{flag}"} if described.type_name == "boolean" else {f"--{flag}"}
    return _unknown(_flags(tuple(words)), known, f"aws {service} {operation}")


def _studio(command: Command) -> str | None:
    _, *words = command
    return _unknown(_flags(tuple(words)), _studio_flags(words[0]), f"./studio {words[0]}") if words else None


@cache
def _studio_flags(name: str) -> set[str]:
    """The flags that a command's own help names. Raises `LookupError` when there is no such command."""
    said = io.StringIO()
    ended: int | str | None = None
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            ended = command.main([name, "--help"])
        except SystemExit as error:
            ended = error.code
    if ended != 0:
        raise LookupError(f"`./studio {name}` is not a command: {said.getvalue()}")
    return set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", said.getvalue()))
