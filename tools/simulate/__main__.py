"""Runs `python -m tools.simulate`."""

import sys

from tools.simulate import main

sys.exit(main(sys.argv[1:]))
