"""Mistakes in what holds data: the database, the buckets, the queues, the secrets."""

from collections.abc import Sequence
from typing import Any, Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation

DATABASE: Final = "aws:rds/instance:Instance"
PARAMETERS: Final = "aws:rds/parameterGroup:ParameterGroup"
BUCKET: Final = "aws:s3/bucket:Bucket"
LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
CLOSED: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
QUEUE: Final = "aws:sqs/queue:Queue"
CORS: Final = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"


def _plaintext(copy: Copy, type_: str, name: str) -> None:
    with copy.document(type_, name, "policy") as policy:
        policy["Statement"] = [s for s in policy["Statement"] if s["Effect"] != "Deny"]


def _public_bucket(copy: Copy) -> None:
    with copy.document("aws:s3/bucketPolicy:BucketPolicy", "assets", "policy") as policy:
        policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"})


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
    return Mutation(name=name, killer=f"rule {rule}", plant=lambda copy: copy.put(DATABASE, None, key, value))


MISTAKES: Final[Sequence[Mutation]] = (
    _database("an unencrypted database", "database-encrypted", "storageEncrypted", False),
    _database("a public database", "database-private", "publiclyAccessible", True),
    _database("a database in the default group", "database-private", "vpcSecurityGroupIds", []),
    _database("a database password in the program", "database-credentials", "password", "correct horse"),
    _database("a database without IAM tokens", "database-credentials", "iamDatabaseAuthenticationEnabled", False),
    _database("a database without backups", "database-backups", "backupRetentionPeriod", 0),
    _database("production restored to yesterday at most", "database-backups", "backupRetentionPeriod", 1),
    _database("a database that can be deleted", "database-kept-in-production", "deletionProtection", False),
    _database("a database without a last snapshot", "database-kept-in-production", "skipFinalSnapshot", True),
    _database("a database without a standby", "database-kept-in-production", "multiAz", False),
    _database("a database that stays at its minor version", "database-current", "autoMinorVersionUpgrade", False),
    Mutation(
        name="a database that Pulumi may delete",
        killer="rule database-kept-in-production",
        plant=lambda copy: copy.options(DATABASE, None, protect=False),
    ),
    Mutation(
        name="force_ssl off",
        killer="rule database-tls",
        plant=lambda copy: copy.put(PARAMETERS, None, "parameters", [{"name": "rds.force_ssl", "value": "0"}]),
    ),
    Mutation(
        name="a database with AWS's default parameters",
        killer="rule database-tls",
        plant=lambda copy: copy.put(DATABASE, None, "parameterGroupName", REMOVED),
    ),
    Mutation(
        name="a bucket that can be made public",
        killer="rule buckets-closed",
        plant=lambda copy: copy.put(CLOSED, "assets", "blockPublicPolicy", False),
    ),
    Mutation(
        name="a bucket without a public access block",
        killer="rule buckets-closed",
        plant=lambda copy: copy.drop(CLOSED, "marketing"),
    ),
    Mutation(name="a public bucket", killer="rule no-strangers", plant=_public_bucket),
    Mutation(
        name="an unencrypted bucket",
        killer="rule buckets-encrypted",
        plant=lambda copy: copy.drop(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "assets"
        ),
    ),
    Mutation(
        name="a bucket over plain HTTP",
        killer="rule buckets-encrypted",
        plant=lambda copy: _plaintext(copy, "aws:s3/bucketPolicy:BucketPolicy", "characters"),
    ),
    Mutation(
        name="overwritten films are gone",
        killer="rule buckets-kept",
        plant=lambda copy: copy.put(
            "aws:s3/bucketVersioning:BucketVersioning", "assets", "versioningConfiguration.status", "Suspended"
        ),
    ),
    Mutation(name="assets to Glacier at 90 days", killer="rule buckets-kept", plant=_archive),
    Mutation(
        name="production's films go with the stack",
        killer="rule buckets-kept",
        plant=lambda copy: copy.put(BUCKET, "assets", "forceDestroy", True),
    ),
    Mutation(name="CORS * on a bucket", killer="rule exact-origins", plant=lambda copy: _cors(copy, "*")),
    Mutation(
        name="a bucket lets another site in than the API",
        killer="sites_agree",
        plant=lambda copy: _cors(copy, "https://elsewhere.example"),
    ),
    Mutation(
        name="an unencrypted queue",
        killer="rule queues-encrypted",
        plant=lambda copy: copy.put(QUEUE, "video", "sqsManagedSseEnabled", False),
    ),
    Mutation(
        name="a queue over plain HTTP",
        killer="rule queues-encrypted",
        plant=lambda copy: _plaintext(copy, "aws:sqs/queuePolicy:QueuePolicy", "events"),
    ),
    Mutation(
        name="a queue without a dead-letter queue",
        killer="rule dead-letters",
        plant=lambda copy: copy.put(QUEUE, "video", "redrivePolicy", REMOVED),
    ),
    Mutation(
        name="one attempt for every job",
        killer="rule dead-letters",
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
        killer="rule secrets-kept",
        plant=lambda copy: copy.put("aws:secretsmanager/secret:Secret", None, "recoveryWindowInDays", 0),
    ),
    Mutation(
        name="an unencrypted disk",
        killer="rule disks-encrypted",
        plant=lambda copy: copy.add("aws:ebs/volume:Volume", "models", {"availabilityZone": "us-east-2a", "size": 100}),
    ),
    Mutation(
        name="hosts with unencrypted disks",
        killer="rule host-disks-encrypted",
        plant=lambda copy: copy.put(
            "aws:ec2/launchTemplate:LaunchTemplate", None, "blockDeviceMappings.0.ebs.encrypted", "false"
        ),
    ),
)
