"""Which changes AWS cannot make in place, and which resources hold something that a replacement would lose.

The one table for the preview in words and for the rehearsal of it (`tools/rehearsal/`). Source: the AWS provider that
pulumi-aws 7.51 wraps (`ForceNew` in its schemas), and its bridge to Pulumi for what goes first.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

#: What is lost with the resource, by type. Names what a reader would miss.
STATEFUL: Final[Mapping[str, str]] = {
    "aws:backup/vault:Vault": "the backups in it",
    "aws:cloudfront/publicKey:PublicKey": "every signed URL that is still out",
    "aws:cloudwatch/logGroup:LogGroup": "its logs",
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": "what it has learnt of usual spending",
    "aws:ecr/repository:Repository": "its images, those for a rollback among them",
    "aws:kms/key:Key": "everything encrypted with it",
    "aws:rds/instance:Instance": "the database",
    "aws:route53/zone:Zone": "its name servers, and with them the domain",
    "aws:s3/bucket:Bucket": "its objects",
    "aws:secretsmanager/secret:Secret": "its value",
    "aws:sqs/queue:Queue": "the messages in it",
    "awsx:ec2:Vpc": "the network under everything else",
    "aws:cloudfront/distribution:Distribution": "its address, which pages and links point to",
    "aws:lb/loadBalancer:LoadBalancer": "requests, until its successor takes them",
    "tls:index/privateKey:PrivateKey": "everything signed with it",
}

_NAMED: Final = ("name", "namePrefix")
_OF_A_BUCKET: Final = ("bucket", "expectedBucketOwner")

#: Paths of properties whose change makes a new resource, by type. What lies below a path replaces with it.
IMMUTABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:acm/certificate:Certificate": (
        "certificateAuthorityArn", "domainName", "keyAlgorithm", "region", "subjectAlternativeNames",
        "validationMethod", "validationOptions",
    ),
    "aws:acm/certificateValidation:CertificateValidation": ("certificateArn", "region", "validationRecordFqdns"),
    "aws:appautoscaling/policy:Policy": ("name", "resourceId", "scalableDimension", "serviceNamespace"),
    "aws:appautoscaling/scheduledAction:ScheduledAction": (
        "name", "resourceId", "scalableDimension", "serviceNamespace",
    ),
    "aws:appautoscaling/target:Target": ("resourceId", "scalableDimension", "serviceNamespace"),
    "aws:autoscaling/group:Group": ("initialLifecycleHooks", *_NAMED),
    "aws:backup/plan:Plan": ("name",),
    "aws:backup/selection:Selection": (
        "conditions", "iamRoleArn", "name", "notResources", "planId", "resources", "selectionTags",
    ),
    "aws:backup/vault:Vault": ("kmsKeyArn", "name"),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": (
        "backupVaultName", "changeableForDays", "maxRetentionDays", "minRetentionDays",
    ),
    "aws:budgets/budget:Budget": ("accountId", *_NAMED),
    "aws:cloudfront/distribution:Distribution": ("staging",),
    "aws:cloudfront/publicKey:PublicKey": ("encodedKey", *_NAMED),
    "aws:cloudwatch/dashboard:Dashboard": ("dashboardName",),
    "aws:cloudwatch/logDelivery:LogDelivery": ("deliveryDestinationArn", "deliverySourceName", "region"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": ("name", "outputFormat", "region"),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": ("logType", "name", "region", "resourceArn"),
    "aws:cloudwatch/logGroup:LogGroup": ("logGroupClass", *_NAMED),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": ("name", "logGroupName"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("name",),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": ("monitorDimension", "monitorSpecification", "monitorType"),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": ("accountId", "name"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ("vpcId",),
    "aws:ec2/launchTemplate:LaunchTemplate": _NAMED,
    "aws:ec2/securityGroup:SecurityGroup": ("description", "vpcId", *_NAMED),
    "aws:ec2/subnet:Subnet": ("availabilityZone", "cidrBlock", "vpcId"),
    "aws:ec2/vpc:Vpc": ("cidrBlock",),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ("policy", "repository"),
    "aws:ecr/repository:Repository": ("name", "encryptionConfigurations"),
    "aws:ecs/capacityProvider:CapacityProvider": (
        "name", "cluster", "autoScalingGroupProvider.autoScalingGroupArn", "managedInstancesProvider",
    ),
    "aws:ecs/cluster:Cluster": ("name",),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ("clusterName",),
    "aws:ecs/service:Service": ("name", "cluster", "iamRole", "launchType", "schedulingStrategy"),
    "aws:ecs/taskDefinition:TaskDefinition": (
        "containerDefinitions", "cpu", "enableFaultInjection", "ephemeralStorage", "executionRoleArn", "family",
        "inferenceAccelerators", "ipcMode", "memory", "networkMode", "pidMode", "placementConstraints",
        "proxyConfiguration", "requiresCompatibilities", "runtimePlatform", "taskRoleArn", "volumes",
    ),
    "aws:iam/instanceProfile:InstanceProfile": ("path", *_NAMED),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ("url",),
    "aws:iam/policy:Policy": ("description", "path", *_NAMED),
    "aws:iam/role:Role": ("path", *_NAMED),
    "aws:iam/rolePolicy:RolePolicy": ("role", *_NAMED),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("role", "policyArn"),
    "aws:kms/key:Key": ("customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"),
    "aws:lambda/function:Function": ("name", "packageType"),
    "aws:lambda/permission:Permission": (
        "action", "eventSourceToken", "function", "functionUrlAuthType", "principal", "principalOrgId", "qualifier",
        "sourceAccount", "sourceArn", "statementId", "statementIdPrefix",
    ),
    "aws:lb/listener:Listener": ("loadBalancerArn",),
    "aws:lb/listenerCertificate:ListenerCertificate": ("certificateArn", "listenerArn"),
    "aws:lb/listenerRule:ListenerRule": ("listenerArn",),
    "aws:lb/loadBalancer:LoadBalancer": ("customerOwnedIpv4Pool", "internal", "loadBalancerType", *_NAMED),
    "aws:lb/targetGroup:TargetGroup": (
        "ipAddressType", "port", "protocol", "protocolVersion", "targetType", "vpcId", *_NAMED,
    ),
    # Another identifier or subnet group is a change in place: a new address, and an outage, but the same data.
    "aws:rds/instance:Instance": (
        "availabilityZone", "backupTarget", "characterSetName", "customIamInstanceProfile", "dbName", "engine",
        "kmsKeyId", "ncharCharacterSetName", "restoreToPointInTime", "s3Import", "snapshotIdentifier",
        "storageEncrypted", "timezone", "username",
    ),
    "aws:rds/parameterGroup:ParameterGroup": ("description", "family", *_NAMED),
    "aws:rds/subnetGroup:SubnetGroup": _NAMED,
    "aws:route53/record:Record": ("name", "setIdentifier", "zoneId"),
    "aws:route53/zone:Zone": ("delegationSetId", "name"),
    "aws:s3/bucket:Bucket": ("bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _OF_A_BUCKET,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _OF_A_BUCKET,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _OF_A_BUCKET,
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket",),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _OF_A_BUCKET,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _OF_A_BUCKET,
    "aws:s3/bucketVersioning:BucketVersioning": _OF_A_BUCKET,
    "aws:secretsmanager/secret:Secret": _NAMED,
    "aws:secretsmanager/secretVersion:SecretVersion": ("secretBinary", "secretId", "secretString"),
    "aws:sesv2/configurationSet:ConfigurationSet": ("configurationSetName",),
    "aws:sesv2/emailIdentity:EmailIdentity": ("emailIdentity",),
    "aws:sns/topic:Topic": ("fifoTopic", *_NAMED),
    "aws:sns/topicPolicy:TopicPolicy": ("arn",),
    "aws:sns/topicSubscription:TopicSubscription": ("endpoint", "protocol", "topic"),
    "aws:sqs/queue:Queue": ("fifoQueue", *_NAMED),
    "aws:sqs/queuePolicy:QueuePolicy": ("queueUrl",),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ("queueUrl",),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ("securityGroupId",),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("securityGroupId",),
    "aws:wafv2/webAcl:WebAcl": ("region", "scope", *_NAMED),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ("region", "resourceArn"),
    # The component keeps its VPC only as long as addresses and zones stay.
    "awsx:ec2:Vpc": ("availabilityZoneNames", "cidrBlock", "numberOfAvailabilityZones"),
    "tls:index/privateKey:PrivateKey": ("algorithm", "ecdsaCurve", "rsaBits"),
}  # fmt: skip

#: Types of which the provider deletes the old one first, whatever it is called.
_DELETED_FIRST: Final = frozenset({"aws:ecr/lifecyclePolicy:LifecyclePolicy"})
#: Where a type keeps the name that Pulumi would invent for it; elsewhere it is `name`.
_NAME_OF: Final[Mapping[str, str]] = {
    "aws:rds/instance:Instance": "identifier",
    "aws:s3/bucket:Bucket": "bucket",
}


def replacing(type_: str, paths: Iterable[str], also: Iterable[str] = ()) -> tuple[str, ...]:
    """The entries of the table that changes at `paths` touch, in the order of the changes; empty where AWS can change
    the resource in place. `also` are properties that the program itself says replace it."""
    entries = (*IMMUTABLE.get(type_, ()), *also)
    touched = (entry for path in paths for entry in entries if _touches(_plain(path), _plain(entry)))
    return tuple(dict.fromkeys(touched))


def name_property(type_: str) -> str:
    """The property that holds a resource's name in AWS."""
    return _NAME_OF.get(type_, "name")


def is_deleted_first(type_: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a replacement begins with deleting: where the program chose the name and keeps it, both cannot exist."""
    chosen = name_property(type_)
    kept = isinstance(after.get(chosen), str) and before.get(chosen) == after.get(chosen)
    return type_ in _DELETED_FIRST or (kept and type_.startswith("aws:"))


def _touches(path: str, entry: str) -> bool:
    """Below an entry everything replaces; a block that comes or goes takes its entries with it."""
    return path == entry or path.startswith(f"{entry}.") or entry.startswith(f"{path}.")


def _plain(path: str) -> str:
    return re.sub(r"\[[^]]*\]", "", path)
