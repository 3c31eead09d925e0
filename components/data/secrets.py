"""Secrets: their values live in Secrets Manager and nowhere else that a person or a log can see."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.naming import Names
from components.identity.links import Link
from components.identity.roles import Grant


@dataclass(frozen=True, kw_only=True)
class StoredSecretArgs:
    names: Names
    purpose: str
    protected: bool
    value: pulumi.Output[str] | None = None
    """None: whoever is linked to it with `for_writer` fills it in."""


class StoredSecret(Component):
    """A secret, with a value or waiting for one."""

    kind = "StoredSecret"

    def __init__(self, name: str, args: StoredSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        secret = aws.secretsmanager.Secret(
            name,
            name=args.names.of(name),
            description=args.purpose,
            # A deleted secret keeps its name during its recovery: a stack that comes and goes cannot wait 30 days.
            recovery_window_in_days=30 if args.protected else 0,
            opts=self.child(),
        )
        if args.value is not None:
            aws.secretsmanager.SecretVersion(
                name,
                secret_id=secret.id,
                secret_string=pulumi.Output.secret(args.value),
                opts=self.child(),
            )
        self.arn = secret.arn
        self.register_outputs({"arn": self.arn})

    def grant_read(self) -> Grant:
        return Grant(name=f"{self.label}-read", actions=["secretsmanager:GetSecretValue"], resources=[self.arn])

    def for_reader(self, variable: str) -> Link:
        """To read the value. `variable` tells the program which secret it is."""
        return Link(environment={variable: self.arn}, grants=[self.grant_read()])

    def for_injection(self, variable: str) -> Link:
        """To find the value in `variable`, where ECS puts it when the task starts."""
        return Link(secrets={variable: self.arn}, starter_grants=[self.grant_read()])

    def for_writer(self, variable: str) -> Link:
        """To see whether there is a value, and put one. `variable` tells the program which secret it is."""
        write = Grant(
            name=f"{self.label}-write",
            actions=["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
            resources=[self.arn],
        )
        return Link(environment={variable: self.arn}, grants=[write])
