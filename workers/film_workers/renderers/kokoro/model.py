"""The model of speech, loaded once by each process that speaks: one thread, some 300 MB."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from contracts.recipes.kokoro import KokoroVoice
from film_workers import material
from film_workers.errors import RefusedError
from film_workers.renderers.kokoro.symbols import TOKENS, Symbol

RATE: Final = 24_000
#: Samples for each step of a symbol's length: 25 ms.
STEP: Final = 600
#: A symbol is heard so many samples before the place that its length gives it: measured at the beginning of lines.
_EARLIER: Final = 3 * STEP


class VoiceError(RefusedError):
    """A voice that the model does not have."""


@dataclass(frozen=True, kw_only=True)
class _Model:
    session: Any
    styles: NDArray[np.float32]
    rows: dict[str, int]


@cache
def _model() -> _Model:
    runtime: Any = onnxruntime  # has no types
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = runtime.InferenceSession(
        str(material.path("voices/kokoro.onnx")), options, providers=["CPUExecutionProvider"]
    )
    told = json.loads(material.path("voices/styles.json").read_text(encoding="utf-8"))
    shape = (len(told["voices"]), told["rows"], told["width"])
    styles = np.memmap(material.path("voices/styles.f32"), np.float32, "r", shape=shape)
    return _Model(session=session, styles=styles, rows={name: row for row, name in enumerate(told["voices"])})


def style_of(voice: KokoroVoice, symbols: int) -> NDArray[np.float32]:
    """Shape (1, width): what makes the voice, for a text of so many symbols. Raises `VoiceError`."""
    model = _model()
    blend = np.zeros(model.styles.shape[2], np.float32)
    for part in voice.blend:
        if part.name not in model.rows:
            known = ", ".join(sorted(model.rows))
            raise VoiceError(f"unknown voice {part.name!r}: use one of {known}")
        blend += np.float32(part.share) * model.styles[model.rows[part.name], min(symbols, model.styles.shape[1] - 1)]
    return blend[np.newaxis]


def speak(symbols: Sequence[Symbol], voice: KokoroVoice, speed: float) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The sound, shape (n,), at `RATE`, and the sample at which each symbol begins, and, last, ends: shape
    (symbols + 1,). Equal requests give equal bytes on one kind of CPU. Raises `VoiceError`, `MaterialMissingError`."""
    inputs = {
        "tokens": np.array([[0, *(TOKENS[symbol.text] for symbol in symbols), 0]], np.int64),
        "style": style_of(voice, len(symbols)),
        "speed": np.array([speed], np.float32),
    }
    sound, lengths = cast("tuple[NDArray[np.float32], NDArray[Any]]", _model().session.run(None, inputs))
    ends = np.cumsum(np.asarray(lengths, np.float64).ravel()).astype(np.int64) * STEP
    return np.asarray(sound, np.float32).ravel(), np.maximum(ends[: len(symbols) + 1] - _EARLIER, 0)
