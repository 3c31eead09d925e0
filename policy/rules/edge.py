"""Rules of the public door: HTTPS only, buckets through origin access control, exact origins, no old TLS."""

from collections.abc import Iterator
from typing import Final

from .model import Resource, items, listed, rule, section

DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
HTTPS_ONLY: Final = ("redirect-to-https", "https-only")


@rule("edge", "The edge is the only way in.", on="aws:lb/loadBalancer:LoadBalancer")
def load_balancer_internal(balancer: Resource, stage: str) -> Iterator[str]:
    if balancer.inputs.get("internal") is not True:
        yield "is public beside CloudFront: set internal."
    if balancer.inputs.get("dropInvalidHeaderFields") is not True:
        yield "passes malformed headers on: set dropInvalidHeaderFields."
    if stage == "production" and balancer.inputs.get("enableDeletionProtection") is not True:
        yield "can be deleted in production: set enableDeletionProtection."


@rule("edge", "CloudFront answers over HTTPS only.", on=DISTRIBUTION)
def viewers_use_https(distribution: Resource, _stage: str) -> Iterator[str]:
    behaviors = [
        section(distribution.inputs, "defaultCacheBehavior"),
        *items(distribution.inputs.get("orderedCacheBehaviors")),
    ]
    for behavior in behaviors:
        if behavior.get("viewerProtocolPolicy") not in HTTPS_ONLY:
            yield f"answers {behavior.get('pathPattern', 'the API')} over plain HTTP: use redirect-to-https."
    certificate = section(distribution.inputs, "viewerCertificate")
    if certificate.get("acmCertificateArn") and not str(certificate.get("minimumProtocolVersion")).startswith(
        "TLSv1.2"
    ):
        yield "takes TLS below 1.2: set minimumProtocolVersion to TLSv1.2_2021."


@rule("edge", "CloudFront signs its requests to buckets.", on=DISTRIBUTION)
def buckets_behind_access_control(distribution: Resource, _stage: str) -> Iterator[str]:
    for origin in items(distribution.inputs.get("origins")):
        is_bucket = ".s3." in str(origin.get("domainName")) or "s3OriginConfig" in origin
        if is_bucket and not origin.get("originAccessControlId"):
            yield f"reads bucket '{origin.get('originId')}' unsigned (403 on every object): add origin access control."
        if origin.get("customOriginConfig") and not origin.get("originAccessControlId"):
            yield f"reaches '{origin.get('originId')}' over public addresses: use a VPC origin."


@rule("edge", "Origin access control signs every request.", on="aws:cloudfront/originAccessControl:OriginAccessControl")
def access_control_signs(control: Resource, _stage: str) -> Iterator[str]:
    if (control.inputs.get("signingBehavior"), control.inputs.get("signingProtocol")) != ("always", "sigv4"):
        yield "leaves requests unsigned: set signingBehavior to always and signingProtocol to sigv4."


@rule(
    "edge",
    "Errors of the edge are readable for the configured sites only.",
    on="aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
)
def edge_exact_origins(policy: Resource, _stage: str) -> Iterator[str]:
    cors = section(policy.inputs, "corsConfig")
    if any("*" in str(origin) for origin in listed(section(cors, "accessControlAllowOrigins").get("items"))):
        yield "lets every page read answers: name the site's origins (pagesOrigins)."
    if cors.get("accessControlAllowCredentials"):
        yield "lets pages send cookies: the API takes bearer tokens, so set accessControlAllowCredentials to false."


@rule("edge", "A listener with TLS refuses old versions.", on="aws:lb/listener:Listener")
def listener_tls(listener: Resource, _stage: str) -> Iterator[str]:
    if listener.inputs.get("protocol") == "HTTPS" and "TLS13" not in str(listener.inputs.get("sslPolicy")):
        yield "takes TLS below 1.2: set sslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06."
