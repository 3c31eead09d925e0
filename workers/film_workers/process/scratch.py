"""Where a worker process keeps its temporary files, so that nothing outlives it for long."""

import os
import shutil
import tempfile
from pathlib import Path


class Scratch:
    """This process's own directory for temporary files. What killed workers left beside it is removed."""

    def __init__(self, parent: Path | None = None) -> None:
        base = (parent or Path(tempfile.gettempdir())) / f"film-workers-{os.getuid()}"
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        for other in base.iterdir():
            if other.name.isdigit() and not _alive(int(other.name)):
                shutil.rmtree(other, ignore_errors=True)
        self.root = base / str(os.getpid())
        shutil.rmtree(self.root, ignore_errors=True)  # of an earlier process with our number
        self.root.mkdir()

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    def job(self) -> "tempfile.TemporaryDirectory[str]":
        """A directory that goes with the job."""
        return tempfile.TemporaryDirectory(dir=self.root, prefix="job-", ignore_cleanup_errors=True)

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
