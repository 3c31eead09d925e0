"""Mistakes in what holds data: the database, the buckets, the queues, the secrets."""

from collections.abc import Sequence
from typing import Any, Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation, Planted, Source, statement

DATABASE: Final = "aws:rds/instance:Instance"
PARAMETERS: Final = "aws:rds/parameterGroup:ParameterGroup"
BUCKET: Final = "aws:s3/bucket:Bucket"
LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
CLOSED: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
QUEUE: Final = "aws:sqs/queue:Queue"
CORS: Final = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
VAULT: Final = "aws:backup/vault:Vault"
PLAN: Final = "aws:backup/plan:Plan"
LOCK: Final = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
SELECTION: Final = "aws:backup/selection:Selection"
_OUTLIVE: Final = "backups_outlive_what_they_are_of"
TARGET: Final = "aws:appautoscaling/target:Target"


def _plaintext(copy: Copy, type_: str, name: str) -> None:
    with copy.document(type_, name, "policy") as policy:
        policy["Statement"] = [s for s in policy["Statement"] if s["Effect"] != "Deny"]


def _redrive(copy: Copy, name: str, **changed: Any) -> None:
    with copy.document(QUEUE, name, "redrivePolicy") as policy:
        policy.update(changed)


def _cors(copy: Copy, origin: str) -> None:
    bucket = copy.output(BUCKET, "assets", "id")
    rule = {"allowedOrigins": [origin], "allowedMethods": ["GET"], "allowedHeaders": ["*"]}
    copy.add(CORS, "assets", {"bucket": bucket, "corsRules": [rule]})


def _archive(copy: Copy) -> None:
    rule = {"id": "cold", "status": "Enabled", "transitions": [{"days": 90, "storageClass": "GLACIER"}]}
    copy.each(LIFECYCLE, "assets")[0].inputs["rules"].append(rule)


def _database(name: str, rule: str, key: str, value: Any) -> Mutation:
    return Mutation(name=name, killer=rule, plant=lambda copy: copy.put(DATABASE, None, key, value))


def _swap_send_and_receive(copy: Copy) -> None:
    with copy.document(POLICY, "api-task", "policy") as api, copy.document(POLICY, "worker-task", "policy") as worker:
        send, work = statement(api, "VideoSend"), statement(worker, "VideoWork")
        send["Action"], work["Action"] = work["Action"], send["Action"]


def _backups(name: str, type_: str, path: str, value: Any) -> Mutation:
    return Mutation(name=name, killer=_OUTLIVE, plant=lambda copy: copy.put(type_, None, path, value))


def _copy_beside(copy: Copy) -> None:
    beside = {"destinationVaultArn": copy.output(VAULT, "backups", "arn")}
    copy.put(PLAN, None, "rules.0.copyActions", [beside])


def _no_snapshots(copy: Copy) -> None:
    with copy.document(POLICY, "backups", "policy") as policy:
        statement(policy, "DatabaseSnapshot")["Action"] = ["rds:DescribeDBInstances"]


MISTAKES: Final[Sequence[Planted]] = (
    _database("an unencrypted database", "database_encrypted", "storageEncrypted", False),
    _database("a public database", "database_private", "publiclyAccessible", True),
    _database("a database in the default group", "database_private", "vpcSecurityGroupIds", []),
    _database("a database password in the program", "database_credentials", "password", "correct horse"),
    _database("a database without IAM tokens", "database_credentials", "iamDatabaseAuthenticationEnabled", False),
    _database("a database without backups", "database_backups", "backupRetentionPeriod", 0),
    _database("production restored to yesterday at most", "database_backups", "backupRetentionPeriod", 1),
    _database("a database that can be deleted", "database_kept_in_production", "deletionProtection", False),
    _database("a database without a last snapshot", "database_kept_in_production", "skipFinalSnapshot", True),
    _database("a database without a standby", "database_kept_in_production", "multiAz", False),
    _database("a database that stays at its minor version", "database_current", "autoMinorVersionUpgrade", False),
    Mutation(
        name="a database that Pulumi may delete",
        killer="database_kept_in_production",
        plant=lambda copy: copy.options(DATABASE, None, protect=False),
    ),
    _backups("a database without backups outside of it", SELECTION, "resources.0", "arn:aws:rds:us-east-2:1:db:x"),
    _backups("films without backups outside of them", SELECTION, "resources.1", "arn:aws:s3:::x"),
    _backups("backups of a day in a vault for a month", PLAN, "rules.0.lifecycle.deleteAfter", 1),
    _backups("backups into somebody else's vault", PLAN, "rules.0.targetVaultName", "Default"),
    Mutation(name="backups that can be deleted", killer=_OUTLIVE, plant=lambda copy: copy.drop(LOCK)),
    Mutation(
        name="backups that Pulumi may delete",
        killer=_OUTLIVE,
        plant=lambda copy: copy.options(VAULT, None, protect=False),
    ),
    Mutation(name="a copy beside the backup", killer=_OUTLIVE, plant=_copy_beside),
    Mutation(name="backups by a role that may make none", killer=_OUTLIVE, plant=_no_snapshots),
    Mutation(
        name="force_ssl off",
        killer="database_tls",
        plant=lambda copy: copy.put(PARAMETERS, None, "parameters", [{"name": "rds.force_ssl", "value": "0"}]),
    ),
    Mutation(
        name="a database with AWS's default parameters",
        killer="database_tls",
        plant=lambda copy: copy.put(DATABASE, None, "parameterGroupName", REMOVED),
    ),
    Mutation(
        name="a bucket that can be made public",
        killer="buckets_closed",
        plant=lambda copy: copy.put(CLOSED, "assets", "blockPublicPolicy", False),
    ),
    Mutation(
        name="a bucket without a public access block",
        killer="buckets_closed",
        plant=lambda copy: copy.drop(CLOSED, "marketing"),
    ),
    Mutation(
        name="an unencrypted bucket",
        killer="buckets_encrypted",
        plant=lambda copy: copy.drop(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "assets"
        ),
    ),
    Mutation(
        name="a bucket over plain HTTP",
        killer="buckets_encrypted",
        plant=lambda copy: _plaintext(copy, "aws:s3/bucketPolicy:BucketPolicy", "characters"),
    ),
    Mutation(
        name="overwritten films are gone",
        killer="buckets_kept",
        plant=lambda copy: copy.put(
            "aws:s3/bucketVersioning:BucketVersioning", "assets", "versioningConfiguration.status", "Suspended"
        ),
    ),
    Mutation(name="assets to Glacier at 90 days", killer="buckets_kept", plant=_archive),
    Mutation(
        name="production's films go with the stack",
        killer="buckets_kept",
        plant=lambda copy: copy.put(BUCKET, "assets", "forceDestroy", True),
    ),
    Mutation(name="CORS * on a bucket", killer="exact_origins", plant=lambda copy: _cors(copy, "*")),
    Mutation(
        name="an unencrypted queue",
        killer="queues_encrypted",
        plant=lambda copy: copy.put(QUEUE, "video", "sqsManagedSseEnabled", False),
    ),
    Mutation(
        name="a queue over plain HTTP",
        killer="queues_encrypted",
        plant=lambda copy: _plaintext(copy, "aws:sqs/queuePolicy:QueuePolicy", "events"),
    ),
    Mutation(
        name="a queue without a dead-letter queue",
        killer="dead_letters",
        plant=lambda copy: copy.put(QUEUE, "video", "redrivePolicy", REMOVED),
    ),
    Mutation(
        name="one attempt for every job",
        killer="dead_letters",
        plant=lambda copy: _redrive(copy, "jobs", maxReceiveCount=1),
    ),
    Mutation(
        name="two attempts for every job",
        killer="jobs_get_some_attempts",
        plant=lambda copy: _redrive(copy, "jobs", maxReceiveCount=2),
    ),
    Mutation(
        name="poison is tried all night",
        killer="jobs_get_some_attempts",
        plant=lambda copy: _redrive(copy, "video", maxReceiveCount=1000),
    ),
    Mutation(
        name="a dead-letter queue that is not there",
        killer="every_queue_has_its_dead_letters",
        plant=lambda copy: copy.drop(QUEUE, "voice-dead-letters"),
    ),
    Mutation(
        name="two queues share a dead-letter queue",
        killer="every_queue_has_its_dead_letters",
        plant=lambda copy: _redrive(copy, "voice", deadLetterTargetArn=copy.output(QUEUE, "video-dead-letters", "arn")),
    ),
    Mutation(
        name="a dead-letter queue that takes anybody's letters",
        killer="every_queue_has_its_dead_letters",
        plant=lambda copy: copy.drop("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "jobs-dead-letters"),
    ),
    Mutation(
        name="dead letters are forgotten first",
        killer="every_queue_has_its_dead_letters",
        plant=lambda copy: copy.put(QUEUE, "jobs-dead-letters", "messageRetentionSeconds", 3600),
    ),
    Mutation(
        name="messages reappear before the heartbeat",
        killer="messages_stay_hidden_while_they_are_worked_on",
        plant=lambda copy: copy.put(QUEUE, "video", "visibilityTimeoutSeconds", 30),
    ),
    Mutation(
        name="workers breathe too slowly",
        killer="messages_stay_hidden_while_they_are_worked_on",
        plant=lambda copy: copy.variable("worker", "VISIBILITY_SECONDS", "600"),
    ),
    Mutation(
        name="a secret that is gone at once",
        killer="secrets_kept",
        plant=lambda copy: copy.put("aws:secretsmanager/secret:Secret", None, "recoveryWindowInDays", 0),
    ),
    Mutation(
        name="an unencrypted disk",
        killer="disks_encrypted",
        plant=lambda copy: copy.add("aws:ebs/volume:Volume", "models", {"availabilityZone": "us-east-2a", "size": 100}),
    ),
    Mutation(
        name="the API may only receive on a queue that it must send to",
        killer="every_queue_has_a_sender_and_a_receiver",
        plant=lambda copy: copy.right("api-task", "JobsSend", Action=["sqs:ReceiveMessage", "sqs:DeleteMessage"]),
    ),
    Mutation(
        name="send and receive are swapped",
        killer="every_queue_has_a_sender_and_a_receiver",
        plant=_swap_send_and_receive,
    ),
    Mutation(
        name="nobody hears events",
        killer="every_queue_has_a_sender_and_a_receiver",
        plant=lambda copy: copy.forbid("api-task", "EventsReceive"),
    ),
    Mutation(
        name="DATABASE_URL holds only the password",
        killer="database_urls_are_whole",
        plant=lambda copy: copy.variable("api", "DATABASE_URL", "correct-horse-battery"),
    ),
    Mutation(
        name="the API logs in as the owner",
        killer="database_urls_are_whole",
        plant=lambda copy: copy.variable(
            "api",
            "DATABASE_URL",
            "postgresql://film_studio_owner@{address}:5432/film_studio?sslmode=verify-full".format(
                address=copy.output("aws:rds/instance:Instance", "database", "address")
            ),
        ),
    ),
    Mutation(
        name="a database URL with its password in it",
        killer="database_urls_are_whole",
        plant=lambda copy: copy.variable(
            "api",
            "DATABASE_URL",
            "postgresql://film_studio_app:horse@{address}:5432/film_studio?sslmode=verify-full".format(
                address=copy.output("aws:rds/instance:Instance", "database", "address")
            ),
        ),
    ),
    Mutation(
        name="the API takes any certificate for the database's",
        killer="database_urls_are_whole",
        plant=lambda copy: copy.variable(
            "api",
            "DATABASE_URL",
            "postgresql://film_studio_app@{address}:5432/film_studio?sslmode=require".format(
                address=copy.output("aws:rds/instance:Instance", "database", "address")
            ),
        ),
    ),
    Mutation(
        name="the API holds the owner's password",
        killer="only_migrations_hold_the_owners_password",
        plant=lambda copy: copy.container("api", secrets=[{"name": "PGPASSWORD", "valueFrom": "arn:aws:x:password::"}]),
    ),
    Mutation(
        name="the video queue's URL is the voice queue's",
        killer="queue_variables_name_their_queues",
        plant=lambda copy: copy.variable("api", "VIDEO_QUEUE_URL", copy.output("aws:sqs/queue:Queue", "voice", "url")),
    ),
    Mutation(
        name="nobody takes shots",
        killer="every_queue_of_work_is_served",
        plant=lambda copy: copy.variable("worker", "WORK_QUEUES", "jobs,voice"),
    ),
    Mutation(
        name="workers may never start",
        killer="every_queue_of_work_is_served",
        plant=lambda copy: copy.put(TARGET, "worker", "maxCapacity", 0),
    ),
    Source(
        name="program: an unencrypted database",
        killer="database_encrypted",
        file="components/data/database.py",
        old="storage_encrypted=True",
        new="storage_encrypted=False",
    ),
    Source(
        name="program: grants of sending that give nothing",
        killer="every_queue_has_a_sender_and_a_receiver",
        file="components/data/queues.py",
        old='self._grant("send", "sqs:SendMessage", "sqs:GetQueueAttributes")',
        new='self._grant("send", "sqs:GetQueueAttributes")',
    ),
)
