"""The bank of voices, held against the real synthesiser."""

import json
import subprocess
import sys
from itertools import chain
from pathlib import Path

from film_studio.engines.character.casting.voices import ACCENTS, FALLBACK, PLAIN, VARIANTS

#: The synthesiser stays in a process of its own. An unknown variant is not an error to it, so their files are looked
#: for.
_ASK = """
import ctypes, json, sys
from film_workers.speech.espeak_process import find_library
path, data = find_library()
library = ctypes.CDLL(path)
library.espeak_Initialize(2, 0, str(data).encode() if data else None, 0x8000)
names = json.load(sys.stdin)
library.espeak_Info.restype = ctypes.c_char_p
home = ctypes.c_char_p()
library.espeak_Info(ctypes.byref(home))
print(json.dumps({
    "unknown": [name for name in names if library.espeak_SetVoiceByName(name.encode()) != 0],
    "home": home.value.decode(),
}))
"""


def test_the_synthesiser_has_every_voice_of_the_bank() -> None:
    accents = sorted({*chain.from_iterable(ACCENTS.values()), *PLAIN, *FALLBACK})
    asked = subprocess.run(
        [sys.executable, "-c", _ASK],
        input=json.dumps(accents),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "workers:.", "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[4],
    )
    answer = json.loads(asked.stdout)
    assert answer["unknown"] == []
    variants = {path.name for path in (Path(answer["home"]) / "voices" / "!v").iterdir()}
    assert variants.issuperset(chain.from_iterable(VARIANTS.values()))
