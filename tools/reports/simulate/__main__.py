"""Runs `python -m tools.reports.simulate`."""

import sys

from tools.reports.simulate import main

sys.exit(main(sys.argv[1:]))
