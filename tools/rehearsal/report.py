"""What a rehearsal showed, for whoever does it for real next: the order, what waits for what, and where it stops."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tools.errors import DONE, FAILED
from tools.program.replacement import STATEFUL
from tools.rehearsal.cloud import parts
from tools.rehearsal.journal import Entry
from tools.rehearsal.refusals import described
from tools.rehearsal.stage import Outcome

#: What is out of service between the deletion of one and the creation of its successor, and for how many minutes at
#: least. Source: what AWS's documentation gives as usual times; a large database takes longer.
_OUT: Final[Mapping[str, tuple[str, int]]] = {
    "aws:cloudfront/distribution:Distribution": ("the public address", 8),
    "aws:ecs/cluster:Cluster": ("the API and all workers", 5),
    "aws:ecs/service:Service": ("the service", 3),
    "aws:iam/role:Role": ("what acts in the role", 1),
    "aws:lb/loadBalancer:LoadBalancer": ("the API", 4),
    "aws:lb/targetGroup:TargetGroup": ("the API", 1),
    "aws:rds/instance:Instance": ("the database, and with it the API", 15),
    "aws:sqs/queue:Queue": ("jobs of the queue", 1),
}
#: Changes in place that take a database out of service, and for how many minutes; with a standby it is one.
_DATABASE: Final = "aws:rds/instance:Instance"
_RESTARTS: Final[Mapping[str, int]] = {
    "caCertIdentifier": 2, "dbSubnetGroupName": 15, "engineVersion": 10, "identifier": 5, "instanceClass": 8, "port": 2,
}  # fmt: skip
_MARKS: Final = {"create": "+", "update": "~", "delete": "-", "hook": "»"}
#: A first `up` makes hundreds of things: their order tells nobody anything, their number does.
_LONGEST_LIST: Final = 60


@dataclass(frozen=True, kw_only=True)
class Act:
    """One command of the rehearsal. `before` are the resources of the state after it, for what waits for what."""

    title: str
    outcome: Outcome
    resources: Sequence[Mapping[str, Any]]

    def document(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "command": " ".join(self.outcome.command),
            "exit_code": self.outcome.exit_code,
            "changes": dict(self.outcome.changes),
            "order": [
                {"operation": entry.kind, "resource": self._called(entry), "waits_for": waits, "error": entry.error}
                for entry, waits in self._ordered()
            ],
            "replaced": list(self._replaced()),
            "outage": [{"minutes": minutes, "what": what, "why": why} for minutes, what, why in self.outages()],
            "stops": self.stops(),
        }

    def text(self) -> str:
        outcome = self.outcome
        counts = ", ".join(f"{number} {kind}" for kind, number in sorted(outcome.changes.items())) or "no change"
        lines = [f"{self.title}: `{' '.join(outcome.command)}` " + ("succeeds" if outcome.succeeded else "FAILS")]
        lines.append(f"  {counts}; {len(outcome.entries)} steps")
        ordered = list(self._ordered())
        shown = ordered if len(ordered) <= _LONGEST_LIST else [pair for pair in ordered if _matters(pair[0])]
        if len(shown) < len(ordered):
            lines.append(f"  (the {len(ordered) - len(shown)} that only make something new are not listed)")
        numbers = {id(entry): number for number, (entry, _) in enumerate(ordered, 1)}
        for entry, waits in shown:
            after = f"  after {', '.join(waits)}" if waits else ""
            error = f"  !! {entry.error}" if entry.error and entry.kind != "hook" else ""
            lines.append(f"  {numbers[id(entry)]:4} {_MARKS[entry.kind]} {self._called(entry)}{after}{error}")
        lines += [f"  replaced: {each}" for each in self._replaced()]
        outages = list(self.outages())
        lines += [f"  outage: {what}, at least {minutes} min ({why})" for minutes, what, why in outages]
        if outcome.entries and not outages:
            lines.append("  outage: none that an order of steps can show")
        lines += [f"  stops: {each}" for each in self.stops()]
        return "\n".join(lines)

    def stops(self) -> list[str]:
        """Why it did not get further, in Pulumi's words; empty where it did."""
        if self.outcome.succeeded:
            return []
        said = [
            event["diagnosticEvent"]["message"].strip()
            for event in self.outcome.events
            if event.get("diagnosticEvent", {}).get("severity") == "error"
        ]
        told = [each for each in dict.fromkeys(said) if each not in ("update failed", "preview failed")]
        return told or self.outcome.output.strip().splitlines()[-1:]

    def outages(self) -> Iterator[tuple[int, str, str]]:
        """(minutes, what is out, why)."""
        deleted: set[str] = set()
        for entry in self.outcome.entries:
            if entry.error or not entry.urn:
                continue
            if entry.kind == "delete":
                deleted.add(entry.urn)
            elif entry.kind == "create" and entry.urn in deleted:
                what, minutes = _OUT.get(parts(entry.urn)[0], ("", 0))
                if what:
                    yield minutes, what, f"{described(entry.urn)} is deleted before its successor is there"
        for step in self.outcome.steps():
            if step["op"] == "update" and step["type"] == _DATABASE:
                names = [name for name in step.get("diffs") or () if name in _RESTARTS]
                inputs = _inputs(step)
                if names:
                    minutes = 1 if inputs.get("multiAz") else max(_RESTARTS[name] for name in names)
                    yield minutes, "the database, and with it the API", f"{', '.join(names)} restarts it"

    def _replaced(self) -> Iterator[str]:
        for urn, keys in self._keys().items():
            first = "deleted first" if self._is_deleted_first(urn) else "successor first"
            loses = STATEFUL.get(parts(urn)[0])
            lost = f"; this loses {loses}" if loses else ""
            yield f"{described(urn)} because of {', '.join(keys) or 'a property'} ({first}{lost})"

    def _keys(self) -> dict[str, list[str]]:
        return {
            step["urn"]: list(step.get("keys") or ())
            for step in self.outcome.steps()
            if step["op"] in ("replace", "create-replacement") and ":" in step["type"]
        }

    def _is_deleted_first(self, urn: str) -> bool:
        kinds = [entry.kind for entry in self.outcome.entries if entry.urn == urn]
        return "delete" in kinds and (("create" not in kinds) or kinds.index("delete") < kinds.index("create"))

    def _called(self, entry: Entry) -> str:
        return described(entry.urn) if entry.urn else entry.text

    def _ordered(self) -> Iterator[tuple[Entry, list[str]]]:
        """Each step with those steps of this command that it waited for."""
        needs = {each["urn"]: {*(each.get("dependencies") or ()), each.get("parent", "")} for each in self.resources}
        seen: dict[str, None] = {}
        for entry in self.outcome.entries:
            waits = [described(urn) for urn in seen if urn in needs.get(entry.urn, set[str]())]
            yield entry, waits if entry.kind in ("create", "update") else []
            if entry.urn:
                seen.setdefault(entry.urn)


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """A stack's rehearsal, act by act. It succeeds when the last act does, and none before it surprised."""

    stack: str
    acts: Sequence[Act]

    @property
    def exit_code(self) -> int:
        return DONE if all(act.outcome.succeeded for act in self.acts) else FAILED

    def document(self) -> dict[str, Any]:
        return {"stack": self.stack, "succeeds": self.exit_code == DONE, "acts": [act.document() for act in self.acts]}

    def text(self) -> str:
        return (
            f"{self.stack}, on the real Pulumi against stand-ins: nothing of this happened in AWS.\n\n"
            + "\n\n".join(act.text() for act in self.acts)
        )


def _matters(entry: Entry) -> bool:
    return entry.kind in ("hook", "delete", "update") or bool(entry.error)


def _inputs(step: Mapping[str, Any]) -> Mapping[str, Any]:
    after: Mapping[str, Any] = step.get("new") or {}
    inputs: Mapping[str, Any] = after.get("inputs") or {}
    return inputs
