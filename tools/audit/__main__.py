"""Lets `python -m tools.audit` do what `./studio audit` does."""

import sys

from tools.audit.command import main

sys.exit(main())
