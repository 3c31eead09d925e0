"""The orchestra and the sounds of effects: the recordings that are used, out of a SoundFont.

orchestra/bank.s16      int16, little-endian: every recording, one after the other
orchestra/bank.json     which instrument plays which of them, from where to where, how high
orchestra/notices.txt   what the font's licence wants told
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tools.errors import FAILED, StudioError
from tools.material.clients import files
from tools.material.listing import ROOT, Archive, Made

_FONT: Final = ".sf3.wasm"  # a SoundFont, whatever its package calls it


def make(archives: Mapping[Archive, Path], target: Path, _made: Made, *, python: Path | None = None) -> None:
    """The files of the orchestra below `target`, by a Python that has the group `decoding`: this one, unless told.

    Raises `StudioError` for an archive that holds something else, or where the recordings cannot be decoded.
    """
    folder = target / "orchestra"
    folder.mkdir()
    found = {name: content for archive, path in archives.items() for name, content in files(archive, path).items()}
    notices = [content for name, content in found.items() if not name.endswith(_FONT)]
    (folder / "notices.txt").write_bytes(b"\n".join(notices))
    with tempfile.TemporaryDirectory() as scratch:
        font = Path(scratch) / "font.sf3"
        font.write_bytes(next(content for name, content in found.items() if name.endswith(_FONT)))
        command = [str(python or sys.executable), "-m", "tools.material.bank", str(font), str(folder)]
        try:
            done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        except OSError as error:
            raise StudioError(f"the bank of the orchestra: {error}", exit_code=FAILED) from error
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or [f"its maker ended with {done.returncode}"])[-1]
        raise StudioError(f"the bank of the orchestra could not be made: {said}", exit_code=FAILED)
