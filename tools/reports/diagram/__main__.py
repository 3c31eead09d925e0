"""Runs `python -m tools.reports.diagram`."""

import sys

from tools.reports.diagram import main

sys.exit(main(sys.argv[1:]))
