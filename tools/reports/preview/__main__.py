"""Runs `python -m tools.reports.preview`."""

import sys

from tools.reports.preview import main

sys.exit(main(sys.argv[1:]))
