"""Lets `python -m tools.mutate` do what `./studio mutate` does."""

import sys

from tools.mutate.command import main

sys.exit(main())
