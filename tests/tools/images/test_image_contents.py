"""What lies in an image is counted by part and package, and what differs between two is said by path."""

import io
import tarfile  # noqa: TID251 - archives are written here, as a builder does
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tools.errors import StudioError
from tools.groups import ROOT
from tools.images.bill import bill, pinned
from tools.images.catalogue import IMAGES
from tools.images.contents import Contents, differences, read
from tools.images.report import ImagesReport, built
from tools.material.listing import read as read_list

SITE = "./venv/lib/python3.11/site-packages"
RECORD = "six.py,sha256=x,3\nsix-1.0.dist-info/RECORD,,\n__pycache__/six.cpython-311.pyc,,\n../../../bin/six,,\n"
FILES = {
    "./usr/bin/python": b"12345",
    f"{SITE}/six.py": b"123",
    f"{SITE}/__pycache__/six.cpython-311.pyc": b"1234",
    f"{SITE}/six-1.0.dist-info/RECORD": RECORD.encode(),
    f"{SITE}/numpy/core.so": b"1" * 40,
    f"{SITE}/numpy.libs/blas.so": b"1" * 50,
    f"{SITE}/numpy-2.0.dist-info/RECORD": b"numpy/core.so,,\nnumpy.libs/blas.so,,\n",
    "./app/workers/film.py": b"1" * 7,
    "./app/.studio/material/abc/voices.bin": b"1" * 11,
}


def image_of(files: Mapping[str, bytes], *, mode: int = 0o644, owner: int = 0, seconds: int = 86_400) -> Contents:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.uid, member.mtime = len(content), mode, owner, seconds
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("./venv/bin/python")
        link.type, link.linkname, link.mtime = tarfile.SYMTYPE, "/usr/bin/python", seconds
        archive.addfile(link)
    stream.seek(0)
    return read(stream)


def test_each_byte_is_of_one_part_and_each_of_a_package_of_the_package_that_brought_it() -> None:
    found = image_of(FILES)
    parts = found.bytes_of_parts()
    assert {name: parts[name] for name in ("base", "code", "material")} == {"base": 5, "code": 7, "material": 11}
    assert sum(parts.values()) == sum(map(len, FILES.values()))
    numpy = 40 + 50 + len(FILES[f"{SITE}/numpy-2.0.dist-info/RECORD"])
    assert found.bytes_of_packages() == {"numpy-2.0": numpy, "six-1.0": 3 + 4 + len(RECORD)}


def test_two_builds_of_the_same_files_do_not_differ() -> None:
    assert differences(image_of(FILES), image_of(FILES), times=True) == []


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (image_of({**FILES, "./app/workers/film.py": b"2" * 7}), "/app/workers/film.py: digest "),
        (image_of({**FILES, "./app/new": b""}), "/app/new: only in the second"),
        (image_of({name: FILES[name] for name in list(FILES)[1:]}), "/usr/bin/python: only in the first"),
        (image_of(FILES, mode=0o600), "mode 420 and 384"),
        (image_of(FILES, owner=10001), "owner (0, 0) and (10001, 0)"),
    ],
)
def test_what_differs_is_said_with_its_path(second: Contents, said: str) -> None:
    assert any(said in line for line in differences(image_of(FILES), second, times=False))


def test_days_count_only_where_the_builder_sets_them() -> None:
    later = image_of(FILES, seconds=90_000)
    assert differences(image_of(FILES), later, times=False) == []
    assert len(differences(image_of(FILES), later, times=True)) == len(FILES) + 1


def test_an_image_that_is_too_heavy_or_another_the_second_time_fails_the_command() -> None:
    api = IMAGES["api"]
    good = built(api, "sha256:1", image_of(FILES), [])
    heavy = built(replace(api, limits={("packages",): 0}), "sha256:1", image_of(FILES))
    another = built(api, "sha256:1", image_of(FILES), ["/app/x: only in the first"])
    for image, code, said in (
        (good, 0, "a second build is the same, byte by byte"),
        (heavy, 1, "MORE THAN 0 MB"),
        (another, 1, "/app/x: only in the first"),
    ):
        report = ImagesReport(builder="buildah", images=[image])
        assert report.exit_code == code
        assert said in report.text()


def test_the_bill_lists_what_lies_in_the_image_with_the_hashes_of_its_lock() -> None:
    worker = IMAGES["worker"]
    lock = (ROOT / "locks" / "worker.txt").read_text()
    name, version = next(iter(pinned(lock)))
    status = "Package: zlib1g\nStatus: install ok installed\nVersion: 1:1.2\n\nPackage: gone\nStatus: deinstall ok x\n"
    files = {
        f"{SITE}/{name}-{version}.dist-info/RECORD": b"it.py,,\n",
        "./var/lib/dpkg/status": status.encode(),
        "./app/.studio/material/abc/voices.bin": b"1",
    }
    made = bill(worker, "sha256:1", image_of(files))
    assert made == bill(worker, "sha256:1", image_of(files, seconds=90_000)), "a bill of the same image is the same"
    components = made["components"]
    package, debian, *material = components
    assert package["purl"] == f"pkg:pypi/{name}@{version}"
    assert all(each["value"] in lock for each in package["properties"])
    assert package["properties"]
    assert debian["purl"] == "pkg:deb/debian/zlib1g@1:1.2"
    assert {each["hashes"][0]["content"] for each in material} == {archive.sha256 for archive in read_list().archives}
    assert len({each["bom-ref"] for each in components}) == len(components)


def test_a_package_that_no_lock_names_has_no_bill() -> None:
    smuggled = image_of({f"{SITE}/requests-0.1.dist-info/RECORD": b"requests.py,,\n"})
    with pytest.raises(StudioError, match=r"requests-0\.1 is in the image and not in api\.txt"):
        bill(IMAGES["api"], "sha256:1", smuggled)
