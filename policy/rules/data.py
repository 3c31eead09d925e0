"""Rules of what holds data: encrypted, closed, over TLS only, kept, and not lost by a slip in production."""

from collections.abc import Iterator
from typing import Any, Final

from .model import Graph, Resource, document, items, listed, rule, section, statements

DATABASE: Final = "aws:rds/instance:Instance"
BUCKET: Final = "aws:s3/bucket:Bucket"
QUEUE: Final = "aws:sqs/queue:Queue"
ARCHIVES: Final = ("GLACIER", "DEEP_ARCHIVE", "GLACIER_IR")
#: Prefixes of what nobody needs after a while; films stand elsewhere.
PASSING: Final = ("cancellations/",)
#: Days to which production's database can be restored: two weeks, so that a fault of last week can be undone.
PRODUCTION_BACKUP_DAYS: Final = 14


@rule("data", "The database is encrypted at rest.", on=DATABASE)
def database_encrypted(database: Resource, _stage: str) -> Iterator[str]:
    if database.inputs.get("storageEncrypted") is not True:
        yield "stores films' data in plain text: set storageEncrypted (it replaces the instance: restore a snapshot)."


@rule("data", "The database has no public address.", on=DATABASE)
def database_private(database: Resource, _stage: str) -> Iterator[str]:
    if database.inputs.get("publiclyAccessible") is not False:
        yield "may get a public address: set publiclyAccessible to false."
    if not database.inputs.get("vpcSecurityGroupIds"):
        yield "stands in the VPC's default group: give it the database firewall."


@rule("data", "Nobody knows the owner's password; the API uses tokens.", on=DATABASE)
def database_credentials(database: Resource, _stage: str) -> Iterator[str]:
    if database.inputs.get("manageMasterUserPassword") is not True or "password" in database.inputs:
        yield "has a password that the program knows: set manageMasterUserPassword and no password."
    if database.inputs.get("iamDatabaseAuthenticationEnabled") is not True:
        yield "takes no IAM tokens: set iamDatabaseAuthenticationEnabled."


@rule("data", "The database can be restored.", on=DATABASE)
def database_backups(database: Resource, stage: str) -> Iterator[str]:
    days = database.inputs.get("backupRetentionPeriod") or 0
    # The stack of a pull request is gone within a day, and its data is made up.
    least = {"production": PRODUCTION_BACKUP_DAYS, "pr": 0}.get(stage, 1)
    if days < least:
        yield f"can be restored to the last {days} days: keep at least {least} (databaseBackupDays)."
    if database.inputs.get("copyTagsToSnapshot") is not True:
        yield "makes snapshots that belong to no stack: set copyTagsToSnapshot."


@rule("data", "Production's database survives a slip.", on=DATABASE)
def database_kept_in_production(database: Resource, stage: str) -> Iterator[str]:
    if stage != "production":
        return
    if database.inputs.get("deletionProtection") is not True or not database.protect:
        yield "can be deleted in production: set deletionProtection and protect."
    if database.inputs.get("skipFinalSnapshot") is not False or not database.inputs.get("finalSnapshotIdentifier"):
        yield "goes without a last snapshot: set finalSnapshotIdentifier and skipFinalSnapshot to false."
    if database.inputs.get("deleteAutomatedBackups") is not False:
        yield "takes its backups with it: set deleteAutomatedBackups to false."
    if database.inputs.get("multiAz") is not True:
        yield "has no standby in production: set databaseMultiAz."
    if database.inputs.get("applyImmediately") is True:
        yield "may restart in the middle of the day: leave changes to the maintenance window."


@rule("data", "The database gets its security fixes.", on=DATABASE, level="advisory")
def database_current(database: Resource, _stage: str) -> Iterator[str]:
    if database.inputs.get("autoMinorVersionUpgrade") is not True:
        yield "stays at its minor version: set autoMinorVersionUpgrade."


@rule("data", "PostgreSQL takes encrypted connections only.")
def database_tls(graph: Graph) -> Iterator[tuple[Resource, str]]:
    forced = {
        group.urn: any(
            item.get("name") == "rds.force_ssl" and str(item.get("value")) == "1"
            for item in items(group.inputs.get("parameters"))
        )
        for group in graph.of("aws:rds/parameterGroup:ParameterGroup")
    }
    for group in graph.of("aws:rds/parameterGroup:ParameterGroup"):
        if not forced[group.urn]:
            yield group, "takes plain connections: set rds.force_ssl to 1."
    for database in graph.of(DATABASE):
        if not forced or not database.inputs.get("parameterGroupName"):
            yield database, "uses AWS's default parameters: give it a parameter group with rds.force_ssl = 1."


def _beside(graph: Graph, type_: str) -> dict[str, Resource]:
    """Bucket's name → the resource of that type that belongs to it."""
    return {str(resource.inputs.get("bucket")): resource for resource in graph.of(type_)}


def _buckets(graph: Graph) -> Iterator[tuple[Resource, str]]:
    return ((bucket, str(bucket.inputs.get("bucket"))) for bucket in graph.of(BUCKET))


@rule("data", "No bucket can be made public, by policy or by object.")
def buckets_closed(graph: Graph) -> Iterator[tuple[Resource, str]]:
    blocks = _beside(graph, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
    ownership = _beside(graph, "aws:s3/bucketOwnershipControls:BucketOwnershipControls")
    switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    for bucket, name in _buckets(graph):
        block = blocks[name].inputs if name in blocks else {}
        missing = [switch for switch in switches if block.get(switch) is not True]
        if missing:
            yield bucket, f"can be made public: set {', '.join(missing)} in its public access block."
        owned = section(ownership[name].inputs, "rule") if name in ownership else {}
        if owned.get("objectOwnership") != "BucketOwnerEnforced":
            yield bucket, "lets objects have access lists of their own: set ownership to BucketOwnerEnforced."
        if str(bucket.inputs.get("acl", "private")) != "private":
            yield bucket, f"has the access list '{bucket.inputs['acl']}': leave acl out."
    for website in graph.of("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"):
        yield website, "serves a bucket over plain HTTP: CloudFront serves it with origin access control."


@rule("data", "Objects are encrypted at rest, and travel over TLS only.")
def buckets_encrypted(graph: Graph) -> Iterator[tuple[Resource, str]]:
    kind = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    encryption = _beside(graph, kind)
    policies = _beside(graph, "aws:s3/bucketPolicy:BucketPolicy")
    for bucket, name in _buckets(graph):
        rules = items(encryption[name].inputs.get("rules")) if name in encryption else []
        if not any(section(rule, "applyServerSideEncryptionByDefault").get("sseAlgorithm") for rule in rules):
            yield bucket, "has no encryption at rest of its own: add a server-side encryption configuration."
        arn = f"arn:aws:s3:::{name}"
        if name not in policies or not refuses_plaintext(
            policies[name].inputs.get("policy"), {arn, f"{arn}/*"}, "s3:*"
        ):
            yield bucket, "answers over plain HTTP: deny s3:* where aws:SecureTransport is false."


def refuses_plaintext(policy: Any, resources: set[str], action: str) -> bool:
    """Whether a resource policy denies everybody what does not come over TLS."""
    return any(
        statement.get("Effect") == "Deny"
        and statement.get("Principal") in ("*", {"AWS": "*"})
        and action in listed(statement.get("Action"))
        and resources <= set(listed(statement.get("Resource")))
        and str(section(statement, "Condition", "Bool").get("aws:SecureTransport")).lower() == "false"
        for statement in statements(policy)
    )


@rule("data", "Overwritten objects can be had back, and no film goes to an archive.")
def buckets_kept(graph: Graph) -> Iterator[tuple[Resource, str]]:
    versioning = _beside(graph, "aws:s3/bucketVersioning:BucketVersioning")
    for bucket, name in _buckets(graph):
        state = section(versioning[name].inputs, "versioningConfiguration") if name in versioning else {}
        if state.get("status") != "Enabled":
            yield bucket, "forgets what is overwritten: enable versioning."
        if graph.stage == "production" and (bucket.inputs.get("forceDestroy") or not bucket.protect):
            yield bucket, "can be deleted with all films in production: set protect, and forceDestroy to false."
    for lifecycle in graph.of("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"):
        for kept in items(lifecycle.inputs.get("rules")):
            moves = [*items(kept.get("transitions")), *items(kept.get("noncurrentVersionTransitions"))]
            for move in moves:
                if move.get("storageClass") in ARCHIVES:
                    yield (
                        lifecycle,
                        f"moves films to {move['storageClass']}, hours away from a viewer: remove the move.",
                    )
            of_passing_use = kept.get("filter", {}).get("prefix") in PASSING
            if kept.get("expiration", {}).get("days") and kept.get("status") == "Enabled" and not of_passing_use:
                yield lifecycle, f"deletes films after {kept['expiration']['days']} days: remove the expiration."


@rule("data", "Browsers may call from named sites only.", on="aws:s3/bucketCorsConfiguration:BucketCorsConfiguration")
def exact_origins(cors: Resource, _stage: str) -> Iterator[str]:
    for opening in items(cors.inputs.get("corsRules")):
        for origin in listed(opening.get("allowedOrigins")):
            if "*" in str(origin):
                yield f"lets pages of '{origin}' in: name the site's origin (pagesOrigins)."


@rule("data", "Messages are encrypted at rest, and travel over TLS only.")
def queues_encrypted(graph: Graph) -> Iterator[tuple[Resource, str]]:
    policies = list(graph.of("aws:sqs/queuePolicy:QueuePolicy"))
    for queue in graph.of(QUEUE):
        if queue.inputs.get("sqsManagedSseEnabled") is not True and not queue.inputs.get("kmsMasterKeyId"):
            yield queue, "keeps messages in plain text: set sqsManagedSseEnabled."
        name = str(queue.inputs.get("name"))
        own = [policy for policy in policies if str(policy.inputs.get("queueUrl")).rsplit("/", 1)[-1] == name]
        if not any(_queue_refuses_plaintext(policy, name) for policy in own):
            yield queue, "takes messages over plain HTTP: deny sqs:* where aws:SecureTransport is false."


def _queue_refuses_plaintext(policy: Resource, name: str) -> bool:
    arns = {
        resource
        for statement in statements(policy.inputs.get("policy"))
        for resource in map(str, listed(statement.get("Resource")))
        if resource.rsplit(":", 1)[-1] == name
    }
    return bool(arns) and refuses_plaintext(policy.inputs.get("policy"), arns, "sqs:*")


@rule("data", "A message that cannot be done is set aside, after some attempts, and kept.")
def dead_letters(graph: Graph) -> Iterator[tuple[Resource, str]]:
    targets = {
        str(document(queue.inputs.get("redrivePolicy")).get("deadLetterTargetArn")).rsplit(":", 1)[-1]
        for queue in graph.of(QUEUE)
    }
    for queue in graph.of(QUEUE):
        redrive = document(queue.inputs.get("redrivePolicy"))
        is_dead_letter_queue = str(queue.inputs.get("name")) in targets
        if not redrive and not is_dead_letter_queue:
            yield queue, "has no dead-letter queue: a message that cannot be read comes back for ever. Add one."
        if redrive and int(redrive.get("maxReceiveCount", 0)) < 2:
            yield queue, "gives a message one attempt: a single spot interruption loses it. Raise maxReceiveCount."
        if is_dead_letter_queue and (queue.inputs.get("messageRetentionSeconds") or 0) < 7 * 24 * 3600:
            yield queue, "forgets dead letters within a week: keep them for 14 days."


@rule("data", "Production's secrets survive a slip.", on="aws:secretsmanager/secret:Secret")
def secrets_kept(secret: Resource, stage: str) -> Iterator[str]:
    if stage == "production" and (secret.inputs.get("recoveryWindowInDays") or 0) < 7:
        yield "is gone at once when it is deleted: give it a recovery window."


@rule("data", "Disks are encrypted.", on=("aws:ebs/volume:Volume", "aws:efs/fileSystem:FileSystem"))
def disks_encrypted(disk: Resource, _stage: str) -> Iterator[str]:
    if disk.inputs.get("encrypted") is not True:
        yield "stores data in plain text: set encrypted."
