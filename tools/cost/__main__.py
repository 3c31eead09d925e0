"""Runs `python -m tools.cost`."""

import sys

from tools.cost import main

sys.exit(main(sys.argv[1:]))
