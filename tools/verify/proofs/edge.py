"""Proofs of the way in: from a browser through CloudFront to the API and the buckets, with nothing open beside it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from policy.rules.model import rule
from tools.program.recording import Recorded
from tools.program.stub_outputs import default_call
from tools.verify.proofs.view import BUCKET, SERVICE, View, items, listed, section, statements

ROOT: Final = Path(__file__).resolve().parent.parent.parent.parent
DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"


@rule("edge", "A VPC origin is replaced under another name, and never updated while it is in use.")
def vpc_origins_are_replaced(view: View) -> Iterator[str]:
    for origin in view.of("aws:cloudfront/vpcOrigin:VpcOrigin"):
        if "vpcOriginEndpointConfig" not in origin.replace_on_changes or origin.delete_before_replace:
            yield f"{origin.name}: CloudFront refuses changes of one in use (409): replace it, the new one first."


@rule(
    "edge", "Each site reads its own permission: the API's answer stands, and a bucket's is never taken from the cache."
)
def sites_read_their_own_permission(view: View) -> Iterator[str]:
    policies = {
        str(view.output(policy, "id")): section(policy.inputs, "corsConfig")
        for policy in view.of("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    }
    for distribution in view.of(DISTRIBUTION):
        for behavior in _behaviors(distribution):
            path = behavior.get("pathPattern")
            overrides = policies.get(str(behavior.get("responseHeadersPolicyId")), {}).get("originOverride")
            if path is None and overrides:
                yield "the edge replaces the API's own answer about sites: set originOverride to false."
            if path is not None and overrides is False:
                yield f"{path} tells a site what the bucket told another: set originOverride to true."


def _behaviors(distribution: Recorded) -> list[dict[str, Any]]:
    default = section(distribution.inputs, "defaultCacheBehavior")
    return [default, *items(distribution.inputs.get("orderedCacheBehaviors"))]


@rule("edge", "A stack on AWS has one distribution, and its address is an HTTPS one.")
def the_door_is_cloudfront(view: View) -> Iterator[str]:
    url = str(view.evaluation.outputs.get("apiUrl"))
    if view.stage == "local":
        return
    if len(view.of(DISTRIBUTION)) != 1:
        yield f"{len(view.of(DISTRIBUTION))} distributions: the API has one door."
    if not url.startswith("https://"):
        yield f"apiUrl is {url}: pages served over HTTPS cannot call it."


@rule(
    "edge", "Every bucket that CloudFront serves has access control, and a policy that lets in that distribution alone."
)
def served_buckets_have_access_control(view: View) -> Iterator[str]:
    buckets = {str(view.output(bucket, "bucketRegionalDomainName")): bucket for bucket in view.of(BUCKET)}
    controls = {str(view.output(c, "id")) for c in view.of("aws:cloudfront/originAccessControl:OriginAccessControl")}
    for distribution in view.of(DISTRIBUTION):
        arn = view.output(distribution, "arn")
        for origin in items(distribution.inputs.get("origins")):
            domain, label = str(origin.get("domainName")), origin.get("originId")
            if "vpcOriginConfig" in origin or "customOriginConfig" in origin:
                continue
            if domain not in buckets:
                yield f"origin {label} is {domain}, which is not a bucket of this stack."
                continue
            if origin.get("originAccessControlId") not in controls:
                yield f"origin {label} has no access control: CloudFront gets 403 for every object."
            for behavior in _behaviors(distribution):
                if behavior.get("targetOriginId") == label:
                    key = str(behavior.get("pathPattern", "/*")).lstrip("/")
                    if not _lets_in(view, buckets[domain], key, arn):
                        yield f"the policy of {buckets[domain].name} does not let this distribution read {key}."


def _lets_in(view: View, bucket: Recorded, key: str, distribution: object) -> bool:
    """Whether the bucket's policy allows exactly this: that distribution, reading that path."""
    name = view.output(bucket, "id")
    allowed = [
        statement
        for policy in view.of("aws:s3/bucketPolicy:BucketPolicy")
        if policy.inputs.get("bucket") == name
        for statement in statements(policy.inputs.get("policy"))
        if statement.get("Effect") == "Allow"
    ]
    return len(allowed) == 1 and (
        section(allowed[0], "Principal").get("Service") == "cloudfront.amazonaws.com"
        and listed(allowed[0].get("Action")) == ["s3:GetObject"]
        and listed(allowed[0].get("Resource")) == [f"{view.output(bucket, 'arn')}/{key}"]
        and section(allowed[0], "Condition", "StringEquals").get("aws:SourceArn") == distribution
    )


@rule("edge", "What lies in buckets is served to holders of a signed URL, and the API holds the key that signs them.")
def downloads_are_signed(view: View) -> Iterator[str]:
    keys = {str(view.output(key, "id")) for key in view.of("aws:cloudfront/publicKey:PublicKey")}
    groups = {
        str(view.output(group, "id")): {str(key) for key in listed(group.inputs.get("items"))}
        for group in view.of("aws:cloudfront/keyGroup:KeyGroup")
    }
    trusted: set[str] = set()
    numbered = [str(view.output(key, "id")) for key in view.of("aws:cloudfront/publicKey:PublicKey")]
    for group, members in groups.items():
        if not set(numbered) <= members:
            yield f"key group {group} leaves out a key whose URLs are still given out."
    for distribution in view.of(DISTRIBUTION):
        for behavior in items(distribution.inputs.get("orderedCacheBehaviors")):
            given = [str(group) for group in listed(behavior.get("trustedKeyGroups"))]
            if not given or not all(groups.get(group, set()) & keys for group in given):
                yield f"{behavior.get('pathPattern')} is served to everybody: trust the stack's key group."
            trusted |= {key for group in given for key in groups.get(group, set())}
    filled = {
        str(version.inputs.get("secretId")) for version in view.of("aws:secretsmanager/secretVersion:SecretVersion")
    }
    for task in view.tasks:
        if task.module == "film_studio" and view.of(DISTRIBUTION):
            if task.environment.get("DOWNLOAD_KEY_PAIR_ID") not in trusted:
                yield f"{task.name} signs downloads with a key that CloudFront does not trust."
            if task.environment.get("DOWNLOAD_SIGNING_KEY_SECRET_ARN") not in filled:
                yield f"{task.name} signs downloads with a secret that holds no key."
            own = {f"https://{view.output(d, 'domainName')}" for d in view.of(DISTRIBUTION)}
            own |= {f"https://{alias}" for d in view.of(DISTRIBUTION) for alias in listed(d.inputs.get("aliases"))}
            if task.environment.get("DOWNLOAD_BASE_URL") not in own:
                yield f"{task.name} gives out downloads at another address than CloudFront's (DOWNLOAD_BASE_URL)."


@rule(
    "edge",
    "Everything else goes to the API: CloudFront → VPC origin → load balancer → target group → service → container.",
)
def everything_else_reaches_the_api(view: View) -> Iterator[str]:
    listeners = {
        str(listener.inputs.get("loadBalancerArn")): listener for listener in view.of("aws:lb/listener:Listener")
    }
    for distribution in view.of(DISTRIBUTION):
        default = section(distribution.inputs, "defaultCacheBehavior")
        origins = {origin.get("originId"): origin for origin in items(distribution.inputs.get("origins"))}
        origin = origins.get(default.get("targetOriginId"), {})
        vpc_origin = view.by_id.get(
            ("aws:cloudfront/vpcOrigin:VpcOrigin", str(section(origin, "vpcOriginConfig").get("vpcOriginId")))
        )
        if vpc_origin is None:
            yield "CloudFront's default behavior goes to no VPC origin of this stack."
            continue
        config = section(vpc_origin.inputs, "vpcOriginEndpointConfig")
        listener = listeners.get(str(config.get("arn")))
        if listener is None:
            yield "the VPC origin leads to a load balancer on which nothing listens."
            continue
        protocol = config.get("originProtocolPolicy")
        port = config.get("httpsPort") if protocol == "https-only" else config.get("httpPort")
        ports = {item.inputs.get("port") for item in view.of("aws:lb/listener:Listener")}
        if port not in ports:
            yield f"CloudFront calls port {port} of the load balancer, which listens on {sorted(map(str, ports))}."
    yield from _targets_lead_to_the_api(view)


@rule("edge", "CloudFront moves to a listener when its rule is there, which looks first whether its group has tasks.")
def new_listeners_have_tasks_behind_them(view: View) -> Iterator[str]:
    for shifts in view.of("aws:lb/listenerRule:ListenerRule"):
        if view.stage != "local" and "new-rule" not in shifts.hooks.get("before_create", ()):
            yield f"{shifts.name} may begin with a group that a canary has left: a hook before it is made."
        for origin in view.of("aws:cloudfront/vpcOrigin:VpcOrigin"):
            if shifts.urn not in origin.dependencies:
                yield f"CloudFront moves to {origin.name} before {shifts.name} is there: depends_on."


def _targets_lead_to_the_api(view: View) -> Iterator[str]:
    forwarded = {
        str(action.get("targetGroupArn"))
        for listener in view.of("aws:lb/listener:Listener")
        for action in items(listener.inputs.get("defaultActions"))
    }
    rules = {str(view.output(rule, "arn")): rule for rule in view.of("aws:lb/listenerRule:ListenerRule")}
    api = next((task for task in view.tasks if task.module == "film_studio"), None)
    if api is None or not api.services:
        yield "no service runs the API."
        return
    for service in api.services:
        joined = items(service.inputs.get("loadBalancers"))
        if not joined:
            yield f"{service.name} stands behind no load balancer."
        for balancer in joined:
            if str(balancer.get("targetGroupArn")) not in forwarded:
                yield f"{service.name} joins a target group that no listener forwards to."
            yield from _requests_can_be_shifted(service, balancer, rules)
            if balancer.get("containerName") != api.container.get("name"):
                yield f"{service.name} sends requests to container {balancer.get('containerName')}, which is not there."
            listens = {str(mapping.get("containerPort")) for mapping in items(api.container.get("portMappings"))}
            if str(balancer.get("containerPort")) not in listens or api.environment.get("PORT") not in listens:
                yield f"{service.name}: requests, container and PORT are not on one port."


def _requests_can_be_shifted(
    service: Recorded, balancer: dict[str, Any], rules: Mapping[str, Recorded]
) -> Iterator[str]:
    shift = section(balancer, "advancedConfiguration")
    if not shift:
        if section(service.inputs, "deploymentConfiguration").get("strategy") == "CANARY":
            yield f"{service.name} deploys canaries with one target group: there is nothing to shift requests to."
        return
    rule = rules.get(str(shift.get("productionListenerRule")))
    if rule is None:
        yield f"{service.name} shifts requests by a rule that is not of this stack."
        return
    pair = [str(balancer.get("targetGroupArn")), str(shift.get("alternateTargetGroupArn"))]
    weighed = {
        str(group.get("arn")): group.get("weight")
        for action in items(rule.inputs.get("actions"))
        for group in items(section(action, "forward").get("targetGroups"))
    }
    if len(set(pair)) < 2 or set(weighed) != set(pair):
        yield f"{service.name} shifts requests between {pair}, its rule between {sorted(weighed)}: name both, once."
    elif not weighed[pair[0]] or weighed[pair[1]]:
        yield f"{rule.name} sends the first requests to the alternate group, in which no task is yet."
    if "actions" not in rule.ignore_changes:
        yield f"{rule.name} sets ECS's weights back, to a group without tasks: ignore changes of its actions."
    if not any(
        "/*" in listed(section(each, "pathPattern").get("values")) for each in items(rule.inputs.get("conditions"))
    ):
        yield f"{rule.name} shifts some paths only: the others stay with the former version's group."


@rule("edge", "CloudFront keeps none of the API's answers, holds back no event, and hands on all but the host name.")
def the_api_is_not_cached(view: View) -> Iterator[str]:
    wanted = {
        "cachePolicyId": ("aws:cloudfront/getCachePolicy:getCachePolicy", "Managed-CachingDisabled"),
        "originRequestPolicyId": (
            "aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy",
            "Managed-AllViewerExceptHostHeader",
        ),
    }
    for distribution in view.of(DISTRIBUTION):
        default = section(distribution.inputs, "defaultCacheBehavior")
        for key, (token, name) in wanted.items():
            if default.get(key) != default_call(token, {"name": name})["id"]:
                yield f"the API's {key} is not {name}."
        if default.get("compress"):
            yield "CloudFront compresses the API's answers, and with them holds back server-sent events."
        missing = {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"} - set(
            listed(default.get("allowedMethods"))
        )
        if missing:
            yield f"CloudFront refuses {', '.join(sorted(missing))} to the API."
        if not default.get("responseHeadersPolicyId"):
            yield "errors of the edge carry no headers: a page cannot read them."


@rule("edge", "Health is asked where the API answers it, and a target that fails leaves in under a minute.")
def health_is_asked_where_it_is_answered(view: View) -> Iterator[str]:
    paths = json.loads((ROOT / "backend" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    for group in view.of("aws:lb/targetGroup:TargetGroup"):
        check = section(group.inputs, "healthCheck")
        if check.get("path") not in paths:
            yield f"{group.name} asks for health at {check.get('path')}, which the API does not answer."
        if (check.get("interval") or 30) * (check.get("unhealthyThreshold") or 3) >= 60:
            yield f"{group.name} sends requests to a dead task for a minute or more: ask more often."
        if check.get("matcher") != "200":
            yield f"{group.name} takes {check.get('matcher')} for healthy."
    for task in view.tasks:
        command = " ".join(map(str, listed(section(dict(task.container), "healthCheck").get("command"))))
        if task.module == "film_studio" and not any(path in command for path in paths if "/health/" in path):
            yield f"{task.name} has no health check that the API answers."


@rule("edge", "Browsers may call from exactly the configured sites: API, buckets and edge agree.")
def sites_agree(view: View) -> Iterator[str]:
    api = next((task for task in view.tasks if task.module == "film_studio"), None)
    if api is None:
        return
    sites = [site for site in api.environment.get("CORS_ORIGINS", "").split(",") if site]
    for site in sites:
        if "*" in site or site.count("/") != 2:
            yield f"{api.name} lets pages of '{site}' call: name an origin, scheme and host alone."
    for cors in view.of("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"):
        for opening in items(cors.inputs.get("corsRules")):
            if listed(opening.get("allowedOrigins")) != sites:
                yield f"bucket {cors.name} lets {opening.get('allowedOrigins')} in, the API {sites}."
    if sites and len(view.of("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration")) < len(view.of(BUCKET)):
        yield "pages cannot read every bucket: each needs the sites' CORS rules."
    for policy in view.of("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"):
        given = listed(section(policy.inputs, "corsConfig", "accessControlAllowOrigins").get("items"))
        if given != sites:
            yield f"the edge lets {given} in, the API {sites}."


@rule("edge", "Production stands behind a firewall for web requests.")
def production_has_a_web_firewall(view: View) -> Iterator[str]:
    acls = {str(view.output(acl, "arn")): acl for acl in view.of("aws:wafv2/webAcl:WebAcl")}
    for distribution in view.of(DISTRIBUTION):
        if view.stage == "production" and str(distribution.inputs.get("webAclId")) not in acls:
            yield "production's distribution has no web ACL: set webAclId."
    for acl in acls.values():
        rules = items(acl.inputs.get("rules"))
        if acl.inputs.get("scope") != "CLOUDFRONT" or acl.inputs.get("region") != "us-east-1":
            yield f"{acl.name} is not an ACL for CloudFront: set scope CLOUDFRONT and region us-east-1."
        if not any("rateBasedStatement" in section(rule, "statement") for rule in rules):
            yield f"{acl.name} has no rate limit: add a rate-based rule."
        if not any("managedRuleGroupStatement" in section(rule, "statement") for rule in rules):
            yield f"{acl.name} knows no bad requests: add the managed rule groups."


#: The rules of AWS's common group that look into bodies.
BODY_RULES: Final = frozenset(
    f"{rule}_BODY" for rule in ("SizeRestrictions", "CrossSiteScripting", "EC2MetaDataSSRF", "GenericLFI", "GenericRFI")
)


@rule("edge", "A screenplay passes the web firewall whatever it says, and what would have been stopped is logged.")
def screenplays_pass_the_firewall(view: View) -> Iterator[str]:
    logged = {
        str(each.inputs.get("resourceArn"))
        for each in view.of("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")
    }
    for acl in view.of("aws:wafv2/webAcl:WebAcl"):
        for rule_ in items(acl.inputs.get("rules")):
            managed = section(rule_, "statement", "managedRuleGroupStatement")
            if managed.get("name") == "AWSManagedRulesCommonRuleSet":
                counted = {
                    str(each.get("name"))
                    for each in items(managed.get("ruleActionOverrides"))
                    if "count" in section(each, "actionToUse")
                }
                for name in sorted(BODY_RULES - counted):
                    yield f"{acl.name} stops screenplays by {name}: let it count."
        if str(view.output(acl, "arn")) not in logged:
            yield f"{acl.name} logs nothing of what it counts: give it a log group."


#: Fields of a log with which somebody could act for whom it is about.
_TELLTALE: Final = frozenset({"cs-uri-query", "cs(Cookie)", "cs(Referer)"})
LOG_DELIVERY: Final = "aws:cloudwatch/logDelivery:LogDelivery"


@rule("edge", "Production's requests are logged into a group of the stack, without signatures and cookies.")
def requests_are_logged(view: View) -> Iterator[str]:
    groups = {str(view.output(group, "arn")) for group in view.of("aws:cloudwatch/logGroup:LogGroup")}
    sources = {
        str(source.inputs.get("name")): str(source.inputs.get("resourceArn"))
        for source in view.of("aws:cloudwatch/logDeliverySource:LogDeliverySource")
    }
    destinations = {
        str(view.output(each, "arn")): section(each.inputs, "deliveryDestinationConfiguration")
        for each in view.of("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination")
    }
    logged: set[str] = set()
    for log_delivery in view.of(LOG_DELIVERY):
        to = destinations.get(str(log_delivery.inputs.get("deliveryDestinationArn")), {})
        if str(to.get("destinationResourceArn")) not in groups:
            yield f"{log_delivery.name} goes to no log group of this stack, so nothing ends what it writes."
        else:
            logged.add(sources.get(str(log_delivery.inputs.get("deliverySourceName")), ""))
        fields = set(map(str, listed(log_delivery.inputs.get("recordFields"))))
        if not fields or fields & _TELLTALE:
            yield f"{log_delivery.name} writes down signatures or cookies: name its fields, and none of these."
        if log_delivery.inputs.get("region") != "us-east-1":
            yield f"{log_delivery.name} is not in us-east-1, where alone CloudFront hands out its logs."
    for distribution in view.of(DISTRIBUTION):
        if view.stage == "production" and str(view.output(distribution, "arn")) not in logged:
            yield f"nobody could say who called {distribution.name}: deliver its access logs (accessLogs)."


@rule("edge", "Connections end in order: CloudFront lets go before the load balancer does.")
def connections_end_in_order(view: View) -> Iterator[str]:
    for distribution in view.of(DISTRIBUTION):
        for origin in items(distribution.inputs.get("origins")):
            kept = section(origin, "vpcOriginConfig").get("originKeepaliveTimeout")
            for balancer in view.of(BALANCER):
                idle = balancer.inputs.get("idleTimeout") or 60
                if kept and idle <= kept:
                    yield f"{balancer.name} closes after {idle} s what CloudFront keeps for {kept} s: 502 now and then."
    for service in view.of(SERVICE):
        for task in view.tasks:
            waits = task.container.get("stopTimeout") or 30
            if service in task.services and service.inputs.get("loadBalancers"):
                for group in view.of("aws:lb/targetGroup:TargetGroup"):
                    if waits <= (group.inputs.get("deregistrationDelay") or 300):
                        yield f"{task.name} stops after {waits} s, before the load balancer has let go of it."
