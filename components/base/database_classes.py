"""What RDS has of instance classes for PostgreSQL, and what a class accepts, by the memory that its name stands for."""

import re
from collections.abc import Mapping
from typing import Final

#: RDS's default for PostgreSQL: a connection for so many bytes of memory, and never more than this many.
#: Source: Amazon RDS User Guide, "Quotas and constraints", maximum number of database connections.
_BYTES_A_CONNECTION: Final = 9_531_392
_MOST: Final = 5_000
#: GiB of an instance of size "large", by family: burstable and general purpose, and memory optimised.
_LARGE: Final = {"t": 8, "m": 8, "r": 16}
_OF_LARGE: Final = {"micro": 1 / 8, "small": 1 / 4, "medium": 1 / 2, "large": 1.0, "xlarge": 2.0}
_CLASS: Final = re.compile(r"db\.([tmr])\d\w*\.(\d*)(micro|small|medium|large|xlarge)")

_BURSTABLE: Final = ("micro", "small", "medium", "large", "xlarge", "2xlarge")
_STEADY: Final = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
#: Family → its sizes. Source: Amazon RDS User Guide, "DB instance class types" and "Supported DB engines", of 2026.
SIZES: Final[Mapping[str, tuple[str, ...]]] = {
    # Graviton (ARM)
    "t4g": _BURSTABLE,
    **dict.fromkeys(("m6g", "m7g", "r6g", "r7g"), _STEADY),
    **dict.fromkeys(("m8g", "r8g"), (*_STEADY, "24xlarge", "48xlarge")),
    # Intel
    "t3": _BURSTABLE,
    **dict.fromkeys(("m5", "r5"), (*_STEADY, "24xlarge")),
    **dict.fromkeys(("m6i", "r6i"), (*_STEADY, "24xlarge", "32xlarge")),
    **dict.fromkeys(("m7i", "r7i"), (*_STEADY, "24xlarge", "48xlarge")),
}
#: Intel's family → Graviton's with as much memory, newest first.
_TWINS: Final[Mapping[str, tuple[str, ...]]] = {"t": ("t4g",), "m": ("m7g", "m8g"), "r": ("r7g", "r8g")}


def memory_gib(database_class: str) -> float | None:
    """GiB of memory; None for a family that this table does not know."""
    found = _CLASS.fullmatch(database_class)
    if found is None:
        return None
    family, times, size = found.groups()
    return _LARGE[family] * _OF_LARGE[size] * int(times or 1)


def vcpus(database_class: str) -> int:
    """Virtual processors: two up to "large", four of "xlarge", and so on. Raises `LookupError` for a name of another
    form. Source: Amazon RDS User Guide, "Hardware specifications for DB instance classes"."""
    found = _CLASS.fullmatch(database_class)
    if found is None:
        raise LookupError(f"{database_class} is not a class whose processors are known here")
    _, times, size = found.groups()
    return max(2, int(2 * _OF_LARGE[size] * int(times or 1)))


def max_connections(database_class: str) -> int | None:
    """Connections that an instance of the class accepts; None for a family that this table does not know."""
    gib = memory_gib(database_class)
    return None if gib is None else min(_MOST, int(gib * 2**30) // _BYTES_A_CONNECTION)


def is_arm(database_class: str) -> bool:
    return database_class.split(".")[1].endswith("g")


def is_burstable(database_class: str) -> bool:
    """Whether its processor lives on credits."""
    return database_class.startswith("db.t")


def arm_twin(database_class: str) -> str | None:
    """The Graviton class with the same memory as an Intel one; None where there is none."""
    _, family, size = database_class.split(".")
    return next((f"db.{twin}.{size}" for twin in _TWINS[family[0]] if size in SIZES[twin]), None)
