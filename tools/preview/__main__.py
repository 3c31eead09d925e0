"""Runs `python -m tools.preview`."""

import sys

from tools.preview import main

sys.exit(main(sys.argv[1:]))
