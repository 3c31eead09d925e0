"""`./studio`: reads the command line, runs one command, and prints what it answers."""

import argparse
import json
import sys
from collections.abc import Sequence

from tools.command.table import COMMANDS
from tools.errors import DONE, FAILED, INTERRUPTED, UNUSABLE, StudioError
from tools.interface import Command, Report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Raises `SystemExit` for arguments that it does not take."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    parser, command = _parser(given)
    if command is None:
        parser.parse_args(given)
        parser.print_help()
        return DONE
    try:
        return _answer(command, _options(parser, command, given))
    except StudioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return FAILED
    except OSError as error:  # a disk that is full, a folder that is closed: the system's own words name it
        print(error, file=sys.stderr)
        return UNUSABLE


def _parser(given: Sequence[str]) -> tuple[argparse.ArgumentParser, Command | None]:
    """The one parser, with the arguments of the command that is called; the others are not loaded."""
    called = next((word for word in given if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(prog="./studio", description="AI Film Studio on this machine.")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    found: Command | None = None
    for entry in COMMANDS:
        if entry.name != called:
            commands.add_parser(entry.name, help=entry.help)
            continue
        found = entry.load()
        chosen = commands.add_parser(
            entry.name, help=entry.help, description=found.description, epilog=found.epilog(), allow_abbrev=False
        )
        found.arguments(chosen)
        if found.reports:
            chosen.add_argument("--json", action="store_true", help="as JSON")
    return parser, found


def _options(parser: argparse.ArgumentParser, command: Command, given: Sequence[str]) -> argparse.Namespace:
    if not command.open_ended or not {"-h", "--help"}.isdisjoint(given):
        return parser.parse_args(given)
    return argparse.Namespace(rest=tuple(given[1:]))


def _answer(command: Command, options: argparse.Namespace) -> int:
    answer = command.run(options)
    if isinstance(answer, int):
        return answer
    _print(answer, as_json=options.json)
    return answer.exit_code


def _print(report: Report, *, as_json: bool) -> None:
    text = json.dumps(report.document(), indent=2, default=str) if as_json else report.text()
    if text:
        print(text)


if __name__ == "__main__":
    sys.exit(main())
