"""A line for each request that CloudFront answers: who called what, how it ended and how long it took."""

from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.naming import Names
from components.edge.cdn import Cdn
from components.edge.web_firewall import EDGE_REGION

#: What a line holds. Not the query, in which downloads carry their signatures; not cookies, not the page before.
FIELDS: Final = (
    "date", "time", "x-edge-location", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status", "sc-bytes",
    "cs-bytes", "cs(User-Agent)", "cs-protocol", "cs-protocol-version", "x-edge-request-id", "x-edge-result-type",
    "x-edge-response-result-type", "x-edge-detailed-result-type", "time-taken", "time-to-first-byte",
    "sc-content-type",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AccessLogsArgs:
    names: Names
    cdn: Cdn
    log_days: int


class AccessLogs(Component):
    """The log group and what fills it, in the region in which CloudFront hands its logs out."""

    kind = "AccessLogs"

    def __init__(self, name: str, args: AccessLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        called = args.names.of(name, limit=60)
        group = aws.cloudwatch.LogGroup(
            name,
            # Under this beginning AWS's own deliveries may write without a policy a stack.
            name=f"/aws/vendedlogs/{called}",
            retention_in_days=args.log_days,
            region=EDGE_REGION,
            opts=self.child(),
        )
        source = aws.cloudwatch.LogDeliverySource(
            name,
            name=called,
            log_type="ACCESS_LOGS",
            resource_arn=args.cdn.arn,
            region=EDGE_REGION,
            opts=self.child(),
        )
        destination = aws.cloudwatch.LogDeliveryDestination(
            name,
            name=called,
            output_format="json",
            delivery_destination_configuration={"destination_resource_arn": group.arn},
            region=EDGE_REGION,
            opts=self.child(),
        )
        aws.cloudwatch.LogDelivery(
            name,
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            record_fields=list(FIELDS),
            region=EDGE_REGION,
            opts=self.child(),
        )
        self.register_outputs({"logGroup": group.name})
