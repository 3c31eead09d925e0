"""The studio's material, read only: voices that `./studio material` has made, or the image's build.

It lies beside the code in both places, in a folder that is called after its list: code and material cannot disagree.
Nothing in it is code, and nothing is fetched here.
"""

import hashlib
from pathlib import Path
from typing import Final

from film_workers.errors import RefusedError

LIST: Final = Path(__file__).with_name("list.toml")
#: Of the repository on a laptop, of the image in the cloud.
HOME: Final = Path(__file__).resolve().parents[3] / ".studio" / "material"


class MaterialMissingError(RefusedError):
    """A renderer's material is not there; the text says how it is made."""


def fingerprint(listed: Path = LIST) -> str:
    """The name of the folder that holds what the list says."""
    return hashlib.sha256(listed.read_bytes()).hexdigest()[:20]


def path(name: str) -> Path:
    """A file of the material, such as voices/kokoro.onnx. Raises `MaterialMissingError`."""
    found = HOME / fingerprint() / name
    if not found.is_file():
        raise MaterialMissingError(
            f"the material has no {name}: run ./studio material and start the workers again, or choose a renderer that "
            "needs none"
        )
    return found
