"""A name of one's own: certificates for CloudFront and for the load balancer behind it, and the records for both."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.edge.web_firewall import EDGE_REGION


@dataclass(frozen=True, kw_only=True)
class DomainArgs:
    domain: str
    hosted_zone_id: str


class Domain(Component):
    """`edge_certificate_arn` and `regional_certificate_arn` are known once ACM has seen the record in the zone."""

    kind = "Domain"

    def __init__(self, name: str, args: DomainArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.args = args
        self.domain = args.domain
        edge = self._certificate("edge", region=EDGE_REGION)
        regional = self._certificate("regional", region=None)
        # ACM asks for the same record in every region of an account, so one answers for both certificates.
        option = edge.domain_validation_options[0]
        record = aws.route53.Record(
            "certificate",
            zone_id=args.hosted_zone_id,
            name=option.resource_record_name,
            type=option.resource_record_type,
            records=[option.resource_record_value],
            ttl=300,
            allow_overwrite=True,
            opts=self.child(),
        )
        self.edge_certificate_arn = self._validated("edge", edge, record, region=EDGE_REGION)
        self.regional_certificate_arn = self._validated("regional", regional, record, region=None)
        self.register_outputs({"domain": args.domain})

    def _certificate(self, label: str, *, region: str | None) -> aws.acm.Certificate:
        return aws.acm.Certificate(
            label, domain_name=self.args.domain, validation_method="DNS", region=region, opts=self.child()
        )

    def _validated(
        self, label: str, certificate: aws.acm.Certificate, record: aws.route53.Record, *, region: str | None
    ) -> pulumi.Output[str]:
        validation = aws.acm.CertificateValidation(
            label,
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
            region=region,
            opts=self.child(),
        )
        return validation.certificate_arn

    def point_to(self, distribution: aws.cloudfront.Distribution) -> None:
        """Make the name lead to the distribution, over IPv4 and IPv6."""
        for kind in ("A", "AAAA"):
            aws.route53.Record(
                f"alias-{kind.lower()}",
                zone_id=self.args.hosted_zone_id,
                name=self.args.domain,
                type=kind,
                aliases=[
                    {
                        "name": distribution.domain_name,
                        "zone_id": distribution.hosted_zone_id,
                        "evaluate_target_health": False,
                    }
                ],
                opts=self.child(),
            )
