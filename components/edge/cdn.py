"""CloudFront, the only public door: the API through a VPC origin, the buckets through origin access control."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_tls as tls

from components.base.component import Component
from components.base.naming import Names
from components.data.secrets import StoredSecret, StoredSecretArgs
from components.data.storage import Bucket
from components.edge.domain import Domain
from components.edge.load_balancer import HTTP, HTTPS, LoadBalancer
from components.edge.web_firewall import WebFirewall
from components.identity.links import Link

API_ORIGIN = "api"
READ_METHODS = ("GET", "HEAD", "OPTIONS")
ALL_METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")
ONE_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class CdnArgs:
    names: Names
    load_balancer: LoadBalancer
    buckets: Sequence[Bucket]
    origins: Sequence[str]
    """Sites whose pages may read answers, errors of the edge and of the load balancer among them."""
    protected: bool
    web_firewall: WebFirewall | None
    domain: Domain | None
    signing_key: int
    """Number of the key that signs downloads, from 1; its predecessor's signatures are still good."""


class Cdn(Component):
    """The distribution, and the key with which the API signs downloads.

    Objects are served to holders of a signed URL only: `key_pair_id` names the key, `signing_key` holds it.
    """

    kind = "Cdn"

    def __init__(self, name: str, args: CdnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        # Each key has a secret of its own, so a task of the former version goes on with the key that it knows.
        numbers = range(max(1, args.signing_key - 1), args.signing_key + 1)
        public_keys = [self._signing_key(args, number) for number in numbers]
        distribution = self._distribution(args, self._key_group(args, public_keys))
        self.arn = distribution.arn
        self.url = pulumi.Output.concat("https://", args.domain.domain if args.domain else distribution.domain_name)
        if args.domain:
            args.domain.point_to(distribution)
        self.key_pair_id = public_keys[-1].id
        self.register_outputs({"url": self.url})

    def _distribution(self, args: CdnArgs, key_group: aws.cloudfront.KeyGroup) -> aws.cloudfront.Distribution:
        # The API's own answer stands; the edge speaks for errors that the API never saw.
        api_headers = self._response_headers(self.label, args, override=False)
        # A bucket names the one site that asked, and CloudFront would hand that on to the next one from its cache.
        headers = self._response_headers(f"{self.label}-downloads", args, override=True)
        return aws.cloudfront.Distribution(
            self.label,
            comment=args.names.prefix,
            enabled=True,
            is_ipv6_enabled=True,
            http_version="http2and3",
            price_class="PriceClass_100",
            web_acl_id=args.web_firewall.arn if args.web_firewall else None,
            origins=[self._api_origin(args), *self._bucket_origins(args)],
            default_cache_behavior=self._api_behavior(api_headers),
            ordered_cache_behaviors=[self._bucket_behavior(bucket, headers, key_group) for bucket in args.buckets],
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            aliases=[args.domain.domain] if args.domain else None,
            viewer_certificate=_viewer_certificate(args.domain),
            opts=self.child(),
        )

    def _api_origin(self, args: CdnArgs) -> aws.cloudfront.DistributionOriginArgsDict:
        return {
            "origin_id": API_ORIGIN,
            # The VPC origin says where requests go; this is the name that the certificate has to carry.
            "domain_name": args.domain.domain if args.domain else args.load_balancer.dns_name,
            "vpc_origin_config": {
                "vpc_origin_id": self._vpc_origin(args).id,
                "origin_read_timeout": 60,
                "origin_keepalive_timeout": 60,
            },
        }

    def _bucket_origins(self, args: CdnArgs) -> list[aws.cloudfront.DistributionOriginArgsDict]:
        access = aws.cloudfront.OriginAccessControl(
            self.label,
            name=args.names.of(self.label, limit=64),
            description="CloudFront signs its requests to the buckets",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self.child(),
        )
        return [
            {
                "origin_id": bucket.label,
                "domain_name": bucket.regional_domain_name,
                "origin_access_control_id": access.id,
            }
            for bucket in args.buckets
        ]

    def _key_group(self, args: CdnArgs, public_keys: Sequence[aws.cloudfront.PublicKey]) -> aws.cloudfront.KeyGroup:
        return aws.cloudfront.KeyGroup(
            self.label, name=args.names.of("downloads"), items=[key.id for key in public_keys], opts=self.child()
        )

    def for_api(self) -> Link:
        """To hand out downloads: where they are, and the key that signs them."""
        return Link(
            environment={
                "DOWNLOAD_BASE_URL": self.url,
                "DOWNLOAD_KEY_PAIR_ID": self.key_pair_id,
                "DOWNLOAD_SIGNING_KEY_SECRET_ARN": self.signing_key.arn,
            },
            grants=[self.signing_key.grant_read()],
        )

    def _signing_key(self, args: CdnArgs, number: int) -> aws.cloudfront.PublicKey:
        numbered = "" if number == 1 else f"-{number}"
        # 2048 bits of RSA: what CloudFront verifies. Source: CloudFront, "Specify signers that can create signed URLs".
        key = tls.PrivateKey(f"download-signing{numbered}", algorithm="RSA", rsa_bits=2048, opts=self.child())
        self.signing_key = StoredSecret(
            f"download-signing-key{numbered}",
            StoredSecretArgs(
                names=args.names,
                purpose="PEM private key with which the API signs download URLs",
                protected=args.protected,
                value=key.private_key_pem,
            ),
            opts=self.child(),
        )
        return aws.cloudfront.PublicKey(
            f"download-signing{numbered}",
            name_prefix=f"{args.names.of('downloads')}-",
            comment="Verifies download URLs that the API signs",
            encoded_key=key.public_key_pem,
            opts=self.child(),
        )

    def _vpc_origin(self, args: CdnArgs) -> aws.cloudfront.VpcOrigin:
        # CloudFront refuses every change of a VPC origin in use (409), so a change makes a successor with a name of
        # its own, the distribution moves over, and the predecessor goes.
        return aws.cloudfront.VpcOrigin(
            API_ORIGIN,
            vpc_origin_endpoint_config={
                "name": args.load_balancer.arn.apply(
                    lambda arn: args.names.with_hash(API_ORIGIN, of=(arn, HTTPS if args.domain else HTTP))
                ),
                "arn": args.load_balancer.arn,
                "http_port": HTTP,
                "https_port": HTTPS,
                # ACM issues no certificate for a load balancer's own name; the way there is inside AWS's network.
                "origin_protocol_policy": "https-only" if args.domain else "http-only",
                "origin_ssl_protocols": {"items": ["TLSv1.2"], "quantity": 1},
            },
            opts=self.child(
                replace_on_changes=["vpcOriginEndpointConfig"],
                custom_timeouts=pulumi.CustomTimeouts(create="30m", update="30m", delete="30m"),
                depends_on=list(args.load_balancer.ready),
            ),
        )

    def _response_headers(self, label: str, args: CdnArgs, *, override: bool) -> pulumi.Output[str]:
        if not args.origins:
            return self._managed_headers("Managed-SecurityHeadersPolicy")
        cf = aws.cloudfront
        policy = cf.ResponseHeadersPolicy(
            label,
            name=args.names.of(label),
            cors_config={
                "access_control_allow_credentials": False,
                "access_control_allow_origins": {"items": list(args.origins)},
                "access_control_allow_methods": {"items": list(ALL_METHODS)},
                "access_control_allow_headers": {
                    "items": [
                        "Authorization",
                        "Content-Type",
                        "Idempotency-Key",
                        "If-Match",
                        "If-None-Match",
                        "Last-Event-ID",
                        "Range",
                        "X-Filename",
                    ]
                },
                # What a player reads of a part of a film.
                "access_control_expose_headers": {
                    "items": ["Accept-Ranges", "Content-Length", "Content-Range", "ETag"]
                },
                "access_control_max_age_sec": 600,
                "origin_override": override,
            },
            security_headers_config={
                "strict_transport_security": {
                    "access_control_max_age_sec": ONE_YEAR_SECONDS,
                    "include_subdomains": True,
                    "override": True,
                },
                "content_type_options": {"override": True},
                "frame_options": {"frame_option": "DENY", "override": True},
                "referrer_policy": {"referrer_policy": "strict-origin-when-cross-origin", "override": True},
            },
            opts=self.child(),
        )
        return policy.id

    def _api_behavior(self, headers: pulumi.Input[str]) -> aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict:
        return {
            "target_origin_id": API_ORIGIN,
            "viewer_protocol_policy": "redirect-to-https",
            "allowed_methods": list(ALL_METHODS),
            "cached_methods": ["GET", "HEAD"],
            "cache_policy_id": self._cache_policy("Managed-CachingDisabled"),
            "origin_request_policy_id": self._request_policy("Managed-AllViewerExceptHostHeader"),
            "response_headers_policy_id": headers,
            # Server-sent events arrive one by one; compression would hold them back.
            "compress": False,
        }

    def _bucket_behavior(
        self, bucket: Bucket, headers: pulumi.Input[str], key_group: aws.cloudfront.KeyGroup
    ) -> aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict:
        return {
            "path_pattern": f"/{bucket.served}",
            "target_origin_id": bucket.label,
            "viewer_protocol_policy": "redirect-to-https",
            "allowed_methods": list(READ_METHODS),
            "cached_methods": ["GET", "HEAD"],
            "cache_policy_id": self._cache_policy("Managed-CachingOptimized"),
            # The bucket answers preflights itself, for which it has to see where they come from.
            "origin_request_policy_id": self._request_policy("Managed-CORS-S3Origin"),
            "response_headers_policy_id": headers,
            "trusted_key_groups": [key_group.id],
            "compress": True,
        }

    def _cache_policy(self, name: str) -> pulumi.Output[str]:
        return aws.cloudfront.get_cache_policy_output(name=name, opts=pulumi.InvokeOptions(parent=self)).id

    def _request_policy(self, name: str) -> pulumi.Output[str]:
        found = aws.cloudfront.get_origin_request_policy_output(name=name, opts=pulumi.InvokeOptions(parent=self))
        return found.id

    def _managed_headers(self, name: str) -> pulumi.Output[str]:
        found = aws.cloudfront.get_response_headers_policy_output(name=name, opts=pulumi.InvokeOptions(parent=self))
        return found.id


def _viewer_certificate(domain: Domain | None) -> aws.cloudfront.DistributionViewerCertificateArgsDict:
    if domain is None:
        return {"cloudfront_default_certificate": True}
    return {
        "acm_certificate_arn": domain.edge_certificate_arn,
        "ssl_support_method": "sni-only",
        "minimum_protocol_version": "TLSv1.2_2021",
    }
