"""Mistakes in the way in: CloudFront, the load balancer, the sites that may call."""

from collections.abc import Sequence
from typing import Any, Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation, Planted

BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
BUCKET: Final = "aws:s3/bucket:Bucket"
CORS: Final = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
TARGETS: Final = "aws:lb/targetGroup:TargetGroup"
LISTENER: Final = "aws:lb/listener:Listener"
RULE: Final = "aws:lb/listenerRule:ListenerRule"
HEADERS: Final = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
BUCKET_POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"


def _another_site(copy: Copy) -> None:
    rule = {"allowedOrigins": ["https://elsewhere.example"], "allowedMethods": ["GET"], "allowedHeaders": ["*"]}
    copy.add(CORS, "assets", {"bucket": copy.output(BUCKET, "assets", "id"), "corsRules": [rule]})


def _origin(copy: Copy, label: str) -> dict[str, Any]:
    origins: list[dict[str, Any]] = copy.each(DISTRIBUTION)[0].inputs["origins"]
    return next(origin for origin in origins if origin["originId"] == label)


def _another_distribution(copy: Copy) -> None:
    with copy.document(BUCKET_POLICY, "assets", "policy") as policy:
        for statement in policy["Statement"]:
            if statement["Effect"] == "Allow":
                statement["Condition"]["StringEquals"]["aws:SourceArn"] = "arn:aws:cloudfront::1:distribution/E1"


def _whole_bucket(copy: Copy) -> None:
    with copy.document(BUCKET_POLICY, "assets", "policy") as policy:
        for statement in policy["Statement"]:
            if statement["Effect"] == "Allow":
                statement["Resource"] = [copy.output("aws:s3/bucket:Bucket", "assets", "arn") + "/*"]


def _cors_with_credentials(copy: Copy) -> None:
    cors = {"accessControlAllowOrigins": {"items": ["*"]}, "accessControlAllowCredentials": True}
    copy.add(HEADERS, "cdn", {"corsConfig": cors})


def _elsewhere(copy: Copy) -> None:
    cors = {"accessControlAllowOrigins": {"items": ["https://elsewhere.example"]}, "originOverride": False}
    copy.add(HEADERS, "cdn", {"corsConfig": cors})


def _edge(name: str, killer: str, path: str, value: Any) -> Mutation:
    return Mutation(name=name, killer=killer, plant=lambda copy: copy.put(DISTRIBUTION, None, path, value))


def _another_firewall(copy: Copy) -> None:
    inputs: dict[str, Any] = {"scope": "REGIONAL", "name": "film-studio-production-other", "rules": []}
    copy.add("aws:wafv2/webAcl:WebAcl", "other", inputs)


def _from_the_cache(copy: Copy) -> None:
    cors = {"accessControlAllowOrigins": {"items": ["https://owner.github.io"]}, "originOverride": False}
    copy.add(HEADERS, "stale", {"corsConfig": cors})
    copy.put(DISTRIBUTION, None, "orderedCacheBehaviors.0.responseHeadersPolicyId", "stale")


def _speaks_for_the_api(copy: Copy) -> None:
    cors = {"accessControlAllowOrigins": {"items": ["https://owner.github.io"]}, "originOverride": True}
    copy.add(HEADERS, "loud", {"corsConfig": cors})
    copy.put(DISTRIBUTION, None, "defaultCacheBehavior.responseHeadersPolicyId", "loud")


MISTAKES: Final[Sequence[Planted]] = (
    Mutation(
        name="a public load balancer beside CloudFront",
        killer="load_balancer_internal",
        plant=lambda copy: copy.put(BALANCER, None, "internal", False),
    ),
    Mutation(
        name="the load balancer passes malformed headers on",
        killer="load_balancer_internal",
        plant=lambda copy: copy.put(BALANCER, None, "dropInvalidHeaderFields", False),
    ),
    Mutation(
        name="a bucket lets another site in than the API",
        killer="sites_agree",
        plant=_another_site,
    ),
    Mutation(
        name="the API is never asked for its health",
        killer="health_is_asked_where_it_is_answered",
        plant=lambda copy: copy.container("api", healthCheck=REMOVED),
    ),
    Mutation(
        name="CloudFront without OAC",
        killer="buckets_behind_access_control",
        plant=lambda copy: _origin(copy, "assets").pop("originAccessControlId"),
    ),
    Mutation(
        name="OAC that is not there",
        killer="served_buckets_have_access_control",
        plant=lambda copy: copy.drop("aws:cloudfront/originAccessControl:OriginAccessControl"),
    ),
    Mutation(
        name="OAC that does not sign",
        killer="access_control_signs",
        plant=lambda copy: copy.put(
            "aws:cloudfront/originAccessControl:OriginAccessControl", None, "signingBehavior", "never"
        ),
    ),
    Mutation(
        name="a bucket policy for another distribution",
        killer="served_buckets_have_access_control",
        plant=_another_distribution,
    ),
    Mutation(
        name="CloudFront may read screenplays",
        killer="served_buckets_have_access_control",
        plant=_whole_bucket,
    ),
    _edge("plain HTTP for viewers", "viewers_use_https", "defaultCacheBehavior.viewerProtocolPolicy", "allow-all"),
    _edge(
        "TLS 1.0 for viewers",
        "viewers_use_https",
        "viewerCertificate",
        {"acmCertificateArn": "arn:aws:acm:x", "minimumProtocolVersion": "TLSv1"},
    ),
    _edge("plain HTTP for assets", "viewers_use_https", "orderedCacheBehaviors.0.viewerProtocolPolicy", "allow-all"),
    _edge("films for everybody", "downloads_are_signed", "orderedCacheBehaviors.0.trustedKeyGroups", REMOVED),
    _edge("a cached API", "the_api_is_not_cached", "defaultCacheBehavior.cachePolicyId", "caching-optimized"),
    _edge("events held back by compression", "the_api_is_not_cached", "defaultCacheBehavior.compress", True),
    _edge("an API that only reads", "the_api_is_not_cached", "defaultCacheBehavior.allowedMethods", ["GET", "HEAD"]),
    _edge(
        "the API behind a bucket's origin",
        "everything_else_reaches_the_api",
        "defaultCacheBehavior.targetOriginId",
        "assets",
    ),
    Mutation(
        name="downloads signed with a key that nobody trusts",
        killer="downloads_are_signed",
        plant=lambda copy: copy.variable("api", "DOWNLOAD_KEY_PAIR_ID", "KSOMEBODYELSE"),
    ),
    Mutation(
        name="an empty signing key",
        killer="downloads_are_signed",
        plant=lambda copy: copy.drop("aws:secretsmanager/secretVersion:SecretVersion", "download-signing-key"),
    ),
    Mutation(
        name="a canary without a second target group",
        killer="everything_else_reaches_the_api",
        plant=lambda copy: copy.put("aws:ecs/service:Service", "api", "loadBalancers.0.advancedConfiguration", REMOVED),
        deployment="canary",
    ),
    Mutation(
        name="a canary that finds its requests taken away by the next deployment",
        killer="everything_else_reaches_the_api",
        plant=lambda copy: copy.options(RULE, "api-shift", ignore_changes=()),
        deployment="canary",
    ),
    Mutation(
        name="a listener that begins with a group that a canary has left",
        killer="new_listeners_have_tasks_behind_them",
        plant=lambda copy: copy.options(RULE, "api-shift", hooks={}),
        deployment="canary",
    ),
    Mutation(
        name="CloudFront moves before the rule that ECS weighs",
        killer="new_listeners_have_tasks_behind_them",
        plant=lambda copy: copy.options("aws:cloudfront/vpcOrigin:VpcOrigin", "api", dependencies=frozenset[str]()),
        deployment="canary",
    ),
    Mutation(
        name="a second target group that gets the first requests",
        killer="everything_else_reaches_the_api",
        plant=lambda copy: copy.put(RULE, "api-shift", "actions.0.forward.targetGroups.1.weight", 100),
        deployment="canary-ready",
    ),
    Mutation(
        name="a listener on another port than CloudFront's",
        killer="everything_else_reaches_the_api",
        plant=lambda copy: copy.put(LISTENER, None, "port", 8080),
    ),
    Mutation(
        name="a service behind no load balancer",
        killer="everything_else_reaches_the_api",
        plant=lambda copy: copy.put("aws:ecs/service:Service", "api", "loadBalancers", REMOVED),
    ),
    Mutation(
        name="the container listens elsewhere",
        killer="everything_else_reaches_the_api",
        plant=lambda copy: copy.put("aws:ecs/service:Service", "api", "loadBalancers.0.containerPort", 9000),
    ),
    Mutation(
        name="health asked where nobody answers",
        killer="health_is_asked_where_it_is_answered",
        plant=lambda copy: copy.put(TARGETS, None, "healthCheck.path", "/health"),
    ),
    Mutation(
        name="a dead task gets requests for minutes",
        killer="health_is_asked_where_it_is_answered",
        plant=lambda copy: copy.put(TARGETS, None, "healthCheck.unhealthyThreshold", 10),
    ),
    Mutation(name="CORS * with credentials at the edge", killer="edge_exact_origins", plant=_cors_with_credentials),
    Mutation(
        name="a second site reads the first one's permission",
        killer="sites_read_their_own_permission",
        plant=_from_the_cache,
    ),
    Mutation(name="the edge speaks for the API", killer="sites_read_their_own_permission", plant=_speaks_for_the_api),
    Mutation(
        name="a key whose signatures are good is forgotten",
        killer="downloads_are_signed",
        plant=lambda copy: copy.add("aws:cloudfront/publicKey:PublicKey", "download-signing-2", {"encodedKey": "x"}),
    ),
    Mutation(name="the edge lets another site in than the API", killer="sites_agree", plant=_elsewhere),
    Mutation(
        name="the API answers every site",
        killer="sites_agree",
        plant=lambda copy: copy.variable("api", "CORS_ORIGINS", "*"),
    ),
    Mutation(
        name="an API over plain HTTP behind an HTTPS page",
        killer="the_door_is_cloudfront",
        plant=lambda copy: copy.evaluation.outputs.update(apiUrl="http://internal-api.elb.amazonaws.com"),
    ),
    Mutation(name="no CloudFront at all", killer="the_door_is_cloudfront", plant=lambda copy: copy.drop(DISTRIBUTION)),
    Mutation(
        name="old TLS at the load balancer",
        killer="listener_tls",
        plant=lambda copy: copy.put(LISTENER, None, "protocol", "HTTPS"),
    ),
    Mutation(
        name="the load balancer hangs up on CloudFront",
        killer="connections_end_in_order",
        plant=lambda copy: copy.put("aws:lb/loadBalancer:LoadBalancer", None, "idleTimeout", 30),
    ),
    Mutation(
        name="tasks stop while requests still come",
        killer="connections_end_in_order",
        plant=lambda copy: copy.put(TARGETS, None, "deregistrationDelay", 300),
    ),
    Mutation(
        name="a VPC origin that is updated in place",
        killer="vpc_origins_are_replaced",
        plant=lambda copy: copy.options("aws:cloudfront/vpcOrigin:VpcOrigin", None, replace_on_changes=()),
    ),
    Mutation(
        name="a screenplay that looks like an attack is turned away",
        killer="screenplays_pass_the_firewall",
        plant=lambda copy: copy.put(
            "aws:wafv2/webAcl:WebAcl", None, "rules.2.statement.managedRuleGroupStatement.ruleActionOverrides", []
        ),
    ),
    Mutation(
        name="what the firewall counts is logged nowhere",
        killer="screenplays_pass_the_firewall",
        plant=lambda copy: copy.drop("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"),
    ),
    Mutation(
        name="requests that are written down nowhere",
        killer="requests_are_logged",
        plant=lambda copy: copy.drop("aws:cloudwatch/logDelivery:LogDelivery"),
    ),
    Mutation(
        name="a log in which downloads can be had by whoever reads it",
        killer="requests_are_logged",
        plant=lambda copy: copy.put("aws:cloudwatch/logDelivery:LogDelivery", None, "recordFields.6", "cs-uri-query"),
    ),
    Mutation(
        name="requests logged where the stack is",
        killer="requests_are_logged",
        plant=lambda copy: copy.put("aws:cloudwatch/logDelivery:LogDelivery", None, "region", "us-east-2"),
    ),
    Mutation(name="a web firewall of another place", killer="production_has_a_web_firewall", plant=_another_firewall),
    Mutation(
        name="production without a web firewall",
        killer="production_has_a_web_firewall",
        plant=lambda copy: copy.put("aws:cloudfront/distribution:Distribution", None, "webAclId", REMOVED),
    ),
)
