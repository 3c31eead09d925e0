"""How GitHub deploys without a stored key: it proves which workflow asks, and takes on a role made for that one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components import delivery_rights, policies
from components.account import Account
from components.component import Component
from components.naming import Names

ISSUER: Final = "token.actions.githubusercontent.com"
#: The GitHub environment whose workflows make and remove the stacks of pull requests.
PULL_REQUESTS: Final = "pull-requests"
#: An inline policy has at most 10,240 characters, a managed one 6,144: the rights go into several managed ones.
CHARACTERS_A_POLICY: Final = 5000
#: Services whose resources carry the stack's name, so that rights to change them end at this stack's.
_NAMED: Final = {
    "iam": ("role/{0}-*", "instance-profile/{0}-*"),
    "s3": ("{0}-*",),
}


@dataclass(frozen=True, kw_only=True)
class DeliveryArgs:
    names: Names
    account: Account
    repository: str
    """OWNER/NAME on GitHub."""
    environments: Sequence[str]
    """GitHub environments, each with a role of its own."""
    make_provider: bool
    """An account knows GitHub once: False where another stack has introduced it."""


class Delivery(Component):
    """`preview_role_arn` reads, for pull requests and main; `deploy_role_arns` change, by environment."""

    kind = "Delivery"

    def __init__(self, name: str, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        arn = f"arn:aws:iam::{args.account.account_id}:oidc-provider/{ISSUER}"
        self.provider_arn: pulumi.Input[str] = arn
        if args.make_provider:
            self.provider_arn = aws.iam.OpenIdConnectProvider(
                "github", url=f"https://{ISSUER}", client_id_lists=["sts.amazonaws.com"], opts=self.child()
            ).arn
        types = delivery_rights.covered()
        read = delivery_rights.reading(types)
        write = delivery_rights.writing(types)
        repository = f"repo:{args.repository}"
        self.preview_role_arn = self._role(
            "github-preview", args, [f"{repository}:pull_request", f"{repository}:ref:refs/heads/main"], read, []
        )
        self.deploy_role_arns = {
            environment: self._role(
                f"github-deploy-{environment}", args, [f"{repository}:environment:{environment}"], read, write
            )
            for environment in args.environments
        }
        self.register_outputs({"previewRoleArn": self.preview_role_arn})

    def _role(
        self, name: str, args: DeliveryArgs, subjects: Sequence[str], read: Sequence[str], write: Sequence[str]
    ) -> pulumi.Output[str]:
        role = aws.iam.Role(
            name,
            name=args.names.of(name, limit=64),
            description="Taken on by GitHub Actions",
            max_session_duration=2 * 3600,
            assume_role_policy=policies.document(
                {
                    "Effect": "Allow",
                    "Action": ["sts:AssumeRoleWithWebIdentity"],
                    "Principal": {"Federated": self.provider_arn},
                    "Condition": {
                        "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": list(subjects)}
                    },
                }
            ),
            opts=self.child(),
        )
        groups = [(actions, ["*"]) for actions in _parts(read)]
        anywhere = [action for action in write if action.split(":")[0] not in _NAMED]
        groups += [(actions, ["*"]) for actions in _parts(anywhere)]
        # Stacks of pull requests are called pr and a number; `pr*` would mean production as well.
        owners = (
            [f"{args.names.project}-pr{digit}*" for digit in range(1, 10)]
            if name.endswith(f"-{PULL_REQUESTS}")
            else [args.names.prefix]
        )
        for service, paths in _NAMED.items():
            actions = [action for action in write if action.startswith(f"{service}:")]
            account = args.account.account_id if service == "iam" else ""
            if actions:
                groups.append(
                    (
                        actions,
                        [f"arn:aws:{service}::{account}:{path.format(owner)}" for path in paths for owner in owners],
                    )
                )
        for index, (actions, resources) in enumerate(groups, start=1):
            policy = aws.iam.Policy(
                f"{name}-{index}",
                name=args.names.of(name, str(index), limit=128),
                policy=policies.document(policies.statement(actions=actions, resources=resources)),
                opts=self.child(),
            )
            aws.iam.RolePolicyAttachment(f"{name}-{index}", role=role.name, policy_arn=policy.arn, opts=self.child())
        return role.arn


def _parts(actions: Sequence[str]) -> list[list[str]]:
    """Actions in lists that each fit into a managed policy."""
    parts: list[list[str]] = []
    length = CHARACTERS_A_POLICY
    for action in actions:
        if length + len(action) + 4 > CHARACTERS_A_POLICY:
            parts.append([])
            length = 0
        parts[-1].append(action)
        length += len(action) + 4
    return parts
