"""What stands for the base image where no registry of images is in reach: the same Debian release, with its own Python.

It has the accounts and paths of the base image, so everything that is built on it is built as on that one. Two things
differ: Python's last digit, and RDS's certificates, which a build fetches from AWS; a folder without any stands for
them, so an image on this base refuses every database at AWS.
"""

import re
import shutil
import sys
from pathlib import Path
from typing import Final

from tools.debian import make_root
from tools.errors import StudioError
from tools.images.builders import Builder
from tools.images.catalogue import EPOCH, Image

REFERENCE: Final = "localhost/film-studio/base"
NOTE: Final = (
    "The base is not the one of the Dockerfiles but Debian's of the same release, with Debian's own Python and pip; "
    "RDS's certificates are left out. What is built on it is the same."
)
NAME: Final = re.compile(r"python:(?P<python>3\.\d+)-slim-(?P<release>\w+)@sha256:")
_PACKAGES: Final = ("ca-certificates", "netbase", "python3", "python3-pip", "tzdata")
#: The stage of the API's Dockerfile that fetches RDS's certificates, and the file that it makes.
_CERTIFICATES: Final = "certificates"
_BUNDLE: Final = "rds-global-bundle.pem"
_NOTE: Final = "This image was built without AWS in reach: it trusts no database's certificate.\n"
_DOCKERFILE: Final = (
    "FROM scratch\n"
    "ADD root.tar /\n"
    "ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin\n"
)  # fmt: skip


def stand_in(builder: Builder, image: Image, home: Path) -> dict[str, str]:
    """Make it where it is missing, and give the contexts of a build that use it. Raises `StudioError`."""
    found = NAME.match(image.base)
    if found is None:
        raise StudioError(f"{image.base} is not Debian's slim image of Python: nothing stands for it here.")
    folder = home / f"base-{found['release']}"
    archive = folder / "root.tar"
    folder.mkdir(parents=True, exist_ok=True)
    if not archive.exists():
        if shutil.which("mmdebstrap") is None:
            raise StudioError("A base is made with mmdebstrap, which is not here (on Debian: apt install mmdebstrap).")
        print(f"Making a {found['release']} with its own Python; that takes minutes, once", file=sys.stderr, flush=True)
        make_root(found["release"], archive, packages=_PACKAGES, hooks=_hooks(found["python"]), day=EPOCH)
    (folder / "Dockerfile").write_text(_DOCKERFILE, encoding="utf-8")
    builder.make_base(REFERENCE, folder)
    certificates = home / _CERTIFICATES
    certificates.mkdir(exist_ok=True)
    bundle = certificates / _BUNDLE
    bundle.unlink(missing_ok=True)
    bundle.write_text(_NOTE, encoding="utf-8")
    bundle.chmod(0o444)
    return {image.base: f"{builder.scheme}://{REFERENCE}", _CERTIFICATES: str(certificates)}


def _hooks(python: str) -> tuple[str, ...]:
    """Python is found where the base image has it, and pip may install beside Debian's own packages."""
    return (
        f'ln -s /usr/bin/python{python} "$1/usr/local/bin/python"',
        'ln -s python "$1/usr/local/bin/python3"',
        f'rm -f "$1/usr/lib/python{python}/EXTERNALLY-MANAGED"',
        # What is only for apt, and what says when and where the root was made.
        'rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/log/* "$1/etc/resolv.conf" "$1/etc/hostname"',
    )
