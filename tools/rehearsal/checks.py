"""What the provider itself refuses in an input, before anything is asked of AWS: lengths, patterns, values, exclusions.

Source: the schemas of the AWS provider that pulumi-aws 7.51 wraps, per type.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tools.program.recording import UNKNOWN

#: Says what is wrong with a value; None where nothing is.
Check = Callable[[Any], str | None]


def _length(least: int, most: int) -> Check:
    def check(value: Any) -> str | None:
        wrong = not least <= len(str(value)) <= most
        return f"expected length to be in the range ({least} - {most}), got {value}" if wrong else None

    return check


def _pattern(pattern: str, words: str) -> Check:
    def check(value: Any) -> str | None:
        return None if re.fullmatch(pattern, str(value)) else f"{words}, got {value}"

    return check


def _range(least: float, most: float) -> Check:
    def check(value: Any) -> str | None:
        wrong = not least <= float(value) <= most
        return f"expected to be in the range ({least} - {most}), got {value}" if wrong else None

    return check


def _among(*values: Any) -> Check:
    def check(value: Any) -> str | None:
        return None if value in values else f"expected to be one of {list(values)}, got {value}"

    return check


def _is_json(value: Any) -> str | None:
    try:
        json.loads(value)
    except ValueError as error:
        return f"contains an invalid JSON: {error}"
    return None


_WORD = _pattern(r"[0-9A-Za-z_-]+", "only alphanumeric characters, hyphens and underscores allowed")
_ARN = _pattern(r"arn:[a-z-]+:.+", "is an invalid ARN: arn: invalid prefix")
_BALANCED = _pattern(r"(?!-|internal-)[0-9A-Za-z-]{1,32}(?<!-)", "1 to 32 letters, digits and inner hyphens allowed")
_ON_OFF = _among("ENABLED", "DISABLED")
_RULE_WORDS = _pattern(
    r"[0-9A-Za-z_ .:/#,@\[\]+=&;{}!$*-]{0,255}", "a description of a security group cannot hold this"
)
_SNAPSHOT = _pattern(r"[A-Za-z](?!.*--)[0-9A-Za-z-]*(?<!-)", "letters, digits and single inner hyphens allowed")
_DAYS_OF_LOGS = (
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
_RULE: Final[Mapping[str, Check]] = {
    "description": _RULE_WORDS,
    "fromPort": _range(-1, 65535),
    "toPort": _range(-1, 65535),
}

#: Type → path → check. A path goes through lists as through blocks.
CHECKS: Final[Mapping[str, Mapping[str, Check]]] = {
    "aws:acm/certificate:Certificate": {"domainName": _pattern(r".{1,253}(?<!\.)", "no final dot allowed")},
    "aws:appautoscaling/policy:Policy": {"name": _length(1, 255)},
    "aws:appautoscaling/scheduledAction:ScheduledAction": {"name": _length(1, 256)},
    "aws:autoscaling/group:Group": {
        "name": _length(1, 255),
        "namePrefix": _length(0, 229),
        "mixedInstancesPolicy.instancesDistribution.onDemandPercentageAboveBaseCapacity": _range(0, 100),
    },
    "aws:backup/plan:Plan": {
        "name": _pattern(r"[0-9A-Za-z_.-]{1,50}", "1 to 50 letters, digits and _.- allowed"),
        "rules.ruleName": _pattern(r"[0-9A-Za-z_.-]{1,50}", "1 to 50 letters, digits and _.- allowed"),
        "rules.copyActions.destinationVaultArn": _ARN,
    },
    "aws:backup/selection:Selection": {
        "name": _pattern(r"[0-9A-Za-z_.-]{1,50}", "1 to 50 letters, digits and _.- allowed"),
        "iamRoleArn": _ARN,
    },
    "aws:backup/vault:Vault": {"name": _pattern(r"[0-9A-Za-z_-]{2,50}", "2 to 50 letters, digits, - and _ allowed")},
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {"minRetentionDays": _range(1, 36_500)},
    "aws:budgets/budget:Budget": {"name": _pattern(r"[^:\\]{1,100}", "no colon and no backslash allowed")},
    "aws:cloudfront/distribution:Distribution": {
        "origins.connectionAttempts": _range(1, 3),
        "origins.connectionTimeout": _range(1, 10),
        "priceClass": _among("PriceClass_All", "PriceClass_200", "PriceClass_100", "None"),
    },
    "aws:cloudfront/originAccessControl:OriginAccessControl": {"name": _length(1, 64), "description": _length(0, 256)},
    "aws:cloudfront/publicKey:PublicKey": {"name": _WORD, "namePrefix": _length(0, 102)},
    "aws:cloudfront/vpcOrigin:VpcOrigin": {
        "vpcOriginEndpointConfig.originProtocolPolicy": _among("http-only", "match-viewer", "https-only"),
        "vpcOriginEndpointConfig.arn": _ARN,
    },
    "aws:cloudwatch/dashboard:Dashboard": {"dashboardName": _WORD},
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
        "name": _pattern(r"[\w-]{1,60}", "1 to 60 letters, digits, - and _ allowed"),
        "outputFormat": _among("json", "plain", "w3c", "raw", "parquet"),
        "deliveryDestinationConfiguration.destinationResourceArn": _ARN,
    },
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": {
        "name": _pattern(r"[\w-]{1,60}", "1 to 60 letters, digits, - and _ allowed"),
        "resourceArn": _ARN,
    },
    "aws:cloudwatch/logGroup:LogGroup": {
        "name": _pattern(r"[0-9A-Za-z_./#-]{1,512}", "letters, digits and _./#- allowed"),
        "retentionInDays": _among(*_DAYS_OF_LOGS),
    },
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": {"pattern": _length(0, 1024), "name": _length(1, 512)},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "name": _length(1, 255),
        "alarmDescription": _length(0, 1024),
        "metricQueries.expression": _length(0, 1024),
        "evaluationPeriods": _range(1, 1_000_000),
        "datapointsToAlarm": _range(1, 1_000_000),
        "alarmActions": _ARN,
    },
    "aws:cloudwatch/queryDefinition:QueryDefinition": {"name": _length(1, 255), "queryString": _length(1, 10_000)},
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": {"name": _length(1, 1024)},
    "aws:costexplorer/anomalySubscription:AnomalySubscription": {
        "name": _length(1, 1024),
        "frequency": _among("DAILY", "IMMEDIATE", "WEEKLY"),
        "monitorArnLists": _ARN,
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "name": _pattern(r"[0-9A-Za-z./_-]{1,128}", "letters, digits and ./_- allowed"),
        "namePrefix": _length(0, 102),
        "description": _length(0, 255),
        "metadataOptions.httpPutResponseHopLimit": _range(1, 64),
        "userData": _pattern(r"[A-Za-z0-9+/=\s]*", "must be base64-encoded"),
    },
    "aws:ec2/securityGroup:SecurityGroup": {"description": _RULE_WORDS, "namePrefix": _length(0, 229)},
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {"policy": _is_json},
    "aws:ecs/capacityProvider:CapacityProvider": {
        "name": _pattern(r"(?!aws|ecs|fargate)[0-9A-Za-z_-]{1,255}", "may not begin with aws, ecs or fargate"),
        "autoScalingGroupProvider.managedScaling.instanceWarmupPeriod": _range(0, 10_000),
        "autoScalingGroupProvider.managedScaling.targetCapacity": _range(1, 100),
        "autoScalingGroupProvider.managedDraining": _ON_OFF,
        "autoScalingGroupProvider.managedTerminationProtection": _ON_OFF,
    },
    "aws:ecs/cluster:Cluster": {"name": _WORD, "settings.name": _among("containerInsights")},
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {"clusterName": _WORD},
    "aws:ecs/service:Service": {
        "capacityProviderStrategies.base": _range(0, 100_000),
        "capacityProviderStrategies.weight": _range(0, 1000),
        "loadBalancers.containerPort": _range(0, 65536),
        "deploymentConfiguration.canaryConfiguration.canaryPercent": _range(0.1, 100),
        "deploymentConfiguration.bakeTimeInMinutes": _range(0, 1440),
        "availabilityZoneRebalancing": _ON_OFF,
        "propagateTags": _among("TASK_DEFINITION", "SERVICE", "NONE"),
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        "family": _pattern(r"[0-9A-Za-z_-]{1,255}", "1 to 255 letters, digits, hyphens and underscores allowed"),
        "networkMode": _among("awsvpc", "bridge", "host", "none"),
        "containerDefinitions": _is_json,
    },
    "aws:iam/instanceProfile:InstanceProfile": {"name": _length(1, 128)},
    "aws:iam/policy:Policy": {"name": _length(1, 128), "policy": _is_json},
    "aws:iam/role:Role": {
        "name": _pattern(r"[\w+=,.@-]{1,64}", "1 to 64 letters, digits and +=,.@- allowed"),
        "description": _length(0, 1000),
        "maxSessionDuration": _range(3600, 43_200),
        "assumeRolePolicy": _is_json,
    },
    "aws:iam/rolePolicy:RolePolicy": {"name": _length(1, 128), "policy": _is_json},
    "aws:kms/key:Key": {"deletionWindowInDays": _range(7, 30)},
    "aws:lambda/function:Function": {
        "name": _pattern(r"[0-9A-Za-z_-]{1,64}", "1 to 64 letters, digits, hyphens and underscores allowed"),
        "memorySize": _range(128, 10_240),
        "timeout": _range(1, 900),
        "handler": _length(1, 128),
    },
    "aws:lambda/permission:Permission": {"statementId": _length(1, 100)},
    "aws:lb/listenerRule:ListenerRule": {"priority": _range(1, 50_000)},
    "aws:lb/loadBalancer:LoadBalancer": {"name": _BALANCED},
    "aws:lb/targetGroup:TargetGroup": {
        "name": _BALANCED,
        "port": _range(1, 65_535),
        "deregistrationDelay": _range(0, 3600),
        "healthCheck.interval": _range(5, 300),
        "healthCheck.timeout": _range(2, 120),
        "healthCheck.healthyThreshold": _range(2, 10),
        "healthCheck.unhealthyThreshold": _range(2, 10),
        "healthCheck.path": _pattern(r"/.{0,1023}", "must begin with a /"),
    },
    "aws:rds/instance:Instance": {
        "identifier": _pattern(
            r"[a-z](?!.*--)[0-9a-z-]{0,62}(?<!-)", "lowercase letters, digits, inner hyphens allowed"
        ),
        "finalSnapshotIdentifier": _SNAPSHOT,
        "backupRetentionPeriod": _range(0, 35),
        "monitoringInterval": _among(0, 1, 5, 10, 15, 30, 60),
        "engineLifecycleSupport": _among(
            "open-source-rds-extended-support", "open-source-rds-extended-support-disabled"
        ),
    },
    "aws:rds/parameterGroup:ParameterGroup": {"namePrefix": _length(0, 229)},
    "aws:rds/subnetGroup:SubnetGroup": {
        "name": _pattern(r"(?!default$)[0-9a-z_. -]{1,255}", "lowercase letters, digits and _. - allowed")
    },
    "aws:s3/bucket:Bucket": {"bucket": _length(3, 63), "bucketPrefix": _length(0, 37)},
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        "rules.id": _length(1, 255),
        "rules.status": _among("Enabled", "Disabled"),
        "rules.noncurrentVersionExpiration.noncurrentDays": _range(1, 1_000_000),
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
        "versioningConfiguration.status": _among("Enabled", "Suspended", "Disabled")
    },
    "aws:secretsmanager/secret:Secret": {
        "name": _pattern(r"[0-9A-Za-z/_+=.@-]{1,512}", "letters, digits and /_+=.@- allowed"),
        "recoveryWindowInDays": _among(0, *range(7, 31)),
    },
    "aws:sns/topic:Topic": {"name": _pattern(r"[0-9A-Za-z_-]{1,256}", "1 to 256 letters, digits, - and _ allowed")},
    "aws:sns/topicPolicy:TopicPolicy": {"arn": _ARN, "policy": _is_json},
    "aws:sns/topicSubscription:TopicSubscription": {
        "protocol": _among("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs")
    },
    "aws:sqs/queue:Queue": {
        "name": _pattern(r"[0-9A-Za-z_-]{1,80}(\.fifo)?", "1 to 80 letters, digits, - and _ allowed"),
        "delaySeconds": _range(0, 900),
        "messageRetentionSeconds": _range(60, 1_209_600),
        "visibilityTimeoutSeconds": _range(0, 43_200),
        "receiveWaitTimeSeconds": _range(0, 20),
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _RULE,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _RULE,
    "aws:wafv2/webAcl:WebAcl": {
        "name": _WORD,
        "description": _length(1, 256),
        "rules.name": _length(1, 128),
        "scope": _among("CLOUDFRONT", "REGIONAL"),
    },
}

_SOURCES: Final = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
#: Type → groups of properties of which exactly one is to be set.
ONE_OF: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "aws:autoscaling/group:Group": (("launchConfiguration", "launchTemplate", "mixedInstancesPolicy"),),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (("metricName", "metricQueries"),),
    "aws:ecs/capacityProvider:CapacityProvider": (("autoScalingGroupProvider", "managedInstancesProvider"),),
    "aws:lb/loadBalancer:LoadBalancer": (("subnets", "subnetMappings"),),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (_SOURCES,),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (_SOURCES,),
}

_NAMES: Final = ("name", "namePrefix")
#: Type → groups of properties of which at most one may be set. Every type with a `namePrefix` has that pair too.
AT_MOST_ONE: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "aws:autoscaling/group:Group": (("availabilityZones", "vpcZoneIdentifiers"),),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (("metricQueries", "dimensions"), ("statistic", "extendedStatistic")),
    "aws:ec2/launchTemplate:LaunchTemplate": (("defaultVersion", "updateDefaultVersion"),),
    "aws:rds/instance:Instance": (("identifier", "identifierPrefix"), ("manageMasterUserPassword", "password")),
    "aws:route53/record:Record": (("aliases", "records"), ("aliases", "ttl")),
    "aws:s3/bucket:Bucket": (("bucket", "bucketPrefix"),),
    "aws:secretsmanager/secretVersion:SecretVersion": (("secretBinary", "secretString"),),
    "aws:sqs/queue:Queue": (("kmsMasterKeyId", "sqsManagedSseEnabled"),),
}


def problems(type_: str, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(property, what is wrong with it) for each input that the provider refuses. Unknown values pass."""
    for path, check in CHECKS.get(type_, {}).items():
        for value in _at(inputs, path.split(".")):
            wrong = check(value)
            if wrong:
                yield path, f"{path}: {wrong}"
    for group in ONE_OF.get(type_, ()):
        given = [name for name in group if inputs.get(name) is not None]
        if len(given) != 1:
            yield group[0], f"exactly one of {', '.join(group)} must be specified, got {', '.join(given) or 'none'}"
    for group in (*AT_MOST_ONE.get(type_, ()), _NAMES):
        given = [name for name in group if inputs.get(name) is not None]
        if len(given) > 1:
            yield given[0], f"{', '.join(given)}: conflicts with each other"


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    if value is None or value is UNKNOWN:
        return
    if isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType] - from JSON
        for item in items:
            yield from _at(item, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping):
        block: Mapping[str, Any] = value  # pyright: ignore[reportUnknownVariableType] - from JSON
        yield from _at(block.get(path[0]), path[1:])
