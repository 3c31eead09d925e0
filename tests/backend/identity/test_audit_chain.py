"""A chain of audit entries holds as long as nobody touches it, and any change of it is found, with the place."""

import dataclasses
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from film_studio.identity.audit import chain
from film_studio.identity.audit.chain import Checked, Head
from hypothesis import given
from hypothesis import strategies as st

ORGANIZATION = uuid.UUID(int=1)
START = datetime(2026, 11, 27, tzinfo=UTC)
Rows = list[dict[str, Any]]


def chained(count: int) -> Rows:
    """Entries as the trail writes them."""
    head, rows = Head(), Rows()
    for number in range(1, count + 1):
        details = json.dumps({"actor": "Zoë", "before": {}, "after": {"title": f"Film {number}"}})
        salt = f"{number:032}"
        row: dict[str, Any] = {
            "organization_id": ORGANIZATION,
            "sequence": number,
            "scheme": chain.SCHEME,
            "at": START + timedelta(microseconds=number),
            "actor_kind": "member",
            "actor_id": uuid.UUID(int=number % 3),
            "request_id": f"request-{number}" if number % 2 else None,
            "action": "project.created",
            "subject_type": "project",
            "subject_id": uuid.UUID(int=number),
            "project_id": uuid.UUID(int=number) if number % 4 else None,
            "details": details,
            "salt": salt,
            "details_sha256": chain.sha256_of_details(details, salt),
            "former_sha256": head.sha256,
        }
        row["sha256"] = chain.sha256_of_entry(row)
        head = Head(sequence=number, sha256=row["sha256"])
        rows.append(row)
    return rows


def head_of(rows: Rows) -> Head:
    return Head(sequence=rows[-1]["sequence"], sha256=rows[-1]["sha256"])


def whole(rows: Rows, kept: Head) -> Checked:
    """A chain checked to its end."""
    found = chain.check(rows, Head())
    return found if found.broken else dataclasses.replace(found, broken=chain.cut_off(found.head, kept))


def other(value: Any) -> Any:
    match value:
        case uuid.UUID():
            return uuid.UUID(int=value.int + 1)
        case datetime():
            return value + timedelta(microseconds=1)
        case int():
            return value + 1
        case str():
            return value[:-1] + chr(ord(value[-1]) ^ 1)
        case _:
            return uuid.UUID(int=9) if value is None else value


@given(st.integers(1, 12), st.integers(0, 11))
def test_a_chain_that_nobody_touched_holds_from_wherever_it_is_checked(count: int, since: int) -> None:
    rows = chained(count)
    since = min(since, count)
    before = head_of(rows[:since]) if since else Head()
    found = chain.check(rows[since:], before)
    assert found == Checked(head=head_of(rows), entries=count - since)
    assert chain.cut_off(found.head, head_of(rows)) is None


@given(st.integers(1, 9), st.data())
def test_one_changed_field_of_one_entry_is_found(count: int, data: st.DataObject) -> None:
    rows = chained(count)
    kept = head_of(rows)
    touched = data.draw(st.integers(0, count - 1))
    name = data.draw(st.sampled_from(sorted(rows[0])))
    rows[touched][name] = other(rows[touched][name])
    broken = whole(rows, kept).broken
    assert broken is not None
    assert broken.sequence in (touched + 1, touched + 2)


@given(st.integers(2, 9), st.data())
def test_an_entry_that_is_gone_added_or_swapped_is_found(count: int, data: st.DataObject) -> None:
    rows = chained(count)
    kept = head_of(rows)
    place = data.draw(st.integers(0, count - 1))

    def add(into: Rows) -> None:
        into.insert(place, dict(into[place]))

    def swap(into: Rows) -> None:
        into[place], into[place - 1] = into[place - 1], into[place]

    def swap_and_number_anew(into: Rows) -> None:
        swap(into)
        for number, row in enumerate(into, 1):
            row["sequence"] = number

    ways: list[Callable[[Rows], Any]] = [lambda into: into.pop(place), add, swap, swap_and_number_anew]
    data.draw(st.sampled_from(ways))(rows)
    broken = whole(rows, kept).broken
    assert broken is not None


def test_a_history_that_was_written_anew_is_found_by_its_end() -> None:
    rows, another = chained(5), chained(4)
    broken = whole(another, head_of(rows)).broken
    assert broken is not None
    assert (broken.fault, broken.sequence) == ("cut-off", 5)


def test_details_can_be_taken_out_and_the_chain_holds() -> None:
    rows = chained(3)
    rows[1] |= {"details": None, "salt": None}
    assert whole(rows, head_of(rows)) == Checked(head=head_of(rows), entries=3, without_details=1)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"action": "project.deleted"}, "changed"),
        ({"details": '{"actor":"Eve"}'}, "details-changed"),
        ({"scheme": 2}, "unknown-scheme"),
        ({"sequence": 7}, "missing"),
        ({"sequence": 1}, "out-of-order"),
    ],
)
def test_a_break_says_what_is_wrong(change: dict[str, Any], fault: str) -> None:
    rows = chained(3)
    rows[1] |= change
    broken = whole(rows, head_of(rows)).broken
    assert broken is not None
    assert broken.fault == fault


def test_the_hash_of_an_entry_is_the_one_that_is_written_down() -> None:
    """Whoever changes how entries are hashed makes every chain that there is break: that is another SCHEME."""
    assert chained(2)[1]["sha256"] == "8256ba03c9514af9843ad68f62937152290b5840de95454f39b7ae2931d5f4de"
