"""The embedded PostgreSQL of a folder that its account cannot enter."""

import os
from pathlib import Path

import psycopg
import pytest

from tools.errors import StudioError
from tools.local_cloud.postgres import Postgres, temporary_state

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="PostgreSQL runs as ourselves, and enters what we enter")


def _closed(folder: Path) -> Path:
    state = folder / "closed" / "state"
    state.parent.mkdir(mode=0o700)
    return state


def test_a_cluster_that_lives_elsewhere_goes_with_the_state_that_it_belongs_to() -> None:
    with temporary_state() as folder:
        state = _closed(folder)
        with Postgres(state, durable=False) as cluster:
            home = cluster.home
            assert not home.is_relative_to(folder)
            with psycopg.connect(cluster.url("postgres")) as connection:
                assert connection.execute("select 1").fetchone() == (1,)
        assert home.exists()  # until its state goes, films are kept in it
    assert not home.exists()
    assert not folder.exists()


def test_a_cluster_that_does_not_start_leaves_nothing_behind() -> None:
    homes: list[Path] = []
    with pytest.raises(StudioError, match="did not start"), temporary_state() as folder:  # noqa: PT012
        cluster = Postgres(_closed(folder), durable=False)
        homes += [folder, cluster.home]
        cluster.data.mkdir()
        (cluster.data / "PG_VERSION").write_text("no version")
        with cluster:
            pass
    assert [home for home in homes if home.exists()] == []


def test_what_belongs_to_another_state_stays() -> None:
    with temporary_state() as kept:
        neighbour = Postgres(_closed(kept)).home
        with temporary_state() as folder:
            own = Postgres(_closed(folder)).home
        assert neighbour.exists()
        assert not own.exists()
