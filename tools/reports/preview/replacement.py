"""Which changes AWS cannot make in place, and which resources hold something that a replacement would lose.

Sources: the AWS provider's documentation ("Forces new resource") and CloudFormation's "Update requires: Replacement".
"""

from collections.abc import Mapping
from typing import Final

#: What is lost with the resource, by type. Names what a reader would miss.
STATEFUL: Final[Mapping[str, str]] = {
    "aws:cloudfront/publicKey:PublicKey": "every signed URL that is still out",
    "aws:cloudwatch/logGroup:LogGroup": "its logs",
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

#: Properties whose change makes a new resource, by type.
IMMUTABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:appautoscaling/policy:Policy": ("name", "resourceId", "scalableDimension", "serviceNamespace"),
    "aws:appautoscaling/target:Target": ("resourceId", "scalableDimension", "serviceNamespace"),
    "aws:autoscaling/group:Group": _NAMED,
    "aws:budgets/budget:Budget": ("name", "accountId"),
    "aws:cloudfront/publicKey:PublicKey": ("encodedKey", *_NAMED),
    "aws:cloudwatch/dashboard:Dashboard": ("dashboardName",),
    "aws:cloudwatch/logGroup:LogGroup": _NAMED,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": ("name", "logGroupName"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("name",),
    "aws:ec2/launchTemplate:LaunchTemplate": _NAMED,
    "aws:ec2/securityGroup:SecurityGroup": ("description", "vpcId", *_NAMED),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ("repository",),
    "aws:ecr/repository:Repository": ("name", "encryptionConfigurations"),
    "aws:ecs/capacityProvider:CapacityProvider": ("name",),
    "aws:ecs/cluster:Cluster": ("name",),
    "aws:ecs/service:Service": ("name", "cluster", "launchType", "schedulingStrategy"),
    "aws:ecs/taskDefinition:TaskDefinition": (
        "containerDefinitions", "cpu", "executionRoleArn", "family", "memory", "networkMode",
        "requiresCompatibilities", "runtimePlatform", "taskRoleArn", "volumes",
    ),
    "aws:iam/instanceProfile:InstanceProfile": ("path", *_NAMED),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ("url",),
    "aws:iam/role:Role": ("path", *_NAMED),
    "aws:iam/rolePolicy:RolePolicy": ("role", *_NAMED),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("role", "policyArn"),
    "aws:kms/key:Key": ("customerMasterKeySpec", "keyUsage", "multiRegion"),
    "aws:lambda/function:Function": ("name", "packageType"),
    "aws:lb/listener:Listener": ("loadBalancerArn",),
    "aws:lb/listenerRule:ListenerRule": ("listenerArn",),
    "aws:lb/loadBalancer:LoadBalancer": ("internal", "loadBalancerType", *_NAMED),
    "aws:lb/targetGroup:TargetGroup": ("port", "protocol", "targetType", "vpcId", *_NAMED),
    "aws:rds/instance:Instance": (
        "characterSetName", "dbName", "dbSubnetGroupName", "engine", "identifier", "identifierPrefix", "kmsKeyId",
        "storageEncrypted", "timezone", "username",
    ),
    "aws:rds/parameterGroup:ParameterGroup": ("description", "family", *_NAMED),
    "aws:rds/subnetGroup:SubnetGroup": _NAMED,
    "aws:route53/zone:Zone": ("name",),
    "aws:s3/bucket:Bucket": ("bucket", "bucketPrefix", "objectLockEnabled"),
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket",),
    "aws:secretsmanager/secret:Secret": _NAMED,
    "aws:secretsmanager/secretVersion:SecretVersion": ("secretId", "secretString"),
    "aws:sesv2/configurationSet:ConfigurationSet": ("configurationSetName",),
    "aws:sesv2/emailIdentity:EmailIdentity": ("emailIdentity",),
    "aws:sns/topic:Topic": ("fifoTopic", *_NAMED),
    "aws:sns/topicSubscription:TopicSubscription": ("endpoint", "protocol", "topic"),
    "aws:sqs/queue:Queue": ("fifoQueue", *_NAMED),
    "aws:sqs/queuePolicy:QueuePolicy": ("queueUrl",),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ("queueUrl",),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ("securityGroupId",),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("securityGroupId",),
    "aws:wafv2/webAcl:WebAcl": ("name", "scope"),
    # The component keeps its VPC only as long as addresses and zones stay.
    "awsx:ec2:Vpc": ("availabilityZoneNames", "cidrBlock", "numberOfAvailabilityZones"),
    "tls:index/privateKey:PrivateKey": ("algorithm", "ecdsaCurve", "rsaBits"),
}  # fmt: skip
