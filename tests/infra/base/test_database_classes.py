"""How many connections a class of RDS instances accepts, as Amazon's guide counts them."""

import pytest

from components.base.database_classes import SIZES, max_connections, vcpus


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


@pytest.mark.parametrize(
    ("database_class", "processors"),
    [("db.t4g.micro", 2), ("db.t4g.large", 2), ("db.m7g.large", 2), ("db.t3.xlarge", 4), ("db.r6g.16xlarge", 64)],
)
def test_processors_follow_from_the_size_of_the_class(database_class: str, processors: int) -> None:
    assert vcpus(database_class) == processors


def test_every_class_that_a_stack_may_name_has_its_processors() -> None:
    assert {vcpus(f"db.{family}.{size}") for family, sizes in SIZES.items() for size in sizes} >= {2, 4, 192}
    with pytest.raises(LookupError, match=r"db\.x2g\.large"):
        vcpus("db.x2g.large")
