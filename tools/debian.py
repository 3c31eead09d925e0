"""Roots of a Debian release, made by mmdebstrap from whatever archive this machine's apt reaches."""

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tools.errors import FAILED, StudioError

_APT: Final = ("apt-config", "dump")
_APT_OPTIONS: Final = re.compile(r'Acquire::(https?::Proxy|Check-Valid-Until|Check-Date)\b.* ".+";')


def apt_options(dump: str) -> list[str]:
    """Of `apt-config dump`, what decides whether packages are reached."""
    return [line for line in dump.splitlines() if _APT_OPTIONS.fullmatch(line)]


def make_root(
    release: str, archive: Path, *, packages: Iterable[str], hooks: Sequence[str] = (), day: int | None = None
) -> None:
    """Make a root of the release with these packages, as an archive, which lasts: whoever uses it unpacks it.

    `hooks` are shell commands that get the root as "$1" once the packages are in it. No file is younger than
    `day`, seconds since 1970, where it is given. Raises `StudioError` with mmdebstrap's last words.
    """
    partial = archive.with_suffix(".partial.tar")
    mode = "root" if os.geteuid() == 0 else "unshare"
    dump = subprocess.run(_APT, capture_output=True, text=True, check=False).stdout
    command = ["mmdebstrap", f"--mode={mode}", "--variant=minbase", f"--include={','.join(packages)}"]
    command += [f"--aptopt={line}" for line in apt_options(dump)]
    command += [f"--customize-hook={hook}" for hook in hooks]
    variables = os.environ if day is None else {**os.environ, "SOURCE_DATE_EPOCH": str(day)}
    made = subprocess.run([*command, release, str(partial)], env=variables, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        partial.unlink(missing_ok=True)
        said = "\n".join(made.stderr.splitlines()[-25:])
        raise StudioError(f"mmdebstrap could not make {release}:\n{said}", exit_code=FAILED)
    partial.rename(archive)
