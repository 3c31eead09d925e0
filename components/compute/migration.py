"""The migration task: run once per deployment, before the API; the only one that holds the owner's password."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.base.settings import Settings
from components.compute.cluster import Cluster
from components.compute.images import Image
from components.compute.task import Task, TaskArgs
from components.data.database import PORT as DATABASE_PORT
from components.data.database import Database
from components.data.secrets import StoredSecret
from components.network.firewalls import Firewall, FirewallArgs
from components.network.network import Network
from contracts.environment import MIGRATION

COMMAND = ("python", "-m", "film_studio.migrate")


@dataclass(frozen=True, kw_only=True)
class MigrationArgs:
    names: Names
    account: Account
    settings: Settings
    network: Network
    image: Image
    database: Database
    api_key: StoredSecret
    session_key: StoredSecret


class Migration(Component):
    """A task definition without a service. It needs `firewall` and the network's task subnets to run."""

    kind = "Migration"

    def __init__(self, name: str, args: MigrationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.firewall = Firewall(
            name,
            FirewallArgs(names=args.names, vpc_id=args.network.vpc_id, purpose="Migration tasks"),
            opts=self.child(),
        )
        self.firewall.reach_https()
        args.database.firewall.accept(self.firewall, port=DATABASE_PORT)
        self.task = Task(
            name,
            TaskArgs(
                names=args.names,
                account=args.account,
                image=args.image,
                command=COMMAND,
                declared=MIGRATION,
                environment={"STAGE": args.settings.stage, "AWS_REGION": args.settings.region},
                links=[
                    args.database.for_migration(),
                    args.api_key.for_writer("API_KEY_SECRET_ARN"),
                    args.session_key.for_writer("SESSION_KEY_SECRET_ARN"),
                ],
                cpu=256,
                memory_mib=512,
                log_days=args.settings.log_days,
            ),
            opts=self.child(),
        )
        self.network = args.network
        self.arn = self.task.arn
        self.register_outputs({"arn": self.arn})

    def run(self, cluster: Cluster) -> Mapping[str, Any]:
        """How to run it: the fields of `deployment.Run`, some of them outputs."""
        return {
            "cluster": cluster.name,
            "task_definition": self.arn,
            "container": self.task.label,
            "log_group": self.task.log_group.name,
            "subnets": self.network.task_subnet_ids,
            "security_groups": [self.firewall.id],
            "assign_public_ip": self.network.assign_public_ip,
        }
