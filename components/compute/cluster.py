"""The ECS cluster: where tasks are placed, and which capacity they may ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.identity.links import Link
from components.identity.roles import Grant


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    names: Names
    account: Account
    container_insights: bool


class Cluster(Component):
    """A cluster. Its name is known before it exists, because GPU hosts carry it in their first boot."""

    kind = "Cluster"

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        self.account = args.account
        self.known_name = args.names.prefix
        cluster = aws.ecs.Cluster(
            name,
            name=self.known_name,
            settings=[{"name": "containerInsights", "value": "enabled" if args.container_insights else "disabled"}],
            opts=self.child(),
        )
        self.cluster = cluster
        self.arn = cluster.arn
        self.name = cluster.name
        self.register_outputs({"name": self.name})

    def offer(
        self, capacity_providers: Sequence[pulumi.Input[str]], hooks: pulumi.ResourceHookBinding | None
    ) -> pulumi.Resource:
        """Attach Fargate, Fargate Spot and the given providers; call it once. Services depend on the result. `hooks`
        end the services of a provider that is offered no longer."""
        return aws.ecs.ClusterCapacityProviders(
            self.label,
            cluster_name=self.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT", *capacity_providers],
            default_capacity_provider_strategies=[{"capacity_provider": "FARGATE", "weight": 1}],
            opts=self.child(hooks=hooks),
        )

    def for_worker(self) -> Link:
        """To keep itself from being stopped by scaling while it holds a message."""
        protect = Grant(
            name="task-protection",
            actions=["ecs:UpdateTaskProtection"],
            resources=[f"arn:aws:ecs:{self.account.region}:{self.account.account_id}:task/{self.known_name}/*"],
        )
        return Link(grants=[protect])
