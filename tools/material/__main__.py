"""`python -m tools.material FOLDER`: the material, made by this Python's own clients, as an image's build wants it."""

import sys
from pathlib import Path

from tools.errors import StudioError
from tools.material import clients, make


def main(words: list[str]) -> int:
    try:
        make.ensure(clients.here, home=Path(words[0]))
    except StudioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
