"""How Japanese is read: Sudachi's dictionary, packed, since it is a third of all material and one language's.

readings/japanese.dic.xz   the dictionary as the package brings it, by xz: unpacked where a worker first reads Japanese
"""

import lzma
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tools.errors import FAILED, StudioError
from tools.material.clients import files
from tools.material.listing import Archive, Made

_BEGINS: Final = b"SudachiBinaryDic\x01"
#: Higher ones take minutes for a thirtieth less.
_PRESET: Final = 1


def make(archives: Mapping[Archive, Path], target: Path, made: Made) -> None:
    """The file of the readings below `target`. Raises `StudioError` for an archive that holds something else."""
    del made
    found = [content for archive, path in archives.items() for content in files(archive, path).values()]
    if len(found) != 1 or not found[0].startswith(_BEGINS):
        raise StudioError("the dictionary of Japanese is not one that Sudachi reads", exit_code=FAILED)
    folder = target / "readings"
    folder.mkdir()
    (folder / "japanese.dic.xz").write_bytes(lzma.compress(found[0], preset=_PRESET))
