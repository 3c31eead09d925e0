"""`python -m film_studio.identity.audit`: checks every organisation's trail in the database that DATABASE_OWNER_URL
names, as a restored one is checked before a studio runs on it. Prints JSON, and ends with 1 where a trail is broken."""

import json
import os
import sys
from typing import Any, Final

import psycopg
from psycopg.rows import DictRow, dict_row

from film_studio.identity.audit import chain
from film_studio.identity.audit.chain import Head

_ENTRIES: Final = "select * from audit_entry where organization_id = %s order by sequence"


def check(connection: psycopg.Connection[DictRow]) -> dict[str, Any]:
    """`organizations` and `entries` that were looked at, and what is wrong with each trail that is broken."""
    entries, broken = 0, list[str]()
    heads = connection.execute("select organization_id, sequence, sha256 from audit_head").fetchall()
    for kept in heads:
        with connection.cursor("trail") as rows:
            rows.execute(_ENTRIES, [kept["organization_id"]])
            found = chain.check(rows, Head())
        entries += found.entries
        fault = found.broken or chain.cut_off(found.head, Head(sequence=kept["sequence"], sha256=kept["sha256"]))
        if fault is not None:
            broken.append(f"organisation {kept['organization_id']}: {fault.detail} ({fault.fault})")
    return {"organizations": len(heads), "entries": entries, "broken": broken}


def main() -> int:
    # libpq itself reads PGPASSWORD.
    with psycopg.Connection[DictRow].connect(os.environ["DATABASE_OWNER_URL"], row_factory=dict_row) as connection:
        found = check(connection)
    sys.stdout.write(f"{json.dumps(found)}\n")
    return 1 if found["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
