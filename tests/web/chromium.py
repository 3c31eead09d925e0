"""The browser that pages are tried in, where there is one."""

import shutil
from typing import Final

#: The shell is the same engine without the windows around it, which nobody looks at here: half of what pages cost.
_NAMES: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM: Final = next(filter(None, map(shutil.which, _NAMES)), None)
