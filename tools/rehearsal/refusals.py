"""What AWS refuses that no input shows: a name that exists, a thing in use, a volume that shrinks, equal addresses.

Each refusal reads as AWS's own, with its code, because operators look for that.
"""

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any, Final

from tools.rehearsal.cloud import Cloud, Thing, parts


class RefusedError(Exception):
    """AWS does not do it; nothing was made, changed or deleted."""


_DATABASE: Final = "aws:rds/instance:Instance"
_PARAMETERS: Final = "aws:rds/parameterGroup:ParameterGroup"
_SERVICE: Final = "aws:ecs/service:Service"
_PROVIDERS: Final = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
_SECRET: Final = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
_SUBNET: Final = "aws:ec2/subnet:Subnet"
_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
_ROLE: Final = "aws:iam/role:Role"
_VAULT: Final = "aws:backup/vault:Vault"
_DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
_LISTENER: Final = "aws:lb/listener:Listener"

#: Types of which an account holds one of a name, and AWS's word when there is one already.
_EXISTS: Final[Mapping[str, str]] = {
    _VAULT: "AlreadyExistsException",
    "aws:budgets/budget:Budget": "DuplicateRecordException",
    "aws:cloudfront/keyGroup:KeyGroup": "KeyGroupAlreadyExists",
    "aws:cloudfront/originAccessControl:OriginAccessControl": "OriginAccessControlAlreadyExists",
    "aws:cloudfront/publicKey:PublicKey": "PublicKeyAlreadyExists",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "ResponseHeadersPolicyAlreadyExists",
    "aws:cloudwatch/logGroup:LogGroup": "ResourceAlreadyExistsException",
    "aws:ecr/repository:Repository": "RepositoryAlreadyExistsException",
    "aws:ecs/capacityProvider:CapacityProvider": "UpdateInProgressException",
    _SERVICE: "InvalidParameterException: Creation of service was not idempotent",
    "aws:iam/instanceProfile:InstanceProfile": "EntityAlreadyExists",
    "aws:iam/policy:Policy": "EntityAlreadyExists",
    _ROLE: "EntityAlreadyExists",
    "aws:lambda/function:Function": "ResourceConflictException",
    "aws:lb/loadBalancer:LoadBalancer": "DuplicateLoadBalancerName",
    "aws:lb/targetGroup:TargetGroup": "DuplicateTargetGroupName",
    _DATABASE: "DBInstanceAlreadyExists",
    "aws:rds/subnetGroup:SubnetGroup": "DBSubnetGroupAlreadyExists",
    "aws:s3/bucket:Bucket": "BucketAlreadyOwnedByYou",
    _SECRET: "ResourceExistsException",
    "aws:wafv2/webAcl:WebAcl": "WAFDuplicateItemException",
}

#: Type → AWS's word, and where others name a thing that AWS then does not delete: (type, property).
_IN_USE: Final[Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    "aws:acm/certificate:Certificate": (
        "ResourceInUseException",
        (
            (_DISTRIBUTION, "viewerCertificate"),
            (_LISTENER, "certificateArn"),
            ("aws:lb/listenerCertificate:ListenerCertificate", "certificateArn"),
        ),
    ),
    "aws:cloudfront/keyGroup:KeyGroup": ("ResourceInUse", ((_DISTRIBUTION, "orderedCacheBehaviors"),)),
    "aws:cloudfront/originAccessControl:OriginAccessControl": (
        "OriginAccessControlInUse", ((_DISTRIBUTION, "origins"),)
    ),
    "aws:cloudfront/publicKey:PublicKey": ("PublicKeyInUse", (("aws:cloudfront/keyGroup:KeyGroup", "items"),)),
    "aws:cloudfront/vpcOrigin:VpcOrigin": ("CannotDeleteEntityWhileInUse", ((_DISTRIBUTION, "origins"),)),
    "aws:ec2/launchTemplate:LaunchTemplate": (
        "InvalidLaunchTemplate.InUse", (("aws:autoscaling/group:Group", "mixedInstancesPolicy"),)
    ),
    _GROUP: (
        "DependencyViolation",
        (
            ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "referencedSecurityGroupId"),
            ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "referencedSecurityGroupId"),
            ("aws:lb/loadBalancer:LoadBalancer", "securityGroups"),
            (_DATABASE, "vpcSecurityGroupIds"),
            (_SERVICE, "networkConfiguration"),
        ),
    ),
    _SUBNET: (
        "DependencyViolation",
        (
            ("aws:lb/loadBalancer:LoadBalancer", "subnets"),
            ("aws:rds/subnetGroup:SubnetGroup", "subnetIds"),
            (_SERVICE, "networkConfiguration"),
            ("aws:ec2/natGateway:NatGateway", "subnetId"),
        ),
    ),
    "aws:ec2/vpc:Vpc": ("DependencyViolation", ((_SUBNET, "vpcId"), (_GROUP, "vpcId"))),
    "aws:ecs/capacityProvider:CapacityProvider": (
        "ResourceInUseException", ((_PROVIDERS, "capacityProviders"), (_SERVICE, "capacityProviderStrategies"))
    ),
    "aws:ecs/cluster:Cluster": ("ClusterContainsServicesException", ((_SERVICE, "cluster"),)),
    "aws:iam/policy:Policy": (
        "DeleteConflict",
        ((_ROLE, "permissionsBoundary"), ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn")),
    ),
    _ROLE: (
        "DeleteConflict",
        (
            ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role"),
            ("aws:iam/rolePolicy:RolePolicy", "role"),
            ("aws:iam/instanceProfile:InstanceProfile", "role"),
        ),
    ),
    "aws:lb/targetGroup:TargetGroup": (
        "ResourceInUse",
        ((_LISTENER, "defaultActions"), ("aws:lb/listenerRule:ListenerRule", "actions")),
    ),
    _PARAMETERS: ("InvalidDBParameterGroupState", ((_DATABASE, "parameterGroupName"),)),
    "aws:rds/subnetGroup:SubnetGroup": ("InvalidDBSubnetGroupStateFault", ((_DATABASE, "dbSubnetGroupName"),)),
    "aws:wafv2/webAcl:WebAcl": ("WAFAssociatedItemException", ((_DISTRIBUTION, "webAclId"),)),
}  # fmt: skip


def creation(cloud: Cloud, urn: str, id_: str, properties: Mapping[str, Any]) -> None:
    """Raises `RefusedError` where AWS would not make it. `properties` are inputs and outputs."""
    made = Thing(id=id_, urn=urn, properties=properties)
    code = _EXISTS.get(made.type)
    if code and any(each.physical_name == made.physical_name for each in cloud.things(made.type)):
        raise RefusedError(f"{code}: {made.physical_name} already exists")
    if made.type == _SECRET and cloud.count(f"deleted secret {made.physical_name}"):
        raise RefusedError(
            "InvalidRequestException: You can't create this secret because a secret with this name is already "
            f"scheduled for deletion: {made.physical_name}"
        )
    if made.type == _SUBNET:
        _no_overlap(cloud, made)
    if made.type == _DATABASE:
        _suits(cloud, properties)
    if made.type == _PROVIDERS:
        _offers_what_exists(cloud, made)


def update(cloud: Cloud, before: Thing, news: Mapping[str, Any]) -> None:
    """Raises `RefusedError` where AWS would not change it so."""
    check = _UPDATES.get(before.type)
    if check:
        check(cloud, before, news)


def deletion(cloud: Cloud, thing: Thing) -> None:
    """Raises `RefusedError` where AWS would not delete it."""
    code, where = _IN_USE.get(thing.type, ("", ()))
    users = list(cloud.users(thing, *where))
    if users:
        told = ", ".join(f"{each.type.split(':')[-1]} {each.name}" for each in users[:3])
        raise RefusedError(f"{code}: {thing.physical_name or thing.id} is in use by {told}")
    check = _DELETIONS.get(thing.type)
    if check:
        check(cloud, thing)


def plan(type_: str, changed: list[str], news: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """What the provider refuses while it compares, so already in a preview. Raises `RefusedError`."""
    strategies = any(path.startswith("capacityProviderStrategies") for path in changed)
    if type_ == _SERVICE and strategies and not news.get("forceNewDeployment"):
        raise RefusedError("force_new_deployment should be true when capacity_provider_strategy is being updated")
    if type_ == "aws:s3/bucketVersioning:BucketVersioning":
        was, now = (each.get("versioningConfiguration", {}).get("status") for each in (before, news))
        if now == "Disabled" and was != "Disabled":
            raise RefusedError(f"versioning_configuration.status cannot be updated from '{was}' to 'Disabled'")


def _no_overlap(cloud: Cloud, made: Thing) -> None:
    mine = ipaddress.ip_network(str(made.now["cidrBlock"]))
    for other in cloud.things(_SUBNET):
        if other.now["vpcId"] == made.now["vpcId"] and mine.overlaps(ipaddress.ip_network(other.now["cidrBlock"])):
            raise RefusedError(
                f"InvalidSubnet.Conflict: The CIDR '{mine}' conflicts with another subnet ({other.name})"
            )


def _offers_what_exists(cloud: Cloud, made: Thing) -> None:
    there = {each.physical_name for each in cloud.things("aws:ecs/capacityProvider:CapacityProvider")}
    lacking = set(made.now.get("capacityProviders", ())) - there - {"FARGATE", "FARGATE_SPOT"}
    if lacking:
        raise RefusedError(f"InvalidParameterException: no capacity provider {', '.join(sorted(lacking))}")


def _database_update(cloud: Cloud, before: Thing, news: Mapping[str, Any]) -> None:
    was, now = int(before.now.get("allocatedStorage") or 0), int(news.get("allocatedStorage") or 0)
    if now < was and not (news.get("maxAllocatedStorage") or 0) > now:
        raise RefusedError(
            f"InvalidParameterCombination: Invalid storage size for engine name postgres: {now} is less than {was}"
        )
    major_was, major = (str(each.get("engineVersion", "")).split(".")[0] for each in (before.now, news))
    if int(major or 0) < int(major_was or 0):
        raise RefusedError(f"InvalidParameterCombination: Cannot upgrade postgres from {major_was} to {major}")
    _suits(cloud, news)
    if major != major_was and not news.get("allowMajorVersionUpgrade"):
        raise RefusedError(
            f"InvalidParameterCombination: The AllowMajorVersionUpgrade flag must be present when upgrading to {major}"
        )


def _suits(cloud: Cloud, database: Mapping[str, Any]) -> None:
    """Raises `RefusedError` where its parameters are of another version's family."""
    family = f"postgres{str(database.get('engineVersion', '')).split('.')[0]}"
    for group in cloud.things(_PARAMETERS):
        if group.physical_name == database.get("parameterGroupName") and group.now.get("family") != family:
            raise RefusedError(
                f"InvalidParameterCombination: The parameter group {group.physical_name} with DBParameterGroupFamily "
                f"{group.now.get('family')} can't be used for this instance. Please use a parameter group with "
                f"DBParameterGroupFamily {family}"
            )


def _providers_update(cloud: Cloud, before: Thing, news: Mapping[str, Any]) -> None:
    gone = set(before.now.get("capacityProviders", ())) - set(news.get("capacityProviders", ()))
    for service in cloud.things(_SERVICE):
        used = {each["capacityProvider"] for each in service.now.get("capacityProviderStrategies") or ()} & gone
        if used:
            raise RefusedError(
                "ResourceInUseException: The specified capacity provider is in use and cannot be removed: "
                f"{', '.join(sorted(used))} by service {service.physical_name}"
            )


def _database_deletion(cloud: Cloud, thing: Thing) -> None:
    if thing.now.get("deletionProtection"):
        raise RefusedError("InvalidParameterCombination: Cannot delete protected DB Instance")
    snapshot = thing.now.get("finalSnapshotIdentifier")
    if thing.now.get("skipFinalSnapshot"):
        return
    if not snapshot:
        raise RefusedError("final_snapshot_identifier is required when skip_final_snapshot is false")
    if cloud.counted(f"snapshot {snapshot}") > 1:
        raise RefusedError(f"DBSnapshotAlreadyExists: Cannot create the snapshot {snapshot}: it exists")


def _balancer_deletion(_: Cloud, thing: Thing) -> None:
    if thing.now.get("enableDeletionProtection"):
        raise RefusedError(f"OperationNotPermitted: {thing.physical_name} has deletion protection")


def _repository_deletion(_: Cloud, thing: Thing) -> None:
    if thing.content and not thing.now.get("forceDelete"):
        raise RefusedError(f"RepositoryNotEmptyException: {thing.physical_name} holds {thing.content} images")


def _bucket_deletion(_: Cloud, thing: Thing) -> None:
    if thing.content and not thing.now.get("forceDestroy"):
        raise RefusedError(f"BucketNotEmpty: {thing.physical_name} holds {thing.content} objects")


def _vault_deletion(_: Cloud, thing: Thing) -> None:
    if thing.content and not thing.now.get("forceDestroy"):
        raise RefusedError(
            f"InvalidRequestException: Backup vault cannot be deleted because it contains recovery points: "
            f"{thing.physical_name} holds {thing.content}"
        )


def _secret_deletion(cloud: Cloud, thing: Thing) -> None:
    if thing.now.get("recoveryWindowInDays", 30):
        cloud.counted(f"deleted secret {thing.physical_name}")


_UPDATES: Final[Mapping[str, Callable[[Cloud, Thing, Mapping[str, Any]], None]]] = {
    _DATABASE: _database_update,
    _PROVIDERS: _providers_update,
}
_DELETIONS: Final[Mapping[str, Callable[[Cloud, Thing], None]]] = {
    _DATABASE: _database_deletion,
    "aws:lb/loadBalancer:LoadBalancer": _balancer_deletion,
    "aws:ecr/repository:Repository": _repository_deletion,
    "aws:s3/bucket:Bucket": _bucket_deletion,
    _VAULT: _vault_deletion,
    _SECRET: _secret_deletion,
}


def is_known(type_: str) -> bool:
    """Whether AWS has a rule about the type here."""
    return type_ in _EXISTS or type_ in _IN_USE or type_ in _UPDATES or type_ in _DELETIONS


def described(urn: str) -> str:
    """`Instance database`, as an operator calls it."""
    type_, name = parts(urn)
    return f"{type_.split(':')[-1]} {name}"
