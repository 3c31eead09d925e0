"""Where a stack lives: the account and region that ARNs are made of, and the boundary of the roles in it."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class Account:
    """`account_id` has 12 digits; `region` is a name such as us-east-2."""

    account_id: str
    region: str
    boundary_arn: pulumi.Input[str] | None = None
    """What every role of the stack carries where GitHub deploys it (`components/identity/boundaries.py`)."""
