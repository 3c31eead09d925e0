"""The Dockerfiles hold to the essentials, and copy what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCKERFILES = {"backend": "film_studio", "workers": "film_workers"}


def instructions(room: str) -> list[tuple[str, str]]:
    text = (ROOT / room / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def final_stage(room: str) -> list[tuple[str, str]]:
    found = instructions(room)
    last = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return found[last:]


@pytest.mark.parametrize("room", DOCKERFILES)
def test_the_program_does_not_run_as_root(room: str) -> None:
    users = [value for name, value in final_stage(room) if name == "USER"]
    assert users
    assert int(users[-1]) > 0


@pytest.mark.parametrize("room", DOCKERFILES)
def test_packages_come_from_the_rooms_lock_with_their_hashes(room: str) -> None:
    (install,) = [value for name, value in instructions(room) if name == "RUN" and "pip install" in value]
    assert "--require-hashes" in install
    assert ("COPY", f"{room}/requirements.lock .") in instructions(room)
    assert "--hash=sha256:" in (ROOT / room / "requirements.lock").read_text()


@pytest.mark.parametrize("room", DOCKERFILES)
def test_the_packages_are_installed_before_the_code_is_copied(room: str) -> None:
    """A change of code rebuilds two small layers and no package."""
    copied = [value for name, value in final_stage(room) if name == "COPY" and not value.startswith("--from")]
    assert copied == ["contracts /app/contracts", f"{room} /app/{room}"]
    assert not any(name == "RUN" and "pip" in value for name, value in final_stage(room))


@pytest.mark.parametrize("room", DOCKERFILES)
def test_everything_that_is_copied_exists_and_reaches_the_build(room: str) -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    for name, value in instructions(room):
        if name == "COPY" and not value.startswith("--from"):
            source = value.split()[0]
            assert (ROOT / source).exists(), source
            assert f"!{source.split('/')[0]}" in ignored


@pytest.mark.parametrize("room", DOCKERFILES)
def test_the_image_starts_the_rooms_package_and_can_import_it(room: str) -> None:
    package = DOCKERFILES[room]
    assert ("CMD", f'["python", "-m", "{package}"]') in final_stage(room)
    (environment,) = [value for name, value in final_stage(room) if name == "ENV"]
    assert f"PYTHONPATH=/app:/app/{room}" in environment
    assert (ROOT / room / package / "__main__.py").is_file()


@pytest.mark.parametrize("room", DOCKERFILES)
def test_every_base_image_names_its_version(room: str) -> None:
    stages: set[str] = set()
    for name, value in instructions(room):
        if name == "FROM":
            image = value.split()[0]
            assert image in stages or image == "scratch" or re.fullmatch(r"python:3\.\d+-slim-\w+", image), image
            stages |= set(value.split(" AS ")[1:])


def test_the_api_image_holds_the_certificates_that_its_database_urls_name() -> None:
    text = (ROOT / "components" / "database.py").read_text()
    (path,) = re.findall(r'^CERTIFICATES = "(.+)"$', text, re.MULTILINE)
    assert any(value.endswith(f" {path}") for name, value in final_stage("backend") if name == "COPY")
