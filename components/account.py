"""Where a stack lives: the account and region that ARNs are made of."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Account:
    """`account_id` has 12 digits; `region` is a name such as us-east-2."""

    account_id: str
    region: str
