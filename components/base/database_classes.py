"""What a class of RDS instances accepts, by the memory that its name stands for."""

import re
from typing import Final

#: RDS's default for PostgreSQL: a connection for so many bytes of memory, and never more than this many.
#: Source: Amazon RDS User Guide, "Quotas and constraints", maximum number of database connections.
_BYTES_A_CONNECTION: Final = 9_531_392
_MOST: Final = 5_000
#: GiB of an instance of size "large", by family: burstable and general purpose, and memory optimised.
_LARGE: Final = {"t": 8, "m": 8, "r": 16}
_OF_LARGE: Final = {"micro": 1 / 8, "small": 1 / 4, "medium": 1 / 2, "large": 1.0, "xlarge": 2.0}
_CLASS: Final = re.compile(r"db\.([tmr])\d\w*\.(\d*)(micro|small|medium|large|xlarge)")


def max_connections(database_class: str) -> int | None:
    """Connections that an instance of the class accepts; None for a family that this table does not know."""
    found = _CLASS.fullmatch(database_class)
    if found is None:
        return None
    family, times, size = found.groups()
    gib = _LARGE[family] * _OF_LARGE[size] * int(times or 1)
    return min(_MOST, int(gib * 2**30) // _BYTES_A_CONNECTION)
