"""What deploying takes, by the type of each resource in the program: the rights of the roles that GitHub takes on.

A line is `type: reading | writing`. Reading is what a preview calls, writing what an update adds. An action without a
service belongs to the service of the line. Source: Service Authorization Reference, and the provider's own calls.
A test refuses a registered type that has no line here.
"""
# ruff: noqa: E501 - a type is one line

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Rights:
    read: tuple[str, ...]
    write: tuple[str, ...]


class UncoveredTypeError(LookupError):
    """A resource type without rights; the text says where to add it."""


def _on(service: str, read: str, write: str) -> Rights:
    def full(actions: str) -> tuple[str, ...]:
        return tuple(action if ":" in action else f"{service}:{action}" for action in actions.split())

    return Rights(read=full(read), write=full(write))


_SCALING = "application-autoscaling"
_BUCKET_READ = "GetBucket* GetEncryptionConfiguration GetLifecycleConfiguration ListBucket GetAccelerateConfiguration GetReplicationConfiguration"
_TAGS = "TagResource UntagResource"

# fmt: off
_TABLE: Final[Mapping[str, Rights]] = {
    "aws:acm/certificate:Certificate": _on("acm", "DescribeCertificate GetCertificate ListTagsForCertificate", "RequestCertificate DeleteCertificate AddTagsToCertificate RemoveTagsFromCertificate"),
    "aws:acm/certificateValidation:CertificateValidation": _on("acm", "DescribeCertificate", ""),
    # Application Auto Scaling asks for what it does in its caller's name: on the service, and on alarms called TargetTracking-….
    "aws:appautoscaling/policy:Policy": _on(_SCALING, "DescribeScalingPolicies ListTagsForResource cloudwatch:DescribeAlarms", "PutScalingPolicy DeleteScalingPolicy cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms"),
    "aws:appautoscaling/scheduledAction:ScheduledAction": _on(_SCALING, "DescribeScheduledActions", "PutScheduledAction DeleteScheduledAction"),
    "aws:appautoscaling/target:Target": _on(_SCALING, "DescribeScalableTargets ListTagsForResource ecs:DescribeServices", f"RegisterScalableTarget DeregisterScalableTarget ecs:UpdateService {_TAGS}"),
    "aws:autoscaling/group:Group": _on("autoscaling", "Describe*", "CreateAutoScalingGroup UpdateAutoScalingGroup DeleteAutoScalingGroup CreateOrUpdateTags DeleteTags EnableMetricsCollection DisableMetricsCollection SetInstanceProtection StartInstanceRefresh CancelInstanceRefresh ec2:RunInstances"),
    # Nobody who deploys takes off a lock or deletes a backup: that is left to a person (docs/deploy.md, "Teardown").
    "aws:backup/plan:Plan": _on("backup", "GetBackupPlan ListTags", f"CreateBackupPlan UpdateBackupPlan DeleteBackupPlan {_TAGS}"),
    "aws:backup/selection:Selection": _on("backup", "GetBackupSelection", "CreateBackupSelection DeleteBackupSelection"),
    "aws:backup/vault:Vault": _on("backup", "DescribeBackupVault ListTags", f"CreateBackupVault DeleteBackupVault backup-storage:MountCapsule {_TAGS}"),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _on("backup", "DescribeBackupVault", "PutBackupVaultLockConfiguration"),
    "aws:budgets/budget:Budget": _on("budgets", "ViewBudget ListTagsForResource", f"ModifyBudget {_TAGS}"),
    "aws:cloudfront/distribution:Distribution": _on("cloudfront", "GetDistribution GetDistributionConfig GetCachePolicy GetOriginRequestPolicy List*", f"CreateDistribution UpdateDistribution DeleteDistribution {_TAGS}"),
    "aws:cloudfront/keyGroup:KeyGroup": _on("cloudfront", "GetKeyGroup*", "CreateKeyGroup UpdateKeyGroup DeleteKeyGroup"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _on("cloudfront", "GetOriginAccessControl*", "CreateOriginAccessControl UpdateOriginAccessControl DeleteOriginAccessControl"),
    "aws:cloudfront/publicKey:PublicKey": _on("cloudfront", "GetPublicKey*", "CreatePublicKey UpdatePublicKey DeletePublicKey"),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _on("cloudfront", "GetResponseHeadersPolicy*", "CreateResponseHeadersPolicy UpdateResponseHeadersPolicy DeleteResponseHeadersPolicy"),
    "aws:cloudfront/vpcOrigin:VpcOrigin": _on("cloudfront", "GetVpcOrigin ec2:DescribeInstances ec2:DescribeNetworkInterfaces elasticloadbalancing:Describe*", f"CreateVpcOrigin UpdateVpcOrigin DeleteVpcOrigin {_TAGS}"),
    "aws:cloudwatch/dashboard:Dashboard": _on("cloudwatch", "GetDashboard", "PutDashboard DeleteDashboards"),
    "aws:cloudwatch/logDelivery:LogDelivery": _on("logs", "GetDelivery ListTagsForResource", f"CreateDelivery UpdateDeliveryConfiguration DeleteDelivery CreateLogDelivery DeleteLogDelivery {_TAGS}"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": _on("logs", "GetDeliveryDestination ListTagsForResource", f"PutDeliveryDestination DeleteDeliveryDestination {_TAGS}"),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": _on("logs", "GetDeliverySource ListTagsForResource", f"PutDeliverySource DeleteDeliverySource cloudfront:AllowVendedLogDeliveryForResource {_TAGS}"),
    "aws:cloudwatch/logGroup:LogGroup": _on("logs", "DescribeLogGroups ListTagsForResource GetLogEvents", f"CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy {_TAGS}"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _on("logs", "DescribeMetricFilters", "PutMetricFilter DeleteMetricFilter"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _on("cloudwatch", "DescribeAlarms ListTagsForResource", f"PutMetricAlarm DeleteAlarms {_TAGS}"),
    "aws:cloudwatch/queryDefinition:QueryDefinition": _on("logs", "DescribeQueryDefinitions", "PutQueryDefinition DeleteQueryDefinition"),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": _on("ce", "GetAnomalyMonitors ListTagsForResource", f"CreateAnomalyMonitor UpdateAnomalyMonitor DeleteAnomalyMonitor {_TAGS}"),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": _on("ce", "GetAnomalySubscriptions ListTagsForResource", f"CreateAnomalySubscription UpdateAnomalySubscription DeleteAnomalySubscription {_TAGS}"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _on("ec2", "DescribeSecurityGroups", "RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateTags"),
    "aws:ec2/launchTemplate:LaunchTemplate": _on("ec2", "DescribeLaunchTemplate* ssm:GetParameter", "CreateLaunchTemplate CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate CreateTags DeleteTags"),
    "aws:ec2/securityGroup:SecurityGroup": _on("ec2", "DescribeSecurityGroups DescribeNetworkInterfaces", "CreateSecurityGroup DeleteSecurityGroup RevokeSecurityGroupEgress CreateTags DeleteTags"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _on("ecr", "GetLifecyclePolicy", "PutLifecyclePolicy DeleteLifecyclePolicy"),
    "aws:ecr/repository:Repository": _on("ecr", "DescribeRepositories ListTagsForResource GetAuthorizationToken", f"CreateRepository DeleteRepository PutImageTagMutability PutImageScanningConfiguration {_TAGS}"),
    "aws:ecs/capacityProvider:CapacityProvider": _on("ecs", "DescribeCapacityProviders ListTagsForResource", f"CreateCapacityProvider UpdateCapacityProvider DeleteCapacityProvider {_TAGS}"),
    "aws:ecs/cluster:Cluster": _on("ecs", "DescribeClusters", f"CreateCluster UpdateCluster DeleteCluster {_TAGS}"),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _on("ecs", "DescribeClusters", "PutClusterCapacityProviders"),
    # RunTask, StopTask, StopServiceDeployment, revisions and the tasks' lists are the hooks' (components/compute/deployment.py, canary.py).
    "aws:ecs/service:Service": _on("ecs", "DescribeServices DescribeServiceDeployments DescribeServiceRevisions ListServiceDeployments DescribeTasks ListServices ListTasks", f"CreateService UpdateService DeleteService RunTask StopTask StopServiceDeployment {_TAGS}"),
    "aws:ecs/taskDefinition:TaskDefinition": _on("ecs", "DescribeTaskDefinition", f"RegisterTaskDefinition DeregisterTaskDefinition {_TAGS}"),
    "aws:iam/instanceProfile:InstanceProfile": _on("iam", "GetInstanceProfile", "CreateInstanceProfile DeleteInstanceProfile AddRoleToInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile"),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _on("iam", "GetOpenIDConnectProvider", ""),
    "aws:iam/policy:Policy": _on("iam", "GetPolicy GetPolicyVersion ListPolicyVersions", ""),
    "aws:iam/role:Role": _on("iam", "GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole", "CreateRole UpdateRole UpdateAssumeRolePolicy PutRolePermissionsBoundary DeleteRole TagRole UntagRole PassRole CreateServiceLinkedRole"),
    "aws:iam/rolePolicy:RolePolicy": _on("iam", "GetRolePolicy", "PutRolePolicy DeleteRolePolicy"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _on("iam", "ListAttachedRolePolicies", "AttachRolePolicy DetachRolePolicy"),
    "aws:lambda/function:Function": _on("lambda", "GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction ListTags", f"CreateFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction {_TAGS}"),
    "aws:lambda/permission:Permission": _on("lambda", "GetPolicy", "AddPermission RemovePermission"),
    "aws:lb/listener:Listener": _on("elasticloadbalancing", "Describe*", "CreateListener ModifyListener DeleteListener AddTags RemoveTags"),
    "aws:lb/listenerCertificate:ListenerCertificate": _on("elasticloadbalancing", "Describe*", "AddListenerCertificates RemoveListenerCertificates"),
    "aws:lb/listenerRule:ListenerRule": _on("elasticloadbalancing", "Describe*", "CreateRule ModifyRule SetRulePriorities DeleteRule AddTags RemoveTags"),
    "aws:lb/loadBalancer:LoadBalancer": _on("elasticloadbalancing", "Describe*", "CreateLoadBalancer ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets DeleteLoadBalancer AddTags RemoveTags"),
    "aws:lb/targetGroup:TargetGroup": _on("elasticloadbalancing", "Describe*", "CreateTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup AddTags RemoveTags"),
    "aws:rds/instance:Instance": _on("rds", "DescribeDBInstances ListTagsForResource kms:DescribeKey", "secretsmanager:CreateSecret secretsmanager:TagResource CreateDBInstance ModifyDBInstance DeleteDBInstance RebootDBInstance CreateDBSnapshot AddTagsToResource RemoveTagsFromResource"),
    "aws:rds/parameterGroup:ParameterGroup": _on("rds", "DescribeDBParameterGroups DescribeDBParameters ListTagsForResource", "CreateDBParameterGroup ModifyDBParameterGroup ResetDBParameterGroup DeleteDBParameterGroup AddTagsToResource"),
    "aws:rds/subnetGroup:SubnetGroup": _on("rds", "DescribeDBSubnetGroups ListTagsForResource", "CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup AddTagsToResource"),
    "aws:route53/record:Record": _on("route53", "GetHostedZone ListResourceRecordSets GetChange", "ChangeResourceRecordSets"),
    "aws:s3/bucket:Bucket": _on("s3", _BUCKET_READ, "CreateBucket DeleteBucket PutBucketTagging DeleteObject DeleteObjectVersion ListBucketVersions"),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _on("s3", _BUCKET_READ, "PutBucketCORS"),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _on("s3", _BUCKET_READ, "PutLifecycleConfiguration"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _on("s3", _BUCKET_READ, "PutBucketOwnershipControls"),
    "aws:s3/bucketPolicy:BucketPolicy": _on("s3", _BUCKET_READ, "PutBucketPolicy DeleteBucketPolicy"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _on("s3", _BUCKET_READ, "PutBucketPublicAccessBlock"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _on("s3", _BUCKET_READ, "PutEncryptionConfiguration"),
    "aws:s3/bucketVersioning:BucketVersioning": _on("s3", _BUCKET_READ, "PutBucketVersioning"),
    "aws:secretsmanager/secret:Secret": _on("secretsmanager", "DescribeSecret GetResourcePolicy", f"CreateSecret UpdateSecret DeleteSecret {_TAGS}"),
    # The value is read by a refresh; the reading role may read that of one secret only (github_roles.py).
    "aws:secretsmanager/secretVersion:SecretVersion": _on("secretsmanager", "DescribeSecret", "PutSecretValue GetSecretValue UpdateSecretVersionStage"),
    "aws:sesv2/configurationSet:ConfigurationSet": _on("ses", "GetConfigurationSet ListTagsForResource", f"CreateConfigurationSet DeleteConfigurationSet PutConfigurationSetDeliveryOptions PutConfigurationSetReputationOptions PutConfigurationSetSendingOptions PutConfigurationSetSuppressionOptions {_TAGS}"),
    "aws:sesv2/emailIdentity:EmailIdentity": _on("ses", "GetEmailIdentity ListTagsForResource", f"CreateEmailIdentity DeleteEmailIdentity PutEmailIdentityDkimSigningAttributes {_TAGS}"),
    "aws:sns/topic:Topic": _on("sns", "GetTopicAttributes ListTagsForResource", f"CreateTopic DeleteTopic SetTopicAttributes {_TAGS}"),
    "aws:sns/topicPolicy:TopicPolicy": _on("sns", "GetTopicAttributes", "SetTopicAttributes"),
    "aws:sns/topicSubscription:TopicSubscription": _on("sns", "GetSubscriptionAttributes ListSubscriptionsByTopic", "Subscribe Unsubscribe SetSubscriptionAttributes"),
    "aws:sqs/queue:Queue": _on("sqs", "GetQueueAttributes GetQueueUrl ListQueueTags", "CreateQueue DeleteQueue SetQueueAttributes TagQueue UntagQueue"),
    "aws:sqs/queuePolicy:QueuePolicy": _on("sqs", "GetQueueAttributes", "SetQueueAttributes"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _on("sqs", "GetQueueAttributes", "SetQueueAttributes"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _on("ec2", "DescribeSecurityGroupRules", "AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress ModifySecurityGroupRules CreateTags"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _on("ec2", "DescribeSecurityGroupRules DescribeManagedPrefixLists GetManagedPrefixListEntries", "AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress ModifySecurityGroupRules CreateTags"),
    "aws:wafv2/webAcl:WebAcl": _on("wafv2", "GetWebACL ListTagsForResource", f"CreateWebACL UpdateWebACL DeleteWebACL {_TAGS}"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _on("wafv2", "GetLoggingConfiguration logs:DescribeResourcePolicies", "PutLoggingConfiguration DeleteLoggingConfiguration logs:CreateLogDelivery logs:DeleteLogDelivery logs:PutResourcePolicy"),
    # One component, some 25 resources: the VPC, its subnets, routes, gateways, addresses and endpoints.
    "awsx:ec2:Vpc": _on("ec2", "DescribeVpc* DescribeSubnets DescribeRouteTables DescribeInternetGateways DescribeNatGateways DescribeAddresses* DescribeAvailabilityZones DescribePrefixLists", "CreateVpc ModifyVpcAttribute DeleteVpc CreateSubnet ModifySubnetAttribute DeleteSubnet CreateRouteTable DeleteRouteTable AssociateRouteTable DisassociateRouteTable CreateRoute DeleteRoute ReplaceRoute CreateInternetGateway AttachInternetGateway DetachInternetGateway DeleteInternetGateway CreateNatGateway DeleteNatGateway AllocateAddress DisassociateAddress ReleaseAddress CreateVpcEndpoint ModifyVpcEndpoint DeleteVpcEndpoints CreateTags DeleteTags"),
    "docker:index/image:Image": _on("ecr", "DescribeImages DescribeImageScanFindings BatchGetImage", "BatchCheckLayerAvailability GetDownloadUrlForLayer InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage"),
    # The tags that the provider gives are how `./studio recover` finds what an update that broke off has made.
    "pulumi:providers:aws": _on("sts", "GetCallerIdentity tag:GetResources", ""),
    "tls:index/privateKey:PrivateKey": _on("tls", "", ""),
}
# fmt: on


#: What `./studio quotas` reads, with the role that plans.
QUOTAS: Final = (
    "ce:ListCostAllocationTags",
    "cloudfront:ListKeyGroups",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeVpcs",
    "servicequotas:GetServiceQuota",
)


def covered() -> Collection[str]:
    """Types that have a line."""
    return _TABLE.keys()


def reading(types: Collection[str]) -> list[str]:
    """Actions that a preview of these types needs, sorted. Raises `UncoveredTypeError`."""
    return sorted({action for type_ in types for action in _of(type_).read})


def writing(types: Collection[str]) -> list[str]:
    """Actions that an update adds, sorted. Raises `UncoveredTypeError`."""
    return sorted({action for type_ in types for action in _of(type_).write})


def _of(type_: str) -> Rights:
    try:
        return _TABLE[type_]
    except KeyError:
        raise UncoveredTypeError(
            f"{type_} has no rights: add a line to components/identity/github_rights.py, or its first deployment is refused."
        ) from None
