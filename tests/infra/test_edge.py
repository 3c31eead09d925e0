"""CloudFront is the only public door, and what stands behind it can be reached no other way."""

import json
from collections.abc import Callable
from typing import Any

from tools.program.evaluate import Evaluation

Container = Callable[[Evaluation, str], dict[str, Any]]


def _groups(evaluation: Evaluation) -> dict[str, str]:
    """Security group id → the component's name."""
    return {
        evaluation.state[group.urn]["id"]: group.name
        for group in evaluation.of_type("aws:ec2/securityGroup:SecurityGroup")
    }


def test_nothing_accepts_connections_from_anywhere(stack: Evaluation) -> None:
    groups = _groups(stack)
    openings = {
        (
            groups[rule.inputs["securityGroupId"]],
            groups.get(rule.inputs.get("referencedSecurityGroupId", "")) or rule.inputs.get("prefixListId", "?")[:3],
            rule.inputs["fromPort"],
            rule.inputs["toPort"],
        )
        for rule in stack.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    }
    from_cloudfront: set[tuple[str, str, int, int]] = set() if stack.stack == "local" else {("api", "pl-", 80, 80)}
    assert openings == from_cloudfront | {
        ("api", "api", 8000, 8000),
        ("database", "api", 5432, 5432),
        ("database", "migration", 5432, 5432),
    }
    assert all(
        "cidrIpv4" not in rule.inputs and "cidrIpv6" not in rule.inputs
        for rule in stack.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    )


def test_only_cloudfront_reaches_the_load_balancer(cloud: Evaluation) -> None:
    assert (
        "aws:ec2/getManagedPrefixList:getManagedPrefixList",
        {"name": "com.amazonaws.global.cloudfront.origin-facing"},
    ) in (cloud.invokes)


def test_nothing_leaves_but_to_the_database_and_over_https(stack: Evaluation) -> None:
    groups = _groups(stack)
    for rule in stack.of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"):
        to = groups.get(rule.inputs.get("referencedSecurityGroupId", ""))
        port = rule.inputs["fromPort"]
        assert port == rule.inputs["toPort"]
        assert (to, port) in {("database", 5432), ("api", 8000), (None, 443)}, rule.urn


def test_no_group_carries_rules_of_its_own(stack: Evaluation) -> None:
    for group in stack.of_type("aws:ec2/securityGroup:SecurityGroup"):
        assert "ingress" not in group.inputs
        assert "egress" not in group.inputs
    default = stack.one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs
    assert set(default) == {"vpcId"}


def test_production_runs_tasks_in_private_subnets_behind_one_nat_gateway(production: Evaluation) -> None:
    vpc = production.one("awsx:ec2:Vpc")
    assert vpc.inputs["natGateways"] == {"strategy": "Single"}
    assert len(vpc.inputs["availabilityZoneNames"]) == 3
    network = production.one("aws:ecs/service:Service", "api").inputs["networkConfiguration"]
    assert network["assignPublicIp"] is False
    assert network["subnets"] == production.state[vpc.urn]["privateSubnetIds"]


def test_development_pays_for_no_nat_gateway_and_keeps_the_load_balancer_private(dev: Evaluation) -> None:
    vpc = dev.one("awsx:ec2:Vpc")
    assert vpc.inputs["natGateways"] == {"strategy": "None"}
    assert dev.one("aws:ecs/service:Service", "api").inputs["networkConfiguration"]["assignPublicIp"] is True
    assert dev.one("aws:lb/loadBalancer:LoadBalancer").inputs["subnets"] == dev.state[vpc.urn]["isolatedSubnetIds"]


def test_renders_reach_s3_without_paying_by_the_gigabyte(stack: Evaluation) -> None:
    vpc = stack.one("awsx:ec2:Vpc").inputs
    assert vpc["vpcEndpointSpecs"] == [{"serviceName": "com.amazonaws.us-east-2.s3", "vpcEndpointType": "Gateway"}]
    assert vpc["vpcEndpointStrategy"] == "Auto"


def test_the_zone_that_cloudfront_cannot_reach_is_left_out(stack: Evaluation) -> None:
    (asked,) = [args for token, args in stack.invokes if token == "aws:index/getAvailabilityZones:getAvailabilityZones"]
    assert asked["excludeZoneIds"] == ["use1-az3"]


def test_cloudfront_sends_everything_else_to_the_api_through_a_vpc_origin(cloud: Evaluation) -> None:
    distribution = cloud.one("aws:cloudfront/distribution:Distribution").inputs
    origins = {origin["originId"]: origin for origin in distribution["origins"]}
    vpc_origin = cloud.one("aws:cloudfront/vpcOrigin:VpcOrigin")
    assert origins["api"]["vpcOriginConfig"] == {
        "vpcOriginId": cloud.state[vpc_origin.urn]["id"],
        "originReadTimeout": 60,
        "originKeepaliveTimeout": 60,
    }
    assert origins["api"]["domainName"].startswith("internal-")
    behavior = distribution["defaultCacheBehavior"]
    assert behavior["targetOriginId"] == "api"
    assert behavior["viewerProtocolPolicy"] == "redirect-to-https"
    assert behavior["cachePolicyId"].endswith("managed-cachingdisabled")
    assert behavior["originRequestPolicyId"].endswith("managed-allviewerexcepthostheader")
    assert "trustedKeyGroups" not in behavior
    assert behavior["compress"] is False


def test_a_vpc_origin_is_replaced_under_another_name_and_never_updated(cloud: Evaluation) -> None:
    origin = cloud.one("aws:cloudfront/vpcOrigin:VpcOrigin")
    assert origin.replace_on_changes == ("vpcOriginEndpointConfig",)
    assert origin.delete_before_replace is False
    assert origin.create_timeout == "30m"
    config = origin.inputs["vpcOriginEndpointConfig"]
    assert (config["originProtocolPolicy"], config["httpPort"]) == ("http-only", 80)
    assert config["name"].startswith(f"film-studio-{cloud.stack}-api-")
    assert cloud.one("aws:lb/listener:Listener").urn in origin.dependencies


def test_cloudfront_serves_each_bucket_to_holders_of_a_signed_url(cloud: Evaluation) -> None:
    distribution = cloud.one("aws:cloudfront/distribution:Distribution").inputs
    key_group = cloud.state[cloud.one("aws:cloudfront/keyGroup:KeyGroup").urn]["id"]
    behaviors = {behavior["pathPattern"]: behavior for behavior in distribution["orderedCacheBehaviors"]}
    assert set(behaviors) == {"/assets/*", "/characters/*", "/marketing/*"}
    for pattern, behavior in behaviors.items():
        assert behavior["targetOriginId"] == pattern.split("/")[1]
        assert behavior["trustedKeyGroups"] == [key_group]
        assert behavior["viewerProtocolPolicy"] == "redirect-to-https"


def test_every_bucket_behind_cloudfront_is_read_by_that_distribution_only(cloud: Evaluation) -> None:
    distribution = cloud.one("aws:cloudfront/distribution:Distribution")
    access = cloud.one("aws:cloudfront/originAccessControl:OriginAccessControl")
    assert (access.inputs["signingBehavior"], access.inputs["signingProtocol"]) == ("always", "sigv4")
    origins = {origin["originId"]: origin for origin in distribution.inputs["origins"]}
    for name in ("assets", "characters", "marketing"):
        bucket = cloud.state[cloud.one("aws:s3/bucket:Bucket", name).urn]
        assert origins[name]["originAccessControlId"] == cloud.state[access.urn]["id"]
        assert origins[name]["domainName"] == bucket["bucketRegionalDomainName"]
        policy = json.loads(cloud.one("aws:s3/bucketPolicy:BucketPolicy", name).inputs["policy"])
        deny, allow = policy["Statement"]
        assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
        assert allow == {
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": ["s3:GetObject"],
            "Resource": [f"{bucket['arn']}/{name}/*"],
            "Condition": {
                "StringEquals": {
                    "aws:SourceArn": cloud.state[distribution.urn]["arn"],
                    "aws:SourceAccount": "123456789012",
                }
            },
        }


def test_the_api_signs_downloads_with_the_key_that_cloudfront_verifies(cloud: Evaluation, container: Container) -> None:
    key = cloud.one("tls:index/privateKey:PrivateKey")
    public = cloud.one("aws:cloudfront/publicKey:PublicKey")
    assert (key.inputs["algorithm"], key.inputs["rsaBits"]) == ("RSA", 2048)
    assert public.inputs["encodedKey"] == cloud.state[key.urn]["publicKeyPem"]
    secret = cloud.one("aws:secretsmanager/secretVersion:SecretVersion", "download-signing-key")
    assert secret.inputs["secretString"] == cloud.state[key.urn]["privateKeyPem"]
    group = cloud.one("aws:cloudfront/keyGroup:KeyGroup").inputs
    assert group["items"] == [cloud.state[public.urn]["id"]]
    environment = {entry["name"]: entry["value"] for entry in container(cloud, "api")["environment"]}
    assert environment["DOWNLOAD_KEY_PAIR_ID"] == cloud.state[public.urn]["id"]
    assert environment["DOWNLOAD_SIGNING_KEY_SECRET_ARN"] == secret.inputs["secretId"]
    assert environment["DOWNLOAD_BASE_URL"] == cloud.outputs["apiUrl"]


def test_the_laptop_has_no_edge_and_presigns_instead(local: Evaluation, container: Container) -> None:
    assert [resource for resource in local.resources if ":cloudfront/" in resource.type] == []
    names = {entry["name"] for entry in container(local, "api")["environment"]}
    assert not any(name.startswith("DOWNLOAD_") for name in names)


def test_the_api_address_is_the_edge_where_there_is_one(cloud: Evaluation, local: Evaluation) -> None:
    distribution = cloud.state[cloud.one("aws:cloudfront/distribution:Distribution").urn]
    assert cloud.outputs["apiUrl"] == f"https://{distribution['domainName']}"
    balancer = local.state[local.one("aws:lb/loadBalancer:LoadBalancer").urn]
    assert local.outputs["apiUrl"] == f"http://{balancer['dnsName']}"
