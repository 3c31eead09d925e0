"""How entries of the audit trail are chained, and how a break of the chain is found: pure, of rows as they are read."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

#: Of how an entry is hashed; entries of another number stay as they are and are checked by its rules.
SCHEME: Final = 1
#: What the first entry follows.
START: Final = "0" * 64
Fault = Literal["changed", "details-changed", "missing", "out-of-order", "unknown-scheme", "cut-off"]
_HASHED: Final = (
    "scheme",
    "organization_id",
    "sequence",
    "at",
    "actor_kind",
    "actor_id",
    "request_id",
    "action",
    "subject_type",
    "subject_id",
    "project_id",
    "details_sha256",
    "former_sha256",
)


@dataclass(frozen=True, kw_only=True)
class Head:
    """The last entry of a chain; the start, before there is one."""

    sequence: int = 0
    sha256: str = START


@dataclass(frozen=True, kw_only=True)
class Break:
    """Where a chain does not hold, and how."""

    sequence: int
    fault: Fault
    detail: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """As far as a chain was looked at: how many entries, how many of these without details, and the first break."""

    head: Head
    entries: int = 0
    without_details: int = 0
    broken: Break | None = None


def sha256_of_entry(row: Mapping[str, Any]) -> str:
    """The hash of an entry, over everything in it but the details themselves; of those, over their own hash."""
    hashed = [_plain(row[name]) for name in _HASHED]
    return hashlib.sha256(json.dumps(hashed, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def sha256_of_details(details: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}\n{details}".encode()).hexdigest()


def check(rows: Iterable[Mapping[str, Any]], head: Head) -> Checked:
    """Follow the chain from `head`, which was checked, through `rows`, which follow it in order, to the first break."""
    entries = without_details = 0
    for row in rows:
        broken = _fault_of(row, head)
        if broken is not None:
            return Checked(head=head, entries=entries, without_details=without_details, broken=broken)
        entries += 1
        without_details += row["details"] is None
        head = Head(sequence=row["sequence"], sha256=row["sha256"])
    return Checked(head=head, entries=entries, without_details=without_details)


def cut_off(head: Head, kept: Head) -> Break | None:
    """What is wrong at the end of a chain, whose last entry is `head`, and was to be `kept`."""
    if head == kept:
        return None
    return Break(
        sequence=min(head.sequence, kept.sequence) + (head.sequence != kept.sequence),
        fault="cut-off",
        detail=f"the chain ends with entry {head.sequence}, and has to end with entry {kept.sequence}, {kept.sha256}",
    )


def _fault_of(row: Mapping[str, Any], head: Head) -> Break | None:
    sequence: int = row["sequence"]
    expected = head.sequence + 1
    fault: Fault
    if sequence > expected:
        fault, detail = "missing", f"entry {expected} is not there; the next one is {sequence}"
        sequence = expected
    elif sequence < expected:
        fault, detail = "out-of-order", f"entry {sequence} comes after entry {head.sequence}"
    elif row["scheme"] != SCHEME:
        fault, detail = "unknown-scheme", f"entry {sequence} was hashed by scheme {row['scheme']}, not by {SCHEME}"
    elif sha256_of_entry(row) != row["sha256"]:
        fault, detail = "changed", f"entry {sequence} is not as it was written"
    elif row["former_sha256"] != head.sha256:
        fault, detail = "out-of-order", f"entry {sequence} does not follow entry {head.sequence} as that is now"
    elif row["details"] is not None and sha256_of_details(row["details"], row["salt"] or "") != row["details_sha256"]:
        fault, detail = "details-changed", f"what entry {sequence} says of the change is not as it was written"
    else:
        return None
    return Break(sequence=sequence, fault=fault, detail=detail)


def _plain(value: Any) -> str | int | None:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
