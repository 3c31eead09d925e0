"""What `pulumi destroy` meets first: while the stack is protected, it ends there, and nothing is gone.

Pulumi refuses to delete a protected resource when it comes to it, which is after everything that can go before: a
destroy without a preview would take the API, the queues and the firewalls, and stop at the database. A hook before a
deletion stops all of it. Pulumi refuses a destroy at once where it does not run the program that has the hook; where it
does, this is deleted first, because it depends on everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.base.component import Component


@dataclass(frozen=True, kw_only=True)
class ProtectionArgs:
    protected: bool
    everything: Sequence[pulumi.Resource]
    """All that stands at the top of the stack, with what is within it."""


class ProtectedError(RuntimeError):
    """Somebody destroys a stack that is protected."""


def _refuse(_: pulumi.ResourceHookArgs) -> None:
    raise ProtectedError(
        "This stack is protected, or carries the roles by which others are deployed: nothing of it was deleted. "
        "docs/deploy.md, 'Teardown', says in which order it goes."
    )


class Protection(Component):
    """Nothing in the cloud: a place in the order of the stack's resources, the last to come and the first to go."""

    kind = "Protection"

    def __init__(self, name: str, args: ProtectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        hook = pulumi.ResourceHook("protected-stack-stays", _refuse) if args.protected else None
        super().__init__(
            name,
            pulumi.ResourceOptions.merge(
                opts,
                pulumi.ResourceOptions(
                    protect=args.protected,
                    depends_on=list(args.everything),
                    hooks=pulumi.ResourceHookBinding(before_delete=[hook]) if hook else None,
                ),
            ),
        )
        self.register_outputs({})
