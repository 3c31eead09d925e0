"""The orchestra's recordings, where the studio's material can be had."""

import pytest
from film_workers.sound import bank
from film_workers.sound.bank import Bank

from tools.errors import StudioError
from tools.local_cloud import material


@pytest.fixture(scope="session")
def orchestra() -> Bank:
    try:
        material.ensure(lambda _: None)
    except StudioError as error:
        pytest.skip(f"the orchestra cannot be heard: {error}")
    found = bank.opened()
    assert found is not None
    return found


@pytest.fixture(scope="module", params=["orchestra", "score"])
def renderer(request: pytest.FixtureRequest) -> str:
    """Both that play a score, by their names."""
    name: str = request.param
    if name == "orchestra":
        request.getfixturevalue("orchestra")
    return name
