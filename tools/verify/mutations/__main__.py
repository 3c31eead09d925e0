"""Lets `python -m tools.verify.mutations` do what `./studio mutate` does."""

import sys

from tools.verify.mutations.command import main

sys.exit(main())
