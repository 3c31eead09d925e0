"""What is said of an image that does not come: Pulumi itself waits for it without an end."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest

from components.compute.build_watch import BuildWatch, engine_version

NO_ARGUMENTS = cast("Any", None)


def said_of(version: str, *, minutes: float, builds_for: float) -> tuple[list[str], list[str]]:
    """Warnings and errors of a build that takes so many seconds, and half a second more."""
    warned: list[str] = []
    failed: list[str] = []
    watch = BuildWatch("api", minutes=minutes, ask=lambda: version, warn=warned.append, fail=failed.append)

    async def build() -> None:
        await watch.begins(NO_ARGUMENTS)
        await asyncio.sleep(builds_for)
        await watch.ended(NO_ARGUMENTS)
        await asyncio.sleep(0.5)

    asyncio.run(build())
    return warned, failed


@pytest.mark.parametrize("version", ["28.5.2", "30.0.0", "2.29.0", ""])
def test_an_image_that_comes_in_time_is_not_spoken_of(version: str) -> None:
    assert said_of(version, minutes=0.2 / 60, builds_for=0.0) == ([], [])


def test_an_engine_whose_push_can_stand_still_is_named_before_the_build() -> None:
    warned, failed = said_of("29.1.0", minutes=10, builds_for=0.0)
    assert len(warned) == 1
    assert "Docker Engine 29.1.0 builds the image api" in warned[0]
    assert failed == []


def test_an_image_that_does_not_come_fails_the_update_with_what_to_do() -> None:
    warned, failed = said_of("28.5.2", minutes=0.2 / 60, builds_for=0.5)
    assert warned == []
    assert len(failed) == 1, "said once"
    assert "The image api has been building and pushing" in failed[0]
    assert "with Docker Engine 28.5.2" in failed[0]
    assert "./studio recover STACK --cancel" in failed[0]


@pytest.mark.parametrize(
    ("script", "version"),
    [
        ("echo 29.1.0", "29.1.0"),
        ("echo cannot connect >&2; exit 1", ""),
        (None, ""),
    ],
)
def test_the_engine_is_asked_and_need_not_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, version: str
) -> None:
    if script is not None:
        docker = tmp_path / "docker"
        docker.write_text(f"#!/bin/sh\n{script}\n")
        docker.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert engine_version() == version
