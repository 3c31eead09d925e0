"""Answers what IAM would: may somebody with these policies, within this boundary, make this call?

Source: IAM User Guide, "Policy evaluation logic" and "Condition operators". It knows what this program's documents use,
and raises `NotImplementedError` for an operator or element beyond that rather than guess.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from policy.rules.model import listed, section, statements


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request. `context` holds its condition keys in IAM's spelling, each with a value or several."""

    action: str
    resource: str = "*"
    context: Mapping[str, str | Sequence[str]] = field(default_factory=dict[str, "str | Sequence[str]"])


def may(call: Call, *, rights: Iterable[Any], boundary: Any = None) -> bool:
    """Whether policies (documents, as text or parsed) allow a call, and the boundary, if there is one, lets it be."""
    return _allows(list(rights), call) and (boundary is None or _allows([boundary], call))


def _allows(documents: Iterable[Any], call: Call) -> bool:
    """Some statement allows it and none denies it."""
    applying = [
        str(statement.get("Effect"))
        for document in documents
        for statement in statements(document)
        if _applies(statement, call)
    ]
    return "Allow" in applying and "Deny" not in applying


def _applies(statement: Mapping[str, Any], call: Call) -> bool:
    unknown = set(statement) - {"Sid", "Effect", "Action", "Resource", "NotResource", "Condition"}
    if unknown:
        raise NotImplementedError(f"a statement with {', '.join(sorted(unknown))}")
    if not any(matches(str(pattern).lower(), call.action.lower()) for pattern in listed(statement.get("Action"))):
        return False
    inside = "Resource" in statement
    named = listed(statement.get("Resource" if inside else "NotResource"))
    if any(matches(str(pattern), call.resource) for pattern in named) != inside:
        return False
    return all(
        _holds(operator, key, [str(value) for value in listed(expected)], call)
        for operator, test in section(statement, "Condition").items()
        for key, expected in test.items()
    )


def _holds(operator: str, key: str, expected: Sequence[str], call: Call) -> bool:
    # Keys are compared without regard to case, but for the tag's name behind the slash.
    found = next((value for name, value in call.context.items() if _folded(name) == _folded(key)), None)
    present = [] if found is None else [found] if isinstance(found, str) else list(found)
    bare = operator.removeprefix("ForAnyValue:")
    if bare == "Null":
        return (not present) == (expected == ["true"])
    if bare.endswith("IfExists"):
        bare = bare.removesuffix("IfExists")
        if not present:
            return True
    negated = bare.startswith(("StringNot", "ArnNot"))
    plain = bare.replace("Not", "", 1) if negated else bare
    if plain not in ("Bool", "StringEquals", "StringLike", "ArnEquals", "ArnLike"):
        raise NotImplementedError(f"the condition operator {operator}")
    exact = plain in ("Bool", "StringEquals")
    meets = any(value == wanted if exact else matches(wanted, value) for value in present for wanted in expected)
    return meets != negated


def _folded(key: str) -> str:
    name, slash, tag = key.partition("/")
    return name.lower() + slash + tag


def matches(pattern: str, text: str) -> bool:
    """IAM's wildcards: `*` for anything, slashes and colons too, `?` for one character."""
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."))
