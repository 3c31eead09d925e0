"""Whose resources a right may reach: by the names that a stack's carry, or by its tags where AWS invents the name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.base.account import Account
from components.base.stages import PRODUCTION, PULL_REQUEST_STACKS, PULL_REQUESTS


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A stack, or with a wildcard several: `film-studio` and `dev`, `pr*`, or `*` for all of the project."""

    account: Account
    project: str
    stack: str
    tags: Mapping[str, str]
    """What everything of the owner is tagged with, and nothing else in the account."""
    other: str = ""
    """Somebody else's stack that the pattern `stack` also matches."""
    zones: Sequence[str] = ()
    """Zones of Route 53 in which it has records."""

    def arns(self, *templates: str) -> list[str]:
        """Fill in `{own}` (the prefix of names), `{path}` (of names that are paths), `{region}` and `{account}`.

        A template with `{zone}` becomes an ARN for each zone, and none where there are none.
        """
        return self._filled(self.stack, templates)

    def others(self, *templates: str) -> list[str]:
        """The same for somebody else's stack that the pattern also matches; empty for a single stack."""
        return self._filled(self.other, templates) if self.other else []

    def _filled(self, stack: str, templates: Sequence[str]) -> list[str]:
        # For the whole project there is no stack in the name: it goes from the project straight to the part.
        prefix = self.project if stack == "*" else f"{self.project}-{stack}"
        path = f"/{self.project}/{stack}" if stack != "*" else f"/{self.project}"
        return [
            template.format(
                own=prefix,
                path=path,
                project=self.project,
                stack=stack,
                account=self.account.account_id,
                # Wherever it is: the stack that makes these rights may be in another region than the one they are for.
                region="*",
                zone=zone,
            )
            for template in templates
            for zone in (self.zones if "{zone}" in template else ("",))
        ]


def owner_of(environment: str, *, account: Account, project: str, zones: Sequence[str] = ()) -> Owner:
    """Whose resources the workflows of a GitHub environment may change: the stack called like it."""
    if environment == PULL_REQUESTS:
        # Stacks come and go, so they share the tag of their stage.
        tags = {"project": project, "stage": "pr"}
        return Owner(account=account, project=project, stack=PULL_REQUEST_STACKS, tags=tags, other=PRODUCTION)
    tags = {"project": project, "stack": environment}
    return Owner(account=account, project=project, stack=environment, tags=tags, zones=zones)


def everything_of(project: str, *, account: Account) -> Owner:
    """All stacks of the project, for whoever only reads."""
    return Owner(account=account, project=project, stack="*", tags={"project": project})
