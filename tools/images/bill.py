"""What an image is made of, as a bill of materials in CycloneDX's JSON (https://cyclonedx.org/docs/1.5/json/).

It lists what lies in the image, and what the lock says of it: a package that the lock does not name is an error, not a
line. The same image gives the same bill, so it holds no time and no number made up.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tools.environments import ENVIRONMENTS
from tools.errors import FAILED, StudioError
from tools.images.catalogue import Image
from tools.images.contents import Contents
from tools.material.listing import read

_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/docs/1.5/json/")
Component = dict[str, Any]


def bill(image: Image, digest: str, contents: Contents) -> dict[str, Any]:
    """The bill of an image. Raises `StudioError` where something in it is not in its lock."""
    lock = ENVIRONMENTS[image.environment].lock
    allowed = pinned(lock.read_text(encoding="utf-8"))
    components = [*_python(contents, allowed, lock.name), *_debian(contents)]
    if contents.bytes_of_parts()["material"]:
        components += _material()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{image.name} {digest}')}",
        "version": 1,
        "metadata": {
            "component": {"type": "container", "bom-ref": image.name, "name": image.name, "version": digest},
            "properties": [{"name": "film-studio:base", "value": image.base}],
        },
        "components": components,
    }


def pinned(lock: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Of a lock: name and version → the hashes of the archives that may be installed for it."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    current = ("", "")
    for line in lock.splitlines():
        if package := _PINNED.match(line):
            current = (_normal(package[1]), package[2])
        found[current] = (*found.get(current, ()), *_HASH.findall(line))
    return {package: hashes for package, hashes in found.items() if hashes}


def _python(contents: Contents, allowed: Mapping[tuple[str, str], tuple[str, ...]], lock: str) -> Iterator[Component]:
    for called in sorted(contents.packages, key=str.lower):
        name, _, version = called.rpartition("-")
        hashes = allowed.get((_normal(name), version))
        if hashes is None:
            raise StudioError(f"{called} is in the image and not in {lock}.", exit_code=FAILED)
        component = _component("library", _normal(name), version, f"pkg:pypi/{_normal(name)}@{version}")
        # One of them is of the archive that was installed: which one depends on the machine.
        component["properties"] = [{"name": "film-studio:lock:sha256", "value": each} for each in hashes]
        yield component


def _debian(contents: Contents) -> Iterator[Component]:
    for name, version in sorted(contents.debian.items()):
        yield _component("library", name, version, f"pkg:deb/debian/{name}@{version}")


def _material() -> Iterator[Component]:
    kinds = {"pip": "pypi", "npm": "npm"}
    for archive in read().archives:
        url = f"pkg:{kinds[archive.client]}/{archive.package.replace('@', '%40')}@{archive.version}"
        component = _component("data", archive.package, archive.version, url)
        component["hashes"] = [{"alg": "SHA-256", "content": archive.sha256}]
        component["licenses"] = [{"license": {"name": archive.licence}}]
        yield component


def _component(kind: str, name: str, version: str, url: str) -> Component:
    return {"type": kind, "bom-ref": url, "name": name, "version": version, "purl": url}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
