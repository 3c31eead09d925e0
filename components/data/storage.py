"""The buckets: private, encrypted, versioned, over TLS only; what CloudFront may read is one prefix of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.identity import iam_documents
from components.identity.links import Link
from components.identity.roles import Grant


@dataclass(frozen=True, kw_only=True)
class BucketArgs:
    names: Names
    account: Account
    origins: Sequence[str]
    """Sites whose pages may put and get objects through presigned URLs."""
    protected: bool


class Bucket(Component):
    """One bucket. `served` is the prefix that CloudFront serves; the path of a URL is the key, unchanged."""

    kind = "Bucket"

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        self.account = args.account
        self.served = f"{name}/*"
        self.bucket = aws.s3.Bucket(
            name,
            # Names of buckets are shared by all accounts of the world.
            bucket=args.names.of(name, args.account.account_id),
            force_destroy=not args.protected,
            opts=self.child(protect=args.protected),
        )
        self.id = self.bucket.id
        self.arn = self.bucket.arn
        self.regional_domain_name = self.bucket.bucket_regional_domain_name
        self._close()
        self._encrypt_and_keep_versions()
        if args.origins:
            self._open_to_pages(args.origins)
        self.register_outputs({"name": self.id, "arn": self.arn})

    def _close(self) -> None:
        aws.s3.BucketPublicAccessBlock(
            self.label,
            bucket=self.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.child(),
        )
        aws.s3.BucketOwnershipControls(
            self.label,
            bucket=self.id,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self.child(),
        )

    def _encrypt_and_keep_versions(self) -> None:
        aws.s3.BucketServerSideEncryptionConfiguration(
            self.label,
            bucket=self.id,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=self.child(),
        )
        versioning = aws.s3.BucketVersioning(
            self.label,
            bucket=self.id,
            versioning_configuration={"status": "Enabled"},
            opts=self.child(),
        )
        # No rule moves films to colder storage: a film is watched in bursts long after it was made, and reading it
        # back from an archive takes hours.
        aws.s3.BucketLifecycleConfiguration(
            self.label,
            bucket=self.id,
            rules=[
                {
                    "id": "unfinished-uploads",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
                },
                {
                    "id": "overwritten-versions",
                    "status": "Enabled",
                    "filter": {"prefix": ""},
                    "noncurrent_version_expiration": {"noncurrent_days": 30},
                    # What stands for a deleted object goes when the last of its versions has gone.
                    "expiration": {"expired_object_delete_marker": True},
                },
                {
                    "id": "cancellations",
                    "status": "Enabled",
                    "filter": {"prefix": "cancellations/"},
                    # No queue keeps a message for more than 14 days.
                    "expiration": {"days": 15},
                },
            ],
            opts=self.child(depends_on=[versioning]),
        )

    def _open_to_pages(self, origins: Sequence[str]) -> None:
        aws.s3.BucketCorsConfiguration(
            self.label,
            bucket=self.id,
            cors_rules=[
                {
                    "allowed_origins": list(origins),
                    "allowed_methods": ["GET", "HEAD", "PUT"],
                    "allowed_headers": ["*"],
                    # A multipart upload is completed with the ETags of its parts.
                    "expose_headers": ["ETag", "Content-Range", "Accept-Ranges"],
                    "max_age_seconds": 3600,
                }
            ],
            opts=self.child(),
        )

    def set_policy(self, *, distribution_arn: pulumi.Input[str] | None) -> None:
        """Write the bucket's one policy: TLS only, and reading of `served` by that distribution, where there is one."""
        statements: list[dict[str, Any]] = [
            iam_documents.refuse_plaintext(self.arn, pulumi.Output.concat(self.arn, "/*"), actions="s3:*")
        ]
        if distribution_arn is not None:
            statements.append(
                iam_documents.statement(
                    principal={"Service": "cloudfront.amazonaws.com"},
                    actions=["s3:GetObject"],
                    resources=[pulumi.Output.concat(self.arn, "/", self.served)],
                    conditions={
                        "StringEquals": {
                            "aws:SourceArn": distribution_arn,
                            "aws:SourceAccount": self.account.account_id,
                        }
                    },
                )
            )
        aws.s3.BucketPolicy(self.label, bucket=self.id, policy=iam_documents.document(*statements), opts=self.child())

    def grant_read(self, *, prefixes: Sequence[str]) -> tuple[Grant, Grant]:
        """To get objects under `prefixes`, and to learn that one is not there."""
        return (
            Grant(name=f"{self.label}-read", actions=["s3:GetObject"], resources=self._under(prefixes)),
            # Without it S3 answers 403, not 404, for an object that does not exist: "is it done already?" has no
            # answer. A condition on the prefix would not hold for these requests, which carry none.
            Grant(name=f"{self.label}-list", actions=["s3:ListBucket"], resources=[self.arn]),
        )

    def grant_write(self, *, prefixes: Sequence[str], in_parts: bool = False) -> Grant:
        """To put objects under `prefixes`; large ones `in_parts`, which are taken away again when an upload breaks
        off."""
        actions = ["s3:PutObject", *(["s3:AbortMultipartUpload"] if in_parts else [])]
        return Grant(name=f"{self.label}-write", actions=actions, resources=self._under(prefixes))

    def grant_delete(self, *, prefixes: Sequence[str]) -> Grant:
        """To delete objects under `prefixes`: never their versions, so what goes by mistake can be had back for as long
        as overwritten versions are kept."""
        return Grant(name=f"{self.label}-delete", actions=["s3:DeleteObject"], resources=self._under(prefixes))

    def grant_backup(self) -> tuple[Grant, Grant]:
        """For AWS Backup: to read every version, and to be told of new ones."""
        of_bucket = (
            "GetBucketAcl", "GetBucketLocation", "GetBucketNotification", "GetBucketTagging", "GetBucketVersioning",
            "GetInventoryConfiguration", "ListBucket", "ListBucketVersions", "PutBucketNotification",
            "PutInventoryConfiguration",
        )  # fmt: skip
        of_objects = (
            "GetObject", "GetObjectAcl", "GetObjectTagging", "GetObjectVersion", "GetObjectVersionAcl",
            "GetObjectVersionTagging",
        )  # fmt: skip
        return (
            Grant(name=f"{self.label}-backup", actions=[f"s3:{verb}" for verb in of_bucket], resources=[self.arn]),
            Grant(
                name=f"{self.label}-backup-objects",
                actions=[f"s3:{verb}" for verb in of_objects],
                resources=[pulumi.Output.concat(self.arn, "/*")],
            ),
        )

    def _under(self, prefixes: Sequence[str]) -> list[pulumi.Output[str]]:
        return [pulumi.Output.concat(self.arn, "/", prefix, "/*") for prefix in prefixes]


class Storage(Component):
    """The three buckets."""

    kind = "Storage"

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.assets = Bucket("assets", args, opts=self.child())
        self.characters = Bucket("characters", args, opts=self.child())
        self.marketing = Bucket("marketing", args, opts=self.child())
        self.all = (self.assets, self.characters, self.marketing)
        self.register_outputs({bucket.label: bucket.id for bucket in self.all})

    def set_policies(self, *, distribution_arn: pulumi.Input[str] | None) -> None:
        for bucket in self.all:
            bucket.set_policy(distribution_arn=distribution_arn)

    def for_api(self) -> Link:
        """To take uploads in, to write recipes and cancellations, to hand results out, and to erase a project."""
        assets = self.assets
        return Link(
            environment={"ASSETS_BUCKET": assets.id},
            grants=[
                *assets.grant_read(prefixes=["assets", "screenplays", "consents"]),
                assets.grant_write(prefixes=["recipes", "screenplays", "consents", "cancellations"]),
                assets.grant_delete(prefixes=["assets", "recipes", "screenplays", "consents", "cancellations"]),
            ],
        )

    def for_worker(self) -> Link:
        """To read recipes, cancellations and what other jobs made, and to write results."""
        assets = self.assets
        return Link(
            environment={"ASSETS_BUCKET": assets.id},
            grants=[
                *assets.grant_read(prefixes=["recipes", "assets", "cancellations"]),
                assets.grant_write(prefixes=["assets"], in_parts=True),
            ],
        )
