"""What `pulumi destroy` meets first: while the stack is protected, it ends there, and nothing is gone.

Pulumi refuses to delete a protected resource when it comes to it, which is after everything that can go before: a
destroy without a preview would take the API, the queues and the firewalls, and stop at the database. What the refused
one depends on it leaves alone, and goes on with the rest: so this depends on everything.
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


class Protection(Component):
    """Nothing in the cloud: a place in the order of the stack's resources, the last to come and the first to go."""

    kind = "Protection"

    def __init__(self, name: str, args: ProtectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(
            name,
            pulumi.ResourceOptions.merge(
                opts, pulumi.ResourceOptions(protect=args.protected, depends_on=list(args.everything))
            ),
        )
        self.register_outputs({})
