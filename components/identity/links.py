"""What a program needs of something that it uses: the variables that name it and the rights to it, together.

Whatever can be used makes its own links (`queues.for_worker(…)`), so a name without its right, or a right that no
variable leads to, is not written down by anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.identity.roles import Grant


@dataclass(frozen=True, kw_only=True)
class Link:
    """One thing that a task uses."""

    environment: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """Variables of `contracts.environment` that name it."""
    grants: Sequence[Grant] = ()
    """What the program in the container may do with it."""
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """Variable → what ECS injects: the ARN of a secret, or `<arn>:<key>::` for one key of a JSON secret."""
    starter_grants: Sequence[Grant] = ()
    """What ECS may do with it to start the task."""
