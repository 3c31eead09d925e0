"""The site, built as ./studio up builds it, and Node to test it with."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tools.errors import StudioError
from tools.local_cloud import site_build
from tools.local_cloud.site_build import FRONTEND


@pytest.fixture(scope="session")
def node() -> None:
    """Node, and the packages of the site's lock."""
    try:
        with site_build.alone():
            site_build.install()
    except StudioError as error:
        pytest.skip(f"Node and the site's packages cannot be had here: {error}")


@pytest.fixture(scope="session")
def site_folder(node: None) -> Path:
    """The files of the site. Where its code is wrong, this fails."""
    return site_build.build()


def run_node(
    program: str, *arguments: str, variables: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a package's program in the frontend's folder, to its end."""
    return subprocess.run(
        [str(site_build.node()), f"node_modules/{program}", *arguments],
        cwd=FRONTEND,
        env={**site_build.node_environment(), "NO_COLOR": "1", **(variables or {})},
        check=False,
        capture_output=True,
        text=True,
    )
