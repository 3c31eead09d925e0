"""CloudFront is the only public door: the API through a VPC origin, downloads to holders of a signed URL."""

import json
from collections.abc import Callable
from typing import Any

from tools.program.evaluate import Evaluation, evaluate_stack

Container = Callable[[Evaluation, str], dict[str, Any]]


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


def test_the_next_key_signs_while_the_formers_urls_are_good(container: Container) -> None:
    def signing(number: str) -> tuple[Evaluation, list[str], dict[str, str]]:
        stack = evaluate_stack("dev", overrides={"film-studio:downloadSigningKey": number})
        ids = {key.name: stack.state[key.urn]["id"] for key in stack.of_type("aws:cloudfront/publicKey:PublicKey")}
        names = {id_: name for name, id_ in ids.items()}
        trusted = [names[item] for item in stack.one("aws:cloudfront/keyGroup:KeyGroup").inputs["items"]]
        environment = {entry["name"]: entry["value"] for entry in container(stack, "api")["environment"]}
        return stack, trusted, {"signs": names[environment["DOWNLOAD_KEY_PAIR_ID"]], **environment}

    _, trusted, first = signing("1")
    assert (trusted, first["signs"]) == (["download-signing"], "download-signing")
    stack, trusted, second = signing("2")
    assert (trusted, second["signs"]) == (["download-signing", "download-signing-2"], "download-signing-2")
    # A task of the former version reads the secret of the former key for as long as it runs.
    assert first["DOWNLOAD_SIGNING_KEY_SECRET_ARN"] != second["DOWNLOAD_SIGNING_KEY_SECRET_ARN"]
    former = stack.one("aws:secretsmanager/secretVersion:SecretVersion", "download-signing-key")
    assert former.inputs["secretId"] == first["DOWNLOAD_SIGNING_KEY_SECRET_ARN"]
    _, trusted, third = signing("3")
    assert (trusted, third["signs"]) == (["download-signing-2", "download-signing-3"], "download-signing-3")


def test_a_second_site_never_reads_what_the_bucket_told_the_first() -> None:
    origins = ["https://a.example", "https://b.example"]
    stack = evaluate_stack("dev", overrides={"film-studio:pagesOrigins": json.dumps(origins)})
    policies = {
        stack.state[policy.urn]["id"]: policy.inputs["corsConfig"]
        for policy in stack.of_type("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    }
    distribution = stack.one("aws:cloudfront/distribution:Distribution").inputs
    api = policies[distribution["defaultCacheBehavior"]["responseHeadersPolicyId"]]
    assert api["originOverride"] is False
    for behavior in distribution["orderedCacheBehaviors"]:
        told = policies[behavior["responseHeadersPolicyId"]]
        assert told["originOverride"] is True
        assert told["accessControlAllowOrigins"]["items"] == origins
        assert "Content-Range" in told["accessControlExposeHeaders"]["items"]
