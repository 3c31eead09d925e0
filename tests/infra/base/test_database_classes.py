"""How many connections a class of RDS instances accepts, as Amazon's guide counts them."""

import pytest

from components.base.database_classes import max_connections


@pytest.mark.parametrize(
    ("database_class", "connections"),
    [
        ("db.t4g.micro", 112),
        ("db.t4g.small", 225),
        ("db.t4g.medium", 450),
        ("db.m7g.large", 901),
        ("db.r6g.large", 1802),
        ("db.r6g.2xlarge", 5000),
        ("db.x2g.large", None),
    ],
)
def test_connections_follow_from_the_memory_of_the_class(database_class: str, connections: int | None) -> None:
    assert max_connections(database_class) == connections
