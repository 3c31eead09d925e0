"""Runs `python -m tools.reports.cost`."""

import sys

from tools.reports.cost import main

sys.exit(main(sys.argv[1:]))
