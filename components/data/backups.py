"""Backups outside of what they are of: a vault that neither the database nor a bucket takes with it, and no program
reaches. Each night AWS Backup copies the database and the buckets there, and, where one is named, into a second region.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.data.database import Database
from components.data.storage import Bucket
from components.identity.roles import Grant, Role, RoleArgs

#: After the database's own window for backups (`Database`), in which AWS Backup may make none. In UTC.
SCHEDULE: Final = "cron(30 6 * * ? *)"
#: Minutes within which a backup has to begin, and to be done.
_BEGINS_WITHIN: Final = 120
_ENDS_WITHIN: Final = 12 * 60


@dataclass(frozen=True, kw_only=True)
class BackupsArgs:
    names: Names
    account: Account
    days: int
    """How long each backup is kept."""
    copy_region: str
    """Where each is copied to besides; empty: nowhere."""
    protected: bool
    database: Database
    buckets: Sequence[Bucket]


class Backups(Component):
    """The vault, its twin in the second region, the nightly plan and the role by which AWS Backup reads.

    Protected ones are locked: until a backup's days are over, nobody deletes it who may not first take off the lock,
    which no role of a workflow may.
    """

    kind = "Backups"

    def __init__(self, name: str, args: BackupsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        vault, own_lock = self._vault(name, args, region=None)
        copy, its_lock = self._vault(f"{name}-copy", args, region=args.copy_region) if args.copy_region else (None, [])
        vaults = [each for each in (vault, copy) if each is not None]
        role = self._role(name, args, vaults)
        kept: aws.backup.PlanRuleLifecycleArgsDict = {"delete_after": args.days}
        plan = aws.backup.Plan(
            name,
            name=args.names.of(name, limit=50),
            rules=[
                {
                    "rule_name": "nightly",
                    "target_vault_name": vault.name,
                    "schedule": SCHEDULE,
                    "start_window": _BEGINS_WITHIN,
                    "completion_window": _ENDS_WITHIN,
                    "lifecycle": kept,
                    "copy_actions": [{"destination_vault_arn": copy.arn, "lifecycle": kept}] if copy else [],
                }
            ],
            # A vault takes no backup whose days are fewer than its lock asks for.
            opts=self.child(depends_on=[*own_lock, *its_lock]),
        )
        aws.backup.Selection(
            name,
            name=args.names.of(name, limit=50),
            plan_id=plan.id,
            iam_role_arn=role.arn,
            # By ARN: what a region is set to back up by itself does not matter then.
            resources=[args.database.instance.arn, *(bucket.arn for bucket in args.buckets)],
            opts=self.child(depends_on=role.policies, delete_before_replace=True),
        )
        #: The same in both regions, so that metrics of copies go by it too.
        self.vault_name = vault.name
        self.copies = copy is not None
        self.register_outputs({"vaultName": self.vault_name})

    def _vault(
        self, label: str, args: BackupsArgs, *, region: str | None
    ) -> tuple[aws.backup.Vault, list[pulumi.Resource]]:
        vault = aws.backup.Vault(
            label,
            name=args.names.of("backups", limit=50),
            region=region,
            # AWS deletes no vault that holds backups: one without protection goes with them, as buckets do.
            force_destroy=not args.protected,
            opts=self.child(protect=args.protected),
        )
        if not args.protected:
            return vault, []
        lock = aws.backup.VaultLockConfiguration(
            label,
            backup_vault_name=vault.name,
            region=region,
            min_retention_days=args.days,
            # Another number is another lock on the same vault: deleted second, the former would take the new one off.
            opts=self.child(delete_before_replace=True),
        )
        return vault, [lock]

    def _role(self, name: str, args: BackupsArgs, vaults: Sequence[aws.backup.Vault]) -> Role:
        """Source: AWS's own AWSBackupServiceRolePolicyForBackup and …ForS3Backup, on this stack's resources alone."""
        return Role(
            name,
            RoleArgs(
                names=args.names,
                account=args.account,
                service="backup",
                purpose="Copies the database and the buckets into the vault of backups",
                grants=[
                    *args.database.grant_backup(),
                    *(grant for bucket in args.buckets for grant in bucket.grant_backup()),
                    Grant(
                        name="vault-write",
                        actions=[f"backup:{verb}BackupVault" for verb in ("CopyFrom", "CopyInto", "Describe")],
                        resources=[vault.arn for vault in vaults],
                    ),
                    Grant(
                        name="backup-tag",
                        actions=["backup:TagResource"],
                        resources=[f"arn:aws:backup:*:{args.account.account_id}:recovery-point:*"],
                    ),
                    # AWS Backup hears of new objects by rules of its own.
                    Grant(
                        name="object-rules",
                        actions=[
                            f"events:{verb}"
                            for verb in (
                                "DeleteRule",
                                "DescribeRule",
                                "DisableRule",
                                "EnableRule",
                                "ListTargetsByRule",
                                "PutRule",
                                "PutTargets",
                                "RemoveTargets",
                            )
                        ],
                        resources=[f"arn:aws:events:*:{args.account.account_id}:rule/AwsBackupManagedRule*"],
                    ),
                    Grant(
                        name="look",
                        actions=[
                            "cloudwatch:GetMetricData",
                            "events:ListRules",
                            "kms:DescribeKey",
                            "s3:ListAllMyBuckets",
                            "tag:GetResources",
                        ],
                        resources=["*"],
                    ),
                ],
            ),
            opts=self.child(),
        )
