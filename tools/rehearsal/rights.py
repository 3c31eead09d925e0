"""What AWS is asked for where Pulumi makes, changes, deletes or reads a thing, and whether a role may ask it.

A line names the calls that the provider makes, from its source and the Service Authorization Reference, without a look
at what the roles are given: a rehearsal in which a role acts (`Provider.caller`) finds what nobody thought of.
"""
# ruff: noqa: E501 - a type is one line

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tools.program.access import Call, may
from tools.program.stub_outputs import ACCOUNT, REGION
from tools.rehearsal.cloud import Cloud, Thing, parts, stack_of
from tools.rehearsal.journal import Kind

Reach = Kind | str


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role as IAM sees it."""

    name: str
    rights: tuple[str, ...]
    boundary: str | None

    def refused(self, calls: Iterator[Call]) -> str | None:
        """The first call that it may not make, in AWS's words; None where it may make them all."""
        for call in calls:
            if not may(call, rights=self.rights, boundary=self.boundary):
                return (
                    f"AccessDenied: {self.name} is not authorized to perform {call.action} on resource {call.resource}"
                )
        return None


def role_of(cloud: Cloud, name: str) -> Role:
    """A role that a stack has made, by its name in the program. Raises `LookupError`."""
    found = cloud.find("aws:iam/role:Role", name)
    documents = {each.now["arn"]: str(each.now["policy"]) for each in cloud.things("aws:iam/policy:Policy")}
    called = found.physical_name
    attached = tuple(
        documents[each.now["policyArn"]]
        for each in cloud.things("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if each.now["role"] == called and each.now["policyArn"] in documents
    )
    inline = tuple(
        str(each.now["policy"]) for each in cloud.things("aws:iam/rolePolicy:RolePolicy") if each.now["role"] == called
    )
    boundary = found.now.get("permissionsBoundary")
    return Role(name=called, rights=(*attached, *inline), boundary=documents[boundary] if boundary else None)


@dataclass(frozen=True, kw_only=True)
class _Line:
    service: str
    create: str
    update: str
    delete: str
    read: str
    resource: str


def _line(service: str, calls: str, resource: str = "{arn}") -> _Line:
    """`calls` are those to create, update, delete and read, parted by a bar."""
    create, update, delete, read = (each.strip() for each in f" {calls} ".split("|"))
    return _Line(service=service, create=create, update=update, delete=delete, read=read, resource=resource)


_EC2: Final = f"arn:aws:ec2:{REGION}:{ACCOUNT}:"
_BUCKET: Final = "arn:aws:s3:::{bucket}"
_SCALING: Final = f"arn:aws:application-autoscaling:{REGION}:{ACCOUNT}:scalable-target/0123"
_BALANCING: Final = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:"
_DELIVERY: Final = f"arn:aws:logs:{REGION}:{ACCOUNT}:delivery"
_IAM: Final = f"arn:aws:iam::{ACCOUNT}:"
_QUEUE: Final = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{{queueUrl|}}"

# fmt: off
#: Type → its calls. `{x}` is a property, `{id}` and `{arn}` the thing's, `{x|}` what is behind its last slash, `{own}` the stack's prefix.
_TABLE: Final[Mapping[str, _Line]] = {
    "aws:appautoscaling/policy:Policy": _line("application-autoscaling", "-PutScalingPolicy | PutScalingPolicy | DeleteScalingPolicy | DescribeScalingPolicies", _SCALING),
    "aws:appautoscaling/scheduledAction:ScheduledAction": _line("application-autoscaling", "-PutScheduledAction | PutScheduledAction | DeleteScheduledAction | DescribeScheduledActions", _SCALING),
    "aws:appautoscaling/target:Target": _line("application-autoscaling", "RegisterScalableTarget TagResource | RegisterScalableTarget | DeregisterScalableTarget | DescribeScalableTargets ListTagsForResource", _SCALING),
    "aws:autoscaling/group:Group": _line("autoscaling", "CreateAutoScalingGroup EnableMetricsCollection | UpdateAutoScalingGroup CreateOrUpdateTags StartInstanceRefresh | UpdateAutoScalingGroup DeleteAutoScalingGroup | DescribeAutoScalingGroups"),
    "aws:backup/plan:Plan": _line("backup", "CreateBackupPlan TagResource | UpdateBackupPlan | DeleteBackupPlan | GetBackupPlan ListTags", f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-plan:{{id}}"),
    "aws:backup/selection:Selection": _line("backup", "-CreateBackupSelection |  | DeleteBackupSelection | GetBackupSelection", f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-plan:{{planId}}"),
    "aws:backup/vault:Vault": _line("backup", "CreateBackupVault TagResource | TagResource | DeleteBackupVault | DescribeBackupVault ListTags"),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _line("backup", "PutBackupVaultLockConfiguration | PutBackupVaultLockConfiguration | DeleteBackupVaultLockConfiguration | DescribeBackupVault", f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:{{backupVaultName}}"),
    "aws:budgets/budget:Budget": _line("budgets", "ModifyBudget | ModifyBudget | ModifyBudget | ViewBudget", f"arn:aws:budgets::{ACCOUNT}:budget/{{name}}"),
    "aws:cloudfront/distribution:Distribution": _line("cloudfront", "CreateDistribution TagResource | UpdateDistribution | UpdateDistribution DeleteDistribution | GetDistribution ListTagsForResource"),
    "aws:cloudfront/keyGroup:KeyGroup": _line("cloudfront", "CreateKeyGroup | UpdateKeyGroup | DeleteKeyGroup | GetKeyGroup", "*"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _line("cloudfront", "CreateOriginAccessControl | UpdateOriginAccessControl | DeleteOriginAccessControl | GetOriginAccessControl"),
    "aws:cloudfront/publicKey:PublicKey": _line("cloudfront", "CreatePublicKey | UpdatePublicKey | DeletePublicKey | GetPublicKey", "*"),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _line("cloudfront", "CreateResponseHeadersPolicy | UpdateResponseHeadersPolicy | DeleteResponseHeadersPolicy | GetResponseHeadersPolicy", f"arn:aws:cloudfront::{ACCOUNT}:response-headers-policy/{{id}}"),
    "aws:cloudfront/vpcOrigin:VpcOrigin": _line("cloudfront", "CreateVpcOrigin TagResource | UpdateVpcOrigin | DeleteVpcOrigin | GetVpcOrigin", f"arn:aws:cloudfront::{ACCOUNT}:vpcorigin/{{id}}"),
    "aws:cloudwatch/dashboard:Dashboard": _line("cloudwatch", "PutDashboard | PutDashboard | DeleteDashboards | GetDashboard", f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{{dashboardName}}"),
    "aws:cloudwatch/logDelivery:LogDelivery": _line("logs", "CreateDelivery TagResource | UpdateDeliveryConfiguration | DeleteDelivery | GetDelivery ListTagsForResource", f"{_DELIVERY}:{{id}}"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": _line("logs", "PutDeliveryDestination TagResource | PutDeliveryDestination | DeleteDeliveryDestination | GetDeliveryDestination", f"{_DELIVERY}-destination:{{name}}"),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": _line("logs", "PutDeliverySource TagResource | PutDeliverySource | DeleteDeliverySource | GetDeliverySource", f"{_DELIVERY}-source:{{name}}"),
    "aws:cloudwatch/logGroup:LogGroup": _line("logs", "CreateLogGroup TagResource PutRetentionPolicy | PutRetentionPolicy | DeleteLogGroup | DescribeLogGroups ListTagsForResource"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _line("logs", "PutMetricFilter | PutMetricFilter | DeleteMetricFilter | DescribeMetricFilters", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{logGroupName}}"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _line("cloudwatch", "PutMetricAlarm TagResource | PutMetricAlarm | DeleteAlarms | DescribeAlarms ListTagsForResource"),
    "aws:cloudwatch/queryDefinition:QueryDefinition": _line("logs", "PutQueryDefinition | PutQueryDefinition | DeleteQueryDefinition | DescribeQueryDefinitions", "*"),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": _line("ce", "CreateAnomalyMonitor TagResource | UpdateAnomalyMonitor | DeleteAnomalyMonitor | GetAnomalyMonitors ListTagsForResource", f"arn:aws:ce::{ACCOUNT}:anomalymonitor/{{id}}"),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": _line("ce", "CreateAnomalySubscription TagResource | UpdateAnomalySubscription | DeleteAnomalySubscription | GetAnomalySubscriptions ListTagsForResource", f"arn:aws:ce::{ACCOUNT}:anomalysubscription/{{id}}"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _line("ec2", "RevokeSecurityGroupIngress CreateTags | CreateTags |  | DescribeSecurityGroups", f"{_EC2}security-group/{{id}}"),
    "aws:ec2/eip:Eip": _line("ec2", "AllocateAddress CreateTags | CreateTags | ReleaseAddress | DescribeAddresses", f"{_EC2}elastic-ip/{{id}}"),
    "aws:ec2/internetGateway:InternetGateway": _line("ec2", "CreateInternetGateway CreateTags | CreateTags | DetachInternetGateway DeleteInternetGateway | DescribeInternetGateways", f"{_EC2}internet-gateway/{{id}}"),
    "aws:ec2/launchTemplate:LaunchTemplate": _line("ec2", "CreateLaunchTemplate CreateTags | CreateLaunchTemplateVersion ModifyLaunchTemplate | DeleteLaunchTemplate | DescribeLaunchTemplates DescribeLaunchTemplateVersions", f"{_EC2}launch-template/{{id}}"),
    "aws:ec2/natGateway:NatGateway": _line("ec2", "CreateNatGateway CreateTags | CreateTags | DeleteNatGateway | DescribeNatGateways", f"{_EC2}natgateway/{{id}}"),
    "aws:ec2/route:Route": _line("ec2", "-CreateRoute | ReplaceRoute | DeleteRoute | DescribeRouteTables", f"{_EC2}route-table/{{routeTableId}}"),
    "aws:ec2/routeTable:RouteTable": _line("ec2", "CreateRouteTable CreateTags | CreateTags | DeleteRouteTable | DescribeRouteTables", f"{_EC2}route-table/{{id}}"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _line("ec2", "-AssociateRouteTable |  | DisassociateRouteTable | DescribeRouteTables", f"{_EC2}route-table/{{routeTableId}}"),
    "aws:ec2/securityGroup:SecurityGroup": _line("ec2", "CreateSecurityGroup CreateTags | CreateTags | DeleteSecurityGroup | DescribeSecurityGroups", f"{_EC2}security-group/{{id}}"),
    "aws:ec2/subnet:Subnet": _line("ec2", "CreateSubnet CreateTags | CreateTags | DeleteSubnet | DescribeSubnets", f"{_EC2}subnet/{{id}}"),
    "aws:ec2/vpc:Vpc": _line("ec2", "CreateVpc CreateTags | ModifyVpcAttribute | DeleteVpc | DescribeVpcs DescribeVpcAttribute", f"{_EC2}vpc/{{id}}"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _line("ec2", "CreateVpcEndpoint CreateTags | ModifyVpcEndpoint | DeleteVpcEndpoints | DescribeVpcEndpoints", f"{_EC2}vpc-endpoint/{{id}}"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _line("ecr", "PutLifecyclePolicy | PutLifecyclePolicy | DeleteLifecyclePolicy | GetLifecyclePolicy", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{{repository}}"),
    "aws:ecr/repository:Repository": _line("ecr", "CreateRepository TagResource | PutImageTagMutability | DeleteRepository | DescribeRepositories ListTagsForResource"),
    "aws:ecs/capacityProvider:CapacityProvider": _line("ecs", "CreateCapacityProvider TagResource | UpdateCapacityProvider | DeleteCapacityProvider | DescribeCapacityProviders"),
    "aws:ecs/cluster:Cluster": _line("ecs", "CreateCluster TagResource | UpdateCluster | DeleteCluster | DescribeClusters"),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _line("ecs", "PutClusterCapacityProviders | PutClusterCapacityProviders | PutClusterCapacityProviders | DescribeClusters", f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{{clusterName}}"),
    "aws:ecs/service:Service": _line("ecs", "CreateService TagResource | UpdateService | UpdateService DeleteService | DescribeServices"),
    "aws:ecs/taskDefinition:TaskDefinition": _line("ecs", "RegisterTaskDefinition | TagResource | DeregisterTaskDefinition | DescribeTaskDefinition"),
    "aws:iam/instanceProfile:InstanceProfile": _line("iam", "CreateInstanceProfile AddRoleToInstanceProfile TagInstanceProfile | TagInstanceProfile | RemoveRoleFromInstanceProfile DeleteInstanceProfile | GetInstanceProfile"),
    "aws:iam/role:Role": _line("iam", "CreateRole TagRole | UpdateAssumeRolePolicy | DeleteRole | GetRole ListRolePolicies ListAttachedRolePolicies", "{arn}"),
    "aws:iam/rolePolicy:RolePolicy": _line("iam", "PutRolePolicy | PutRolePolicy | DeleteRolePolicy | GetRolePolicy", f"{_IAM}role/{{role}}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _line("iam", "AttachRolePolicy |  | DetachRolePolicy | ListAttachedRolePolicies", f"{_IAM}role/{{role}}"),
    "aws:lambda/function:Function": _line("lambda", "CreateFunction TagResource | UpdateFunctionCode UpdateFunctionConfiguration | DeleteFunction | GetFunction ListVersionsByFunction GetFunctionCodeSigningConfig"),
    "aws:lambda/permission:Permission": _line("lambda", "AddPermission |  | RemovePermission | GetPolicy", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{{function|}}"),
    "aws:lb/listener:Listener": _line("elasticloadbalancing", "CreateListener AddTags | ModifyListener | DeleteListener | DescribeListeners DescribeTags", f"{_BALANCING}listener/app/{{own}}-api/1/2"),
    "aws:lb/listenerRule:ListenerRule": _line("elasticloadbalancing", "CreateRule AddTags | ModifyRule | DeleteRule | DescribeRules", f"{_BALANCING}listener-rule/app/{{own}}-api/1/2/3"),
    "aws:lb/loadBalancer:LoadBalancer": _line("elasticloadbalancing", "CreateLoadBalancer AddTags ModifyLoadBalancerAttributes | ModifyLoadBalancerAttributes | DeleteLoadBalancer | DescribeLoadBalancers DescribeLoadBalancerAttributes"),
    "aws:lb/targetGroup:TargetGroup": _line("elasticloadbalancing", "CreateTargetGroup AddTags ModifyTargetGroupAttributes | ModifyTargetGroup | DeleteTargetGroup | DescribeTargetGroups DescribeTargetGroupAttributes"),
    "aws:rds/instance:Instance": _line("rds", "CreateDBInstance AddTagsToResource | ModifyDBInstance AddTagsToResource | DeleteDBInstance | DescribeDBInstances ListTagsForResource"),
    "aws:rds/parameterGroup:ParameterGroup": _line("rds", "CreateDBParameterGroup ModifyDBParameterGroup AddTagsToResource | ModifyDBParameterGroup | DeleteDBParameterGroup | DescribeDBParameterGroups DescribeDBParameters"),
    "aws:rds/subnetGroup:SubnetGroup": _line("rds", "CreateDBSubnetGroup AddTagsToResource | ModifyDBSubnetGroup | DeleteDBSubnetGroup | DescribeDBSubnetGroups"),
    "aws:s3/bucket:Bucket": _line("s3", "CreateBucket PutBucketTagging | PutBucketTagging | DeleteBucket | ListBucket GetBucketLocation GetBucketTagging GetBucketPolicy", _BUCKET),
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _line("s3", "PutBucketCORS | PutBucketCORS | PutBucketCORS | GetBucketCORS", _BUCKET),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _line("s3", "PutLifecycleConfiguration | PutLifecycleConfiguration | PutLifecycleConfiguration | GetLifecycleConfiguration", _BUCKET),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _line("s3", "PutBucketOwnershipControls | PutBucketOwnershipControls | PutBucketOwnershipControls | GetBucketOwnershipControls", _BUCKET),
    "aws:s3/bucketPolicy:BucketPolicy": _line("s3", "PutBucketPolicy | PutBucketPolicy | DeleteBucketPolicy | GetBucketPolicy", _BUCKET),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _line("s3", "PutBucketPublicAccessBlock | PutBucketPublicAccessBlock | PutBucketPublicAccessBlock | GetBucketPublicAccessBlock", _BUCKET),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _line("s3", "PutEncryptionConfiguration | PutEncryptionConfiguration | PutEncryptionConfiguration | GetEncryptionConfiguration", _BUCKET),
    "aws:s3/bucketVersioning:BucketVersioning": _line("s3", "PutBucketVersioning | PutBucketVersioning | PutBucketVersioning | GetBucketVersioning", _BUCKET),
    "aws:secretsmanager/secret:Secret": _line("secretsmanager", "CreateSecret TagResource | UpdateSecret | DeleteSecret | DescribeSecret GetResourcePolicy"),
    "aws:secretsmanager/secretVersion:SecretVersion": _line("secretsmanager", "PutSecretValue | UpdateSecretVersionStage | UpdateSecretVersionStage | DescribeSecret GetSecretValue", "{secretId}"),
    "aws:sns/topic:Topic": _line("sns", "CreateTopic TagResource SetTopicAttributes | SetTopicAttributes | DeleteTopic | GetTopicAttributes ListTagsForResource"),
    "aws:sns/topicPolicy:TopicPolicy": _line("sns", "SetTopicAttributes | SetTopicAttributes | SetTopicAttributes | GetTopicAttributes"),
    "aws:sns/topicSubscription:TopicSubscription": _line("sns", "Subscribe | SetSubscriptionAttributes | Unsubscribe | GetSubscriptionAttributes", "{topic}"),
    "aws:sqs/queue:Queue": _line("sqs", "CreateQueue TagQueue | SetQueueAttributes | DeleteQueue | GetQueueAttributes ListQueueTags"),
    "aws:sqs/queuePolicy:QueuePolicy": _line("sqs", "SetQueueAttributes | SetQueueAttributes | SetQueueAttributes | GetQueueAttributes", _QUEUE),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _line("sqs", "SetQueueAttributes | SetQueueAttributes | SetQueueAttributes | GetQueueAttributes", _QUEUE),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _line("ec2", "AuthorizeSecurityGroupEgress CreateTags | ModifySecurityGroupRules | RevokeSecurityGroupEgress | DescribeSecurityGroupRules", f"{_EC2}security-group-rule/{{id}}"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _line("ec2", "AuthorizeSecurityGroupIngress CreateTags | ModifySecurityGroupRules | RevokeSecurityGroupIngress | DescribeSecurityGroupRules", f"{_EC2}security-group-rule/{{id}}"),
    "aws:wafv2/webAcl:WebAcl": _line("wafv2", "CreateWebACL TagResource | UpdateWebACL | DeleteWebACL | GetWebACL ListTagsForResource"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _line("wafv2", "PutLoggingConfiguration | PutLoggingConfiguration | DeleteLoggingConfiguration | GetLoggingConfiguration", "{resourceArn}"),
    "docker:index/image:Image": _line("ecr", "BatchCheckLayerAvailability InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage | InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage |  | ", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{{own}}-api"),
}
#: Call of the program → what it asks AWS for, on anything.
_INVOKED: Final[Mapping[str, str]] = {
    "getCallerIdentity": "sts:GetCallerIdentity", "getAvailabilityZones": "ec2:DescribeAvailabilityZones",
    "getManagedPrefixList": "ec2:DescribeManagedPrefixLists", "getCachePolicy": "cloudfront:ListCachePolicies",
    "getOriginRequestPolicy": "cloudfront:ListOriginRequestPolicies", "getResponseHeadersPolicy": "cloudfront:ListResponseHeadersPolicies",
    "getAuthorizationToken": "ecr:GetAuthorizationToken", "getPolicy": "iam:GetPolicy",
}
# fmt: on
#: Who takes on the roles that a thing names, and under which of its properties.
_PASSES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "aws:ecs/taskDefinition:TaskDefinition": ("ecs-tasks", ("executionRoleArn", "taskRoleArn")),
    "aws:lambda/function:Function": ("lambda", ("role",)),
    "aws:backup/selection:Selection": ("backup", ("iamRoleArn",)),
}
_HOOKS: Final[Mapping[str, str]] = {"GetLogEvents": "logs", "DescribeRules": "elasticloadbalancing"}


def asked(cloud: Cloud, kind: str, thing: Thing, tags: Mapping[str, str]) -> Iterator[Call]:
    """The calls for one operation of a provider: `kind` as in the journal, or "read". Raises `LookupError` for a type
    whose calls nobody has written down."""
    line = _TABLE.get(thing.type)
    if line is None:
        if thing.type.startswith(("tls:", "pulumi:")):
            return
        raise LookupError(f"Nobody has written what {thing.type} asks AWS for: add it to tools/rehearsal/rights.py.")
    resource = _filled(line.resource, thing)
    of = {f"aws:ResourceTag/{name}": value for name, value in tags.items()}
    new = {f"aws:RequestTag/{name}": value for name, value in tags.items()}
    if thing.type in ("aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"):
        holder = next(each for each in cloud.things("aws:iam/role:Role") if each.physical_name == thing.now["role"])
        resource = str(holder.now["arn"])
        of["iam:PermissionsBoundary"] = new["iam:PermissionsBoundary"] = str(holder.now.get("permissionsBoundary", ""))
        of["iam:PolicyARN"] = new["iam:PolicyARN"] = str(thing.now.get("policyArn", ""))
    elif thing.now.get("permissionsBoundary"):
        new["iam:PermissionsBoundary"] = str(thing.now["permissionsBoundary"])
    for verb in getattr(line, kind).split():
        # With "-", it is made in something that is there: that is what is asked about.
        context = new if kind == "create" and not verb.startswith("-") else of
        if verb == "CreateTags":
            context = {**context, "ec2:CreateAction": "Create"}
        yield Call(action=f"{line.service}:{verb.removeprefix('-')}", resource=resource, context=context)
    service, roles = _PASSES.get(thing.type, ("", ()))
    for key in roles if kind in ("create", "update") else ():
        if thing.now.get(key):
            context = {"iam:PassedToService": f"{service}.amazonaws.com"}
            yield Call(action="iam:PassRole", resource=str(thing.now[key]), context=context)


def invoked(token: str) -> Iterator[Call]:
    """The calls for what a program looks up."""
    name = token.rsplit(":", 1)[-1]
    if name == "getParameter":
        yield Call(
            action="ssm:GetParameter", resource=f"arn:aws:ssm:{REGION}::parameter/aws/service/ecs/optimized-ami/x"
        )
    elif name in _INVOKED:
        resource = f"{_IAM}policy/boundary/x" if name == "getPolicy" else "*"
        yield Call(action=_INVOKED[name], resource=resource)
    elif token.startswith("aws:"):
        raise LookupError(f"Nobody has written what {token} asks AWS for: add it to tools/rehearsal/rights.py.")


def hooked(operation: str, parameters: Mapping[str, Any]) -> Iterator[Call]:
    """The calls of a deployment's hooks."""
    service = _HOOKS.get(operation, "ecs")
    ecs = f"arn:aws:ecs:{REGION}:{ACCOUNT}"
    match operation:
        case "RunTask":
            resource = str(parameters["taskDefinition"])
        case "UpdateService" | "DeleteService":
            resource = f"{ecs}:service/{parameters['cluster']}/{str(parameters['service']).rsplit('/', 1)[-1]}"
        case "GetLogEvents":
            group, stream = parameters["logGroupName"], parameters["logStreamName"]
            resource = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:log-stream:{stream}"
        case _:
            resource = "*"
    yield Call(action=f"{service}:{operation}", resource=resource)


def tags_of(state: Mapping[str, Any]) -> dict[str, str]:
    """What a provider puts on everything, of its own inputs."""
    given: Any = state.get("defaultTags") or {}
    return dict((json.loads(given) if isinstance(given, str) else given).get("tags", {}))


def _filled(template: str, thing: Thing) -> str:
    values = {name: str(value) for name, value in thing.now.items() if isinstance(value, str)}
    behind = {f"{name}|": value.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name, value in values.items()}
    project = thing.urn.split("::")[1]
    known = {**values, **behind, "id": thing.id, "own": f"{project}-{stack_of(thing.urn)}"}
    for name, value in known.items():
        template = template.replace(f"{{{name}}}", value)
    if "{" in template:
        raise LookupError(f"{parts(thing.urn)[0]} has no {template[template.index('{') :]}")
    return template
