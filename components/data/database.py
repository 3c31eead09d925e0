"""PostgreSQL on RDS: out of reach but for those it accepts, encrypted at rest and on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.naming import Names
from components.base.settings import Settings
from components.data import live_changes
from components.data.live_changes import STAGE_TAG
from components.identity.links import Link
from components.identity.roles import Grant
from components.network.firewalls import Firewall, FirewallArgs
from components.network.network import Network
from contracts.environment import APP_ROLE, DATABASE_NAME, OWNER_ROLE, SYSTEM_ROLE

PORT = 5432
#: Where the API image keeps the certificates of RDS (backend/Dockerfile puts them there).
CERTIFICATES = "/etc/ssl/certs/rds-global-bundle.pem"
#: Mode of Database Insights → days that it keeps: what is free, and the least that the paid mode may have.
#: Source: Amazon RDS User Guide, "Turning on the Advanced mode of Database Insights".
INSIGHTS_DAYS = {"standard": 7, "advanced": 465}


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    names: Names
    settings: Settings
    network: Network


class Database(Component):
    """One instance. The owner's password is RDS's own secret, and only migrations use it."""

    kind = "Database"

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        self.auth = args.settings.database_auth
        self.firewall = Firewall(
            name,
            FirewallArgs(names=args.names, vpc_id=args.network.vpc_id, purpose="PostgreSQL"),
            opts=self.child(),
        )
        self.instance = self._instance(name, args)
        self.endpoint = self.instance.endpoint
        #: Another one when the database was restored, whatever its name. The state is told the restored one's id by
        #: hand, so the id itself shows no change.
        self.owner_secret_arn = self._owner_secret_arn
        self.register_outputs({"endpoint": self.endpoint})

    def _instance(self, name: str, args: DatabaseArgs) -> aws.rds.Instance:
        settings, identifier = args.settings, args.names.of(name)
        subnets = aws.rds.SubnetGroup(
            name,
            name=identifier,
            description="Subnets without a way to the internet",
            subnet_ids=args.network.database_subnet_ids,
            opts=self.child(),
        )
        parameters = aws.rds.ParameterGroup(
            name,
            name_prefix=f"{identifier}-",
            family=f"postgres{settings.database_version}",
            description="TLS only",
            parameters=[{"name": "rds.force_ssl", "value": "1", "apply_method": "immediate"}],
            opts=self.child(),
        )
        # RDS makes these groups by itself when they are missing, and keeps their logs for ever.
        log_groups = [
            aws.cloudwatch.LogGroup(
                f"{name}-{log}",
                name=f"/aws/rds/instance/{identifier}/{log}",
                retention_in_days=settings.log_days,
                opts=self.child(),
            )
            for log in ("postgresql", "upgrade")
        ]
        return aws.rds.Instance(
            name,
            identifier=identifier,
            engine="postgres",
            engine_version=str(settings.database_version),
            allow_major_version_upgrade=settings.database_upgrade,
            # RDS would otherwise charge for support past the version's end of life without asking.
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            instance_class=settings.database_class,
            db_name=DATABASE_NAME,
            username=OWNER_ROLE,
            manage_master_user_password=True,
            iam_database_authentication_enabled=True,
            port=PORT,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            parameter_group_name=parameters.name,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[self.firewall.id],
            publicly_accessible=False,
            multi_az=settings.database_multi_az,
            storage_type="gp3",
            allocated_storage=settings.database_storage_gib,
            max_allocated_storage=settings.database_storage_max_gib or None,
            storage_encrypted=True,
            backup_retention_period=settings.database_backup_days,
            # In UTC, one after the other: the vault's nightly backup comes behind both (`components/data/backups.py`).
            backup_window="03:00-03:30",
            maintenance_window="sun:04:30-sun:05:30",
            copy_tags_to_snapshot=True,
            deletion_protection=settings.protected,
            skip_final_snapshot=not settings.protected,
            final_snapshot_identifier=args.names.of(name, "final") if settings.protected else None,
            delete_automated_backups=not settings.protected,
            auto_minor_version_upgrade=True,
            # Another version wants its own family of parameters in the same call, and Pulumi then deletes the former's:
            # with the one put off to the window, AWS would refuse the other.
            apply_immediately=not settings.protected or settings.database_upgrade,
            enabled_cloudwatch_logs_exports=["postgresql", "upgrade"],
            **_insights(settings.database_insights),
            # Its own, beside the provider's: so an update sees what stage the live stack had.
            tags={STAGE_TAG: settings.stage},
            opts=self.child(protect=settings.protected, depends_on=log_groups, hooks=_hooks(name, settings)),
        )

    def for_api(self) -> Link:
        """To log in as the API's two roles."""
        return Link(
            environment={
                "DATABASE_AUTH": self.auth,
                "DATABASE_URL": self._url(APP_ROLE),
                "DATABASE_SYSTEM_URL": self._url(SYSTEM_ROLE),
            },
            grants=self._grant_connect(users=[APP_ROLE, SYSTEM_ROLE]),
        )

    def for_migration(self) -> Link:
        """To log in as the owner. ECS fetches the password to start the task, which itself never reads that secret."""
        secret = self._owner_secret_arn
        return Link(
            environment={"DATABASE_AUTH": self.auth, "DATABASE_OWNER_URL": self._url(OWNER_ROLE)},
            secrets={"PGPASSWORD": pulumi.Output.concat(secret, ":password::")},
            starter_grants=[
                Grant(
                    name=f"{self.label}-owner-secret",
                    actions=["secretsmanager:GetSecretValue"],
                    resources=[secret],
                )
            ],
        )

    def grant_backup(self) -> tuple[Grant, Grant]:
        """For AWS Backup: to make snapshots of this database, which it names by itself, and to let them go again."""
        snapshots = self.instance.arn.apply(lambda arn: f"arn:aws:rds:*:{arn.split(':')[4]}:snapshot:awsbackup:*")
        actions = [f"rds:{verb}" for verb in ("AddTagsToResource", "CreateDBSnapshot", "ListTagsForResource")]
        return (
            Grant(
                name=f"{self.label}-snapshot",
                actions=[*actions, "rds:DescribeDBInstances"],
                resources=[self.instance.arn],
            ),
            Grant(
                name=f"{self.label}-snapshots",
                actions=[*actions, "rds:CopyDBSnapshot", "rds:DeleteDBSnapshot", "rds:DescribeDBSnapshots"],
                resources=[snapshots],
            ),
        )

    def _url(self, role: str) -> pulumi.Output[str]:
        """A libpq URL for a database role, without a password."""
        tls = "sslmode=disable" if self.auth == "password" else f"sslmode=verify-full&sslrootcert={CERTIFICATES}"
        return pulumi.Output.concat(
            f"postgresql://{role}@",
            self.instance.address,
            ":",
            self.instance.port.apply(str),
            f"/{DATABASE_NAME}?{tls}",
        )

    @property
    def _owner_secret_arn(self) -> pulumi.Output[str]:
        """RDS's own secret: JSON with `username` and `password`; it changes every seven days."""
        return self.instance.master_user_secrets.apply(lambda secrets: str(secrets[0].secret_arn))

    def _grant_connect(self, *, users: Sequence[str]) -> Sequence[Grant]:
        """To log in as database roles with tokens; where passwords are used nobody needs it."""
        if self.auth == "password":
            return ()
        logins = [
            pulumi.Output.all(self.instance.arn, self.instance.resource_id).apply(
                lambda found, user=user: _login_arn(instance_arn=found[0], resource_id=found[1], user=user)
            )
            for user in users
        ]
        return (Grant(name=f"{self.label}-connect", actions=["rds-db:connect"], resources=logins),)


def _insights(mode: str) -> dict[str, Any]:
    """RDS has it for every class of PostgreSQL; what it leaves out of small ones is MySQL's and MariaDB's."""
    if mode == "none":
        return {"performance_insights_enabled": False, "database_insights_mode": "standard"}
    return {
        "performance_insights_enabled": True,
        "performance_insights_retention_period": INSIGHTS_DAYS[mode],
        "database_insights_mode": mode,
    }


def _hooks(name: str, settings: Settings) -> pulumi.ResourceHookBinding | None:
    """None on the laptop, whose database this program does not update."""
    if settings.stage == "local":
        return None
    hook = pulumi.ResourceHook(f"{name}-change", live_changes.check, pulumi.ResourceHookOptions(on_dry_run=True))
    return pulumi.ResourceHookBinding(before_update=[hook])


def _login_arn(*, instance_arn: str, resource_id: str, user: str) -> str:
    """Tokens are granted per user and resource id. Source: RDS, "Creating and using an IAM policy"."""
    _, partition, _, region, account, *_ = instance_arn.split(":")
    return f"arn:{partition}:rds-db:{region}:{account}:dbuser:{resource_id}/{user}"
