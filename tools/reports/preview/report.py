"""A preview in words: what is lost first, then what opens, who may do more, what it costs, and the list."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from components.base.prices import UnknownPriceError
from components.data import live_changes
from policy import rules
from tools.program.recording import Evaluation
from tools.reports.cost.rates import UnpricedError
from tools.reports.cost.report import cost_of
from tools.reports.preview import exposure, rights
from tools.reports.preview.changes import Change, changes
from tools.reports.preview.rights import called

OK, VIOLATIONS, LOSSES = 0, 2, 3
DATABASE: Final = "aws:rds/instance:Instance"
_LONGEST_VALUE = 60


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a change does. `exit_code`: 3 when data would go that nothing protects, 2 for violations, refusals, or 0."""

    stack: str
    against: str
    changes: Sequence[Change]
    exposures: Sequence[str]
    rights: Sequence[str]
    cost: Sequence[str]
    violations: Sequence[str]
    refusals: Sequence[str]
    """What an update of the live stack would refuse."""
    warnings: Sequence[str]

    @property
    def losses(self) -> list[Change]:
        return [change for change in self.changes if change.loses]

    @property
    def exit_code(self) -> int:
        if any(not change.is_protected for change in self.losses):
            return LOSSES
        return VIOLATIONS if self.violations or self.refusals else OK

    def summary(self) -> str:
        counts = Counter(change.kind for change in self.changes)
        told = [
            f"{counts[kind]} {kind}" for kind in ("created", "updated", "replaced", "deleted", "moved") if counts[kind]
        ]
        return ", ".join(told) or "no change"

    def document(self) -> dict[str, Any]:
        """As JSON: the sections of the text, and each change with its properties."""
        return {
            "stack": self.stack,
            "against": self.against,
            "summary": self.summary(),
            "losses": [_loss(change) for change in self.losses],
            **{title.lower().replace(" ", "_"): list(sentences) for title, sentences in self._sections()},
            "changes": [
                {
                    "kind": change.kind,
                    "resource": called(change.resource),
                    "urn": change.resource.urn,
                    "because": list(change.because),
                    "properties": _properties(change),
                }
                for change in self.changes
            ],
        }

    def text(self) -> str:
        lines = [f"{self.stack} against {self.against}: {self.summary()}"]
        lines += [f"\n!! {_loss(change)}" for change in self.losses]
        for title, sentences in self._sections():
            lines += ["", title, *(f"  {sentence}" for sentence in sentences)]
        lines += ["", "Resources"] if self.changes else []
        for change in self.changes:
            lines.append(f"  {_MARKS[change.kind]} {called(change.resource)}{_because(change)}")
            lines += [f"      {line}" for line in _properties(change)]
        return "\n".join(lines)

    def markdown(self) -> str:
        lines = [f"### `{self.stack}`: {self.summary()}", "", f"Against {self.against}.", ""]
        if self.losses:
            lines += ["> [!CAUTION]", *(f"> **{_loss(change)}**" + "<br>" for change in self.losses), ""]
        for title, sentences in self._sections():
            lines += [f"**{title}**", "", *(f"- {sentence}" for sentence in sentences), ""]
        if self.changes:
            lines += [
                f"<details><summary>{len(self.changes)} resources</summary>",
                "",
                "| | resource | what |",
                "|---|---|---|",
            ]
            for change in self.changes:
                what = "<br>".join(_cell(line) for line in _properties(change))
                lines.append(f"| {change.kind} | {_cell(called(change.resource))} | {_cell(_because(change))} {what} |")
            lines += ["", "</details>", ""]
        return "\n".join(lines)

    def _sections(self) -> Iterator[tuple[str, Sequence[str]]]:
        for title, sentences in (
            ("Refused on a live stack", self.refusals),
            ("Policy violations", self.violations),
            ("Warnings", self.warnings),
            ("Exposure", self.exposures),
            ("Privileges", self.rights),
            ("Cost", self.cost),
        ):
            if sentences:
                yield title, sentences


_MARKS = {"created": "+", "updated": "~", "replaced": "±", "deleted": "-", "moved": "→"}


def preview_of(before: Evaluation | None, after: Evaluation, *, against: str) -> Preview:
    """Compare two evaluations of a stack; `against` is how the report calls the former."""
    return Preview(
        stack=after.stack,
        against=against,
        changes=changes(before, after),
        exposures=exposure.sentences(before, after),
        rights=rights.sentences(before, after),
        cost=_cost(before, after),
        violations=violations(after),
        refusals=[text for old, new in _databases(before, after) for text in live_changes.refusals(old, new)],
        warnings=[
            *(text for severity, text in after.messages if severity == "warning"),
            *(text for old, new in _databases(before, after) for text in live_changes.surprises(old, new)),
        ],
    )


def _databases(before: Evaluation | None, after: Evaluation) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Inputs of each database that is there before and after."""
    former = {each.urn: each.inputs for each in before.of_type(DATABASE)} if before else {}
    for each in after.of_type(DATABASE):
        if each.urn in former:
            yield former[each.urn], each.inputs


def violations(evaluation: Evaluation) -> list[str]:
    """What the policy pack's mandatory rules find, a sentence each."""
    return [str(found) for found in rules.check(evaluation.resources) if found.level == "mandatory"]


def _cost(before: Evaluation | None, after: Evaluation) -> list[str]:
    """Per month with nobody working: what idles is what a change of the program changes for good."""
    try:
        old, new = (cost_of(before) if before else None), cost_of(after)
    except (UnpricedError, UnknownPriceError) as error:
        return [f"Unknown: {error.args[0]}"]
    was = {(line.resource, line.item): line.usd_month for line in old.lines} if old else {}
    now = {(line.resource, line.item): line.usd_month for line in new.lines}
    moved = {key: now.get(key, 0.0) - was.get(key, 0.0) for key in dict.fromkeys((*now, *was))}
    steps = sorted((key for key in moved if abs(moved[key]) >= 0.005), key=lambda key: -abs(moved[key]))
    if not steps:
        return []
    before_usd = old.total_usd_month if old else 0.0
    change = new.total_usd_month - before_usd
    head = f"Idle, ${before_usd:,.2f} → ${new.total_usd_month:,.2f} a month ({change:+,.2f})."
    return [head, *(f"{moved[key]:+,.2f}  {key[0]}: {key[1]}" for key in steps[:12])]


def _loss(change: Change) -> str:
    what = "is REPLACED" if change.kind == "replaced" else "is DELETED"
    why = f" because {', '.join(change.because)} cannot change in place" if change.because else ""
    guard = (
        "it is protected, so the update will stop there; unprotect it only after moving what it holds"
        if change.is_protected
        else "NOTHING protects it"
    )
    return f"{called(change.resource)} {what}{why}: this loses {change.loses}; {guard}."


def _because(change: Change) -> str:
    if change.kind == "moved" and change.before is not None:
        return f" (was {called(change.before)}, keeps its state)"
    return f" (because of {', '.join(change.because)})" if change.because else ""


def _properties(change: Change) -> list[str]:
    secret = change.resource.secrets | (change.before.secrets if change.before else frozenset[str]())
    lines: list[str] = []
    for path, (old, new) in change.properties.items():
        if any(path.split(".")[0].split("[")[0] == name.split(".")[0].split("[")[0] for name in secret):
            lines.append(f"{path}: (secret) changes")
        else:
            lines.append(f"{path}: {_value(old)} → {_value(new)}")
    return lines


def _value(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;").strip()
