"""Names by code: everything in an account is called after project and stack, within the limits of its service."""

import hashlib
import re
from dataclasses import dataclass

import pulumi

#: Within the 32 characters of a load balancer's name it stays whole beside a hash: rights go by `project-stack-`.
MAX_STACK_LENGTH = 13
_STACK = re.compile(r"[a-z][a-z0-9]*")


class UnusableNameError(pulumi.RunError, ValueError):
    """A name that AWS would refuse, or that two stacks would share; the text says what to use instead."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of one stack. A stack's name has no hyphen, so no two stacks can arrive at the same name."""

    project: str
    stack: str

    def __post_init__(self) -> None:
        if not _STACK.fullmatch(self.stack) or len(self.stack) > MAX_STACK_LENGTH:
            raise UnusableNameError(
                f"Stack '{self.stack}' cannot name resources: use a small letter followed by small letters and digits, "
                f"at most {MAX_STACK_LENGTH} (for instance 'pr12'). "
                "With capitals or hyphens two stacks could share a name."
            )

    @property
    def prefix(self) -> str:
        return f"{self.project}-{self.stack}"

    def of(self, *parts: str, limit: int = 63) -> str:
        """`project-stack-part-…`; one longer than `limit` keeps its start and ends in a hash of all of it."""
        name = "-".join((self.prefix, *parts))
        if len(name) <= limit:
            return name
        digest = hashlib.sha256(name.encode()).hexdigest()[:6]
        return f"{name[: limit - 7].rstrip('-')}-{digest}"

    def path(self, *parts: str) -> str:
        """`/project/stack/part/…`, for services whose names are paths."""
        return "/" + "/".join((self.project, self.stack, *parts))

    def with_hash(self, *parts: str, of: object, limit: int = 63) -> str:
        """A name that changes with `of`: for what can only be replaced, whose successor lives beside it for a while."""
        return self.of(*parts, hashlib.sha256(repr(of).encode()).hexdigest()[:6], limit=limit)
