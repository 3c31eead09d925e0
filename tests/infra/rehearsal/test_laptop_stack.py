"""`pulumi up --stack local`: what other stacks only register is made on this machine, and makes a film."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.rehearsal.conftest import is_settled, succeeded, up
from tests.system.films import MINI, probe
from tools.command.production import make
from tools.local_cloud.client import StudioClient
from tools.local_cloud.machine import running
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def stage(real_engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("laptop"), realises=True) as stage:
        stage.create("local")
        yield stage


def test_it_ends_with_a_studio_that_makes_a_film_and_destroy_leaves_nothing(stage: Stage, tmp_path: Path) -> None:
    succeeded(up(stage, "local"))
    assert is_settled(stage, "local")

    assert stage.laptop is not None
    access = running(stage.laptop.state)
    assert access is not None
    screenplay = tmp_path / "low-tide.fountain"
    screenplay.write_bytes(MINI)
    with StudioClient(access.api_url, access.api_key) as client:
        film = make(client, screenplay, tmp_path / "low-tide.mp4")
    assert probe(film.path).codecs == ("h264", "aac", "mov_text")

    succeeded(stage.pulumi("destroy", "--yes", "--skip-preview", "--stack", "local"))
    assert stage.cloud.things(stack="local") == []
    assert stage.laptop.left() == []
