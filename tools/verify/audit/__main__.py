"""Lets `python -m tools.verify.audit` do what `./studio audit` does."""

import sys

from tools.verify.audit.command import main

sys.exit(main())
