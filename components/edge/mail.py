"""Mail to people: the domain that it comes from, signed with DKIM, and the right to send from one address of it."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.naming import Names
from components.identity.links import Link
from components.identity.roles import Grant


@dataclass(frozen=True, kw_only=True)
class MailArgs:
    names: Names
    sender: str
    """The address that mail comes from."""
    hosted_zone_id: str
    """The zone of the address's domain, in which its records are made; empty: somebody makes them by hand."""


class Mail(Component):
    """A domain that SES sends for, once it has seen three records in the domain's zone."""

    kind = "Mail"

    def __init__(self, name: str, args: MailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.sender = args.sender
        domain = args.sender.rpartition("@")[2]
        self.configuration_set = aws.sesv2.ConfigurationSet(
            name,
            configuration_set_name=args.names.of(name, limit=64),
            # A receiver that takes no encrypted mail gets none: there are links in it that let people in.
            delivery_options={"tls_policy": "REQUIRE"},
            # Who complained, or whose address bounces, is written to no more.
            suppression_options={"suppressed_reasons": ["BOUNCE", "COMPLAINT"]},
            reputation_options={"reputation_metrics_enabled": True},
            opts=self.child(),
        )
        self.identity = aws.sesv2.EmailIdentity(
            name,
            email_identity=domain,
            dkim_signing_attributes={"next_signing_key_length": "RSA_2048_BIT"},
            opts=self.child(),
        )
        if args.hosted_zone_id:
            self._sign(domain, args.hosted_zone_id)
        self.register_outputs({"sender": self.sender})

    def _sign(self, domain: str, zone_id: str) -> None:
        """The records in which receivers find the keys. SES makes three, and changes them one after the other."""
        tokens = self.identity.dkim_signing_attributes.tokens
        for number in range(3):
            token = tokens[number]
            aws.route53.Record(
                f"dkim-{number + 1}",
                zone_id=zone_id,
                name=pulumi.Output.concat(token, f"._domainkey.{domain}"),
                type="CNAME",
                records=[pulumi.Output.concat(token, ".dkim.amazonses.com")],
                ttl=300,
                opts=self.child(),
            )

    def for_api(self) -> Link:
        """To send, from the one address alone."""
        send = Grant(
            name="mail-send",
            actions=["ses:SendEmail"],
            resources=[self.identity.arn, self.configuration_set.arn],
            conditions={"StringEquals": {"ses:FromAddress": self.sender}},
        )
        return Link(
            environment={
                "MAIL_FROM": self.sender,
                "MAIL_CONFIGURATION_SET": self.configuration_set.configuration_set_name,
            },
            grants=[send],
        )
