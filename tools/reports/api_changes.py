"""What a change does to the API's clients: the OpenAPI document of the working tree against that of a commit.

Breaking is what a client that worked may trip over: a path, a method, an answer or a field that is gone, a type that is
another, an input that is newly needed. What a request takes and what an answer holds break in opposite directions: a
request may come to take more, an answer may come to hold more, and neither less.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, cast

from tools.environments import ROOT
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.reports.preview.baseline import default_reference, described

DOCUMENT: Final = "backend/openapi.json"
_METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options")
Json = Mapping[str, Any]
Direction = Literal["request", "answer"]


@dataclass(frozen=True, kw_only=True)
class ApiChange:
    """One difference, and whether it breaks clients that worked."""

    breaking: bool
    where: str
    what: str

    def sentence(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, kw_only=True)
class ApiChanges:
    """Every difference between two documents."""

    against: str
    changes: Sequence[ApiChange]

    @property
    def breaking(self) -> list[ApiChange]:
        return [change for change in self.changes if change.breaking]

    @property
    def exit_code(self) -> int:
        return FAILED if self.breaking else DONE

    def text(self) -> str:
        """Markdown: what breaks first."""
        if not self.changes:
            return f"The API is the same as in {self.against}."
        harmless = [change for change in self.changes if not change.breaking]
        lines = [f"The API against {self.against}: {len(self.breaking)} breaking changes, {len(harmless)} others."]
        for title, changes in (("Breaking", self.breaking), ("Other", harmless)):
            lines += ["", f"**{title}**", "", *(f"- {change.sentence()}" for change in changes)] if changes else []
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        return {"against": self.against, "changes": [asdict(change) for change in self.changes]}


def changes(before: Json, after: Json) -> list[ApiChange]:
    """Every difference between two OpenAPI documents that a client can notice, each once, in order."""
    return list(dict.fromkeys(_Comparison(before, after).operations()))


@dataclass(frozen=True)
class _Comparison:
    before: Json
    after: Json

    def operations(self) -> Iterator[ApiChange]:
        old, new = _operations(self.before), _operations(self.after)
        for name in [*old, *(name for name in new if name not in old)]:
            if name not in new:
                yield ApiChange(breaking=True, where=name, what="is gone")
            elif name not in old:
                yield ApiChange(breaking=False, where=name, what="is new")
            else:
                yield from self._parameters(name, old[name], new[name])
                yield from self._body(name, old[name], new[name])
                yield from self._answers(name, old[name], new[name])

    def _parameters(self, name: str, old: Json, new: Json) -> Iterator[ApiChange]:
        was, now = _parameters(old, self.before), _parameters(new, self.after)
        for key in [*was, *(key for key in now if key not in was)]:
            where = f"{name}, {key}"
            if key not in now:
                yield ApiChange(breaking=True, where=where, what="is gone")
                continue
            needed = bool(now[key].get("required"))
            if key not in was:
                yield ApiChange(breaking=needed, where=where, what="is new and required" if needed else "is new")
                continue
            if needed and not was[key].get("required"):
                yield ApiChange(breaking=True, where=where, what="is required now")
            yield from self._schemas(where, was[key].get("schema", {}), now[key].get("schema", {}), "request")

    def _body(self, name: str, old: Json, new: Json) -> Iterator[ApiChange]:
        was, now = old.get("requestBody"), new.get("requestBody")
        where = f"{name}, body"
        if was is None and now is not None:
            needed = bool(now.get("required"))
            yield ApiChange(breaking=needed, where=where, what="is new and required" if needed else "is new")
        elif was is not None and now is None:
            yield ApiChange(breaking=True, where=where, what="is gone")
        elif was is not None and now is not None:
            if now.get("required") and not was.get("required"):
                yield ApiChange(breaking=True, where=where, what="is required now")
            yield from self._contents(where, was, now, "request")

    def _answers(self, name: str, old: Json, new: Json) -> Iterator[ApiChange]:
        was, now = old.get("responses", {}), new.get("responses", {})
        for status in [*was, *(status for status in now if status not in was)]:
            where = f"{name}, {status}"
            if status not in now:
                yield ApiChange(breaking=True, where=where, what="is gone")
            elif status not in was:
                yield ApiChange(breaking=False, where=where, what="is new")
            else:
                old_answer = _shared(was[status], self.before, "responses")
                new_answer = _shared(now[status], self.after, "responses")
                yield from self._contents(where, old_answer, new_answer, "answer")

    def _contents(self, where: str, old: Json, new: Json, direction: Direction) -> Iterator[ApiChange]:
        was, now = old.get("content", {}), new.get("content", {})
        for kind in was:
            if kind not in now:
                yield ApiChange(breaking=True, where=where, what=f"{kind} is gone")
            else:
                yield from self._schemas(where, was[kind].get("schema", {}), now[kind].get("schema", {}), direction)

    def _schemas(
        self, where: str, old: Json, new: Json, direction: Direction, inside: frozenset[str] = frozenset()
    ) -> Iterator[ApiChange]:
        """Compare what two schemas allow; `inside` are the pairs of names that are being compared further out."""
        pair = f"{old.get('$ref')} {new.get('$ref')}"
        if pair in inside:
            return
        if "$ref" in old or "$ref" in new:
            inside |= {pair}
        was, now = _alternatives(old, self.before), _alternatives(new, self.after)
        gone, came = [kind for kind in was if kind not in now], [kind for kind in now if kind not in was]
        if gone and came:
            yield ApiChange(breaking=True, where=where, what=f"was {_or(gone)}, is {_or(came)}")
        elif gone:
            what = f"is no longer {_or(gone)}"
            yield ApiChange(breaking=direction == "request", where=where, what=what)
        elif came:
            yield ApiChange(breaking=direction == "answer", where=where, what=f"may be {_or(came)}")
        for kind in was:
            if kind in now:
                yield from self._values(where, was[kind], now[kind], direction)
                yield from self._properties(where, was[kind], now[kind], direction, inside)
                if "items" in was[kind] and "items" in now[kind]:
                    yield from self._schemas(f"{where}[]", was[kind]["items"], now[kind]["items"], direction, inside)

    def _values(self, where: str, old: Json, new: Json, direction: Direction) -> Iterator[ApiChange]:
        was, now = _values(old), _values(new)
        if was is not None and now is not None:
            gone, came = sorted(was - now), sorted(now - was)
            if gone:
                yield ApiChange(breaking=direction == "request", where=where, what=f"is never {_or(gone)} any more")
            if came:
                yield ApiChange(breaking=False, where=where, what=f"may be {_or(came)}")
        elif was is None and now is not None:
            what = f"is only {_or(sorted(now))}"
            yield ApiChange(breaking=direction == "request", where=where, what=what)
        elif was is not None:
            yield ApiChange(breaking=False, where=where, what="may be anything of its type")

    def _properties(
        self, where: str, old: Json, new: Json, direction: Direction, inside: frozenset[str]
    ) -> Iterator[ApiChange]:
        was, now = old.get("properties", {}), new.get("properties", {})
        needed_before, needed = set(old.get("required", ())), set(new.get("required", ()))
        for name in [*was, *(name for name in now if name not in was)]:
            place = f"{where}, {name}" if "," in where else f"{where} {name}"
            if name not in now:
                yield ApiChange(breaking=True, where=place, what="is gone")
            elif name not in was:
                asks = direction == "request" and name in needed
                yield ApiChange(breaking=asks, where=place, what="is new and required" if asks else "is new")
            else:
                if direction == "request" and name in needed - needed_before:
                    yield ApiChange(breaking=True, where=place, what="is required now")
                if direction == "answer" and name in needed_before - needed:
                    yield ApiChange(breaking=True, where=place, what="may be missing")
                yield from self._schemas(place, was[name], now[name], direction, inside)


def _shared(part: Json, document: Json, kind: str) -> Json:
    """The answer or parameter itself where the operation only names one that several share."""
    shared: str = part.get("$ref", "").rsplit("/", 1)[-1]
    return document["components"][kind][shared] if shared else part


def _operations(document: Json) -> dict[str, Json]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document.get("paths", {}).items()
        for method, operation in methods.items()
        if method in _METHODS
    }


def _parameters(operation: Json, document: Json) -> dict[str, Json]:
    """Those too that the operation only names, because several share them."""
    found = (_shared(each, document, "parameters") for each in operation.get("parameters", ()))
    return {f"{each['in']} parameter {each['name']}": each for each in found}


def _alternatives(schema: Json, document: Json) -> dict[str, Json]:
    """What a schema allows, by type; objects apart by their names where there are several."""
    flat = list(_flattened(schema, document))
    objects = sum(each.get("type") == "object" for each in flat)
    return {
        f"object {each.get('title', '')}".strip()
        if each.get("type") == "object" and objects > 1
        else str(each.get("type", "anything")): each
        for each in flat
    }


def _flattened(schema: Json, document: Json) -> Iterator[Json]:
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        yield from _flattened(document["components"]["schemas"][name], document)
        return
    several = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if several:
        for each in several:
            yield from _flattened(each, document)
        return
    yield schema


def _values(schema: Json) -> set[str] | None:
    """The values that a schema lists; None where it lists none."""
    if "const" in schema:
        return {json.dumps(schema["const"])}
    return {json.dumps(value) for value in schema["enum"]} if "enum" in schema else None


def _or(words: Sequence[str]) -> str:
    return " or ".join(words)


# --- the command ----------------------------------------------------------------------------------------------


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--against", metavar="GITREF", help="default: where this branch left main, else the last commit"
    )


def run(options: argparse.Namespace) -> ApiChanges:
    reference: str = options.against or default_reference(ROOT)
    against = described(ROOT, reference)
    command = ["git", "-C", str(ROOT), "show", f"{reference}:{DOCUMENT}"]
    shown = subprocess.run(command, capture_output=True, check=False)
    if shown.returncode != 0:
        raise StudioError(f"{against} has no {DOCUMENT}: compare with another commit (--against GITREF).")
    before = cast("Json", json.loads(shown.stdout))
    after = cast("Json", json.loads((ROOT / DOCUMENT).read_text(encoding="utf-8")))
    return ApiChanges(against=against, changes=changes(before, after))


COMMAND: Final = Command(
    description="Name what a change does to the API's clients: the OpenAPI document against that of a commit.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "clients that worked may break"},
)
