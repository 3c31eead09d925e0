"""How GitHub deploys without a stored key: it proves which workflow asks, and takes on a role made for that one.

These roles and their limits are made by whoever deploys the stack that has them from a laptop. They live on paths of
their own, which no deploy role may touch: a change to them is refused to GitHub, and takes a person with more rights.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.base.stages import PULL_REQUEST_STACKS
from components.identity import boundaries, github_limits, github_rights, iam_documents
from components.identity.ownership import Owner, everything_of, owner_of

ISSUER: Final = "token.actions.githubusercontent.com"
#: Where these roles and their rights are kept. `role/PROJECT-STACK-*`, which a deploy role may change, is not here.
PATH: Final = "/github/"
#: IAM takes this many characters in a managed policy, without white space.
CHARACTERS_A_POLICY: Final = 6144
#: As long as a deployment may take; .github/actions/pulumi asks for as much.
SESSION_SECONDS: Final = 2 * 3600
#: Every change in IAM. Deny has to name them all, because it cannot name an exception beside a resource.
_IAM_CHANGES: Final = tuple(
    f"iam:{verb}*"
    for verb in (
        "Add", "Attach", "Change", "Create", "Deactivate", "Delete", "Detach", "Enable", "PassRole", "Put", "Remove",
        "Reset", "Resync", "Set", "Tag", "Untag", "Update", "Upload",
    )
)  # fmt: skip
_MAKES_ROLES: Final = ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary")


@dataclass(frozen=True, kw_only=True)
class GithubRolesArgs:
    names: Names
    account: Account
    repository: str
    """OWNER/NAME on GitHub, or OWNER@ID/NAME@ID."""
    environments: Sequence[str]
    """GitHub environments, each with a role of its own: names of stacks, and `pull-requests`."""
    provider: str
    """An account knows GitHub once. `create` introduces it, `adopt` takes over what introduced it already, `existing`
    leaves it to another stack."""
    state_bucket: str
    """Where Pulumi keeps the state of the stacks."""
    state_key_alias: str
    """The KMS key that encrypts what is secret in it, as `alias/…`."""
    zones: Sequence[str]
    """Zones of Route 53 in which stacks have records; no other is touched."""


class GithubRoles(Component):
    """`preview_role_arn` reads, for pull requests and main; `deploy_role_arns` change, by environment."""

    kind = "GithubRoles"

    def __init__(self, name: str, args: GithubRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.args = args
        arn = f"arn:aws:iam::{args.account.account_id}:oidc-provider/{ISSUER}"
        self.provider_arn: pulumi.Input[str] = arn
        if args.provider != "existing":
            # Whoever introduced GitHub to the account may depend on it: what is adopted stays as it is, and stays.
            adopted = self.child(
                import_=arn, retain_on_delete=True, ignore_changes=["clientIdLists", "tags", "thumbprintLists"]
            )
            self.provider_arn = aws.iam.OpenIdConnectProvider(
                "github",
                url=f"https://{ISSUER}",
                client_id_lists=["sts.amazonaws.com"],
                opts=adopted if args.provider == "adopt" else self.child(),
            ).arn
        self.preview_role_arn = self._preview()
        self.deploy_role_arns = {environment: self._deploy(environment) for environment in args.environments}
        self.register_outputs({"previewRoleArn": self.preview_role_arn})

    def _preview(self) -> pulumi.Output[str]:
        owner = everything_of(self.args.names.project, account=self.args.account)
        reading = github_rights.reading(github_rights.covered())
        name = "github-preview"
        (policy,) = self._policies(
            name,
            [
                *github_limits.statements([*reading, *github_rights.QUOTAS], owner),
                *_state(self.args, owner, changes=False),
                # Pulumi refreshes, and the provider reads a secret's version by its value. The state holds it as well.
                iam_documents.statement(
                    actions=["secretsmanager:GetSecretValue"], resources=owner.arns(*_IN_THE_STATE)
                ),
            ],
        )
        # Its rights are also its ceiling: attaching more rights to it gives it nothing.
        role = self._role(name, [":pull_request", ":ref:refs/heads/main"], boundary=policy.arn)
        self._attach(name, role, [policy])
        return role.arn

    def _deploy(self, environment: str) -> pulumi.Output[str]:
        args = self.args
        owner = owner_of(environment, account=args.account, project=args.names.project, zones=args.zones)
        boundary = boundaries.arn_of(environment, names=args.names, account_id=args.account.account_id)
        types = github_rights.covered()
        actions = [*github_rights.reading(types), *github_rights.writing(types)]
        name = f"github-deploy-{environment}"
        ceiling = self._policy(
            f"{name}-ceiling",
            [*_ceiling(actions, owner, boundary=boundary, args=args)],
            physical=args.names.of(name, "ceiling", limit=128),
            path=boundaries.PATH,
        )
        role = self._role(name, [f":environment:{environment}"], boundary=ceiling.arn)
        rights = [
            *github_limits.statements(actions, owner, boundary=boundary),
            *_state(args, owner, changes=True),
            *_nothing_of_others(actions, owner, args),
        ]
        self._attach(name, role, self._policies(name, rights))
        return role.arn

    def _role(self, name: str, subjects: Sequence[str], *, boundary: pulumi.Input[str]) -> aws.iam.Role:
        return aws.iam.Role(
            name,
            name=self.args.names.of(name, limit=64),
            path=PATH,
            description="Taken on by GitHub Actions",
            max_session_duration=SESSION_SECONDS,
            permissions_boundary=boundary,
            assume_role_policy=iam_documents.document(
                {
                    "Effect": "Allow",
                    "Action": ["sts:AssumeRoleWithWebIdentity"],
                    "Principal": {"Federated": self.provider_arn},
                    "Condition": {
                        "StringEquals": {
                            f"{ISSUER}:aud": "sts.amazonaws.com",
                            f"{ISSUER}:sub": [
                                f"repo:{called}{subject}"
                                for called in _names_of(self.args.repository)
                                for subject in subjects
                            ],
                        }
                    },
                }
            ),
            opts=self.child(),
        )

    def _policies(self, name: str, statements: Iterable[dict[str, Any]]) -> list[aws.iam.Policy]:
        return [
            self._policy(f"{name}-{index}", part, physical=self.args.names.of(name, str(index), limit=128), path=PATH)
            for index, part in enumerate(_parts(statements), start=1)
        ]

    def _policy(self, name: str, statements: Sequence[dict[str, Any]], *, physical: str, path: str) -> aws.iam.Policy:
        return aws.iam.Policy(
            name, name=physical, path=path, policy=iam_documents.document(*statements), opts=self.child()
        )

    def _attach(self, name: str, role: aws.iam.Role, attached: Sequence[aws.iam.Policy]) -> None:
        for index, policy in enumerate(attached, start=1):
            aws.iam.RolePolicyAttachment(f"{name}-{index}", role=role.name, policy_arn=policy.arn, opts=self.child())


def _names_of(repository: str) -> list[str]:
    """What GitHub calls a repository in its tokens. Those created or renamed since 2026-07-15 are called with the ids
    of owner and name (github/docs#45221); the former name stays, because nobody sees from outside which one it is."""
    plain = re.sub(r"@\d+", "", repository)
    return list(dict.fromkeys((plain, repository)))


#: The secrets whose values the program itself sets, so that they are in its state.
_IN_THE_STATE: Final = tuple(
    f"arn:aws:secretsmanager:*:{{account}}:secret:{{project}}-*-{name}-*"
    for name in ("download-signing-key", "oidc-client", "otlp-headers", "writer-key")
)


def _state(args: GithubRolesArgs, owner: Owner, *, changes: bool) -> Iterator[dict[str, Any]]:
    """Pulumi's state, as its S3 backend lays it out: `.pulumi/KIND/PROJECT/STACK…`, locks under the organisation."""
    bucket = f"arn:aws:s3:::{args.state_bucket}"
    own = owner.arns(f"{bucket}/.pulumi/*/{{project}}/{{stack}}.*", f"{bucket}/.pulumi/*/{{project}}/{{stack}}/*")
    # `pulumi stack ls`, with which the removal finds the stacks of pull requests, opens the state of each.
    lists_all = owner.stack in ("*", PULL_REQUEST_STACKS)
    read = owner.arns(f"{bucket}/.pulumi/*/{{project}}/*") if lists_all else own
    yield iam_documents.statement(actions=["s3:ListBucket"], resources=[bucket])
    yield iam_documents.statement(actions=["s3:GetObject"], resources=[f"{bucket}/.pulumi/meta.yaml", *read])
    if changes:
        yield iam_documents.statement(actions=["s3:PutObject", "s3:DeleteObject"], resources=own)
    yield iam_documents.statement(
        actions=["kms:Decrypt", "kms:Encrypt"] if changes else ["kms:Decrypt"],
        resources=owner.arns("arn:aws:kms:*:{account}:key/*"),
        conditions={"ForAnyValue:StringEquals": {"kms:ResourceAliases": args.state_key_alias}},
    )


def _ceiling(actions: Sequence[str], owner: Owner, *, boundary: str, args: GithubRolesArgs) -> Iterator[dict[str, Any]]:
    """Limits a deploy role to the program's services in its own stack, should somebody attach more to it."""
    services = sorted({action.split(":")[0] for action in actions} | {"kms"})
    bucket = f"arn:aws:s3:::{args.state_bucket}"
    yield iam_documents.statement(actions=[f"{service}:*" for service in services], resources=["*"])
    yield _deny(
        *_IAM_CHANGES,
        elsewhere_than=owner.arns(
            github_limits.ROLES,
            "arn:aws:iam::{account}:instance-profile/{own}-*",
            "arn:aws:iam::{account}:role/aws-service-role/*",
        ),
    )
    yield _deny(*_MAKES_ROLES, conditions={"StringNotEquals": {"iam:PermissionsBoundary": boundary}})
    yield _deny(
        "iam:AttachRolePolicy", conditions={"ArnNotEquals": {"iam:PolicyARN": list(boundaries.MANAGED_POLICIES)}}
    )
    yield _deny(
        "iam:PassRole",
        conditions={
            "StringNotEquals": {"iam:PassedToService": [f"{service}.amazonaws.com" for service in boundaries.SERVICES]}
        },
    )
    yield _deny("iam:DeleteRolePermissionsBoundary", "sts:AssumeRole", "sts:TagSession")
    yield _deny(
        "s3:*", "secretsmanager:*", "sqs:*",
        elsewhere_than=[
            *owner.arns(
                "arn:aws:s3:::{own}-*",
                "arn:aws:secretsmanager:{region}:{account}:secret:{own}-*",
                "arn:aws:secretsmanager:{region}:{account}:secret:rds!db-*",
                "arn:aws:sqs:{region}:{account}:{own}-*",
            ),
            bucket,
            f"{bucket}/.pulumi/*",
        ],
    )  # fmt: skip
    yield from _nothing_of_others(actions, owner, args)


def _nothing_of_others(actions: Sequence[str], owner: Owner, args: GithubRolesArgs) -> Iterator[dict[str, Any]]:
    """Denies what the owner's name pattern covers although it is somebody else's: production, from `pr*`."""
    if owner.other:
        services = sorted({action.split(":")[0] for action in actions})
        yield iam_documents.statement(
            effect="Deny",
            actions=[f"{service}:*" for service in services],
            resources=owner.others(*github_limits.named_arns()),
        )
        yield iam_documents.statement(
            effect="Deny",
            actions=["s3:DeleteObject", "s3:PutObject"],
            resources=owner.others(f"arn:aws:s3:::{args.state_bucket}/.pulumi/*/{{project}}/{{stack}}*"),
        )


def _deny(
    *actions: str, elsewhere_than: Sequence[str] = (), conditions: dict[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    return iam_documents.statement(
        effect="Deny", actions=actions, resources=["*"], elsewhere_than=elsewhere_than, conditions=conditions
    )


def _parts(statements: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Statements in lists that each fit into a managed policy."""
    frame = len(json.dumps({"Version": "2012-10-17", "Statement": []}))
    parts: list[list[dict[str, Any]]] = []
    length = CHARACTERS_A_POLICY
    for statement in statements:
        size = len(json.dumps(statement, separators=(",", ":"))) + 1
        if length + size > CHARACTERS_A_POLICY:
            parts.append([])
            length = frame
        parts[-1].append(statement)
        length += size
    return parts
