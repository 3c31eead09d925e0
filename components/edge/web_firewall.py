"""AWS WAF before CloudFront: known attackers, known attacks and floods are turned away before they cost anything."""

from dataclasses import dataclass
from typing import Any, Final

import pulumi

from components.base.component import Component
from components.base.naming import Names

REQUESTS_IN_FIVE_MINUTES: Final = 2000
#: What CloudFront uses lives in this region, wherever the stack is.
EDGE_REGION: Final = "us-east-1"

#: AWS's rule groups in the order of asking, each with the rules that only count. A screenplay in a request body is
#: larger than the 8 KB that the common rules allow.
_MANAGED: Final = (
    ("AWSManagedRulesAmazonIpReputationList", ()),
    ("AWSManagedRulesKnownBadInputsRuleSet", ()),
    ("AWSManagedRulesCommonRuleSet", ("SizeRestrictions_BODY",)),
)


@dataclass(frozen=True, kw_only=True)
class WebFirewallArgs:
    names: Names


class WebFirewall(Component):
    """A web ACL. `arn` is what the distribution names."""

    kind = "WebFirewall"

    def __init__(self, name: str, args: WebFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        rules = [_managed(group, priority, counted) for priority, (group, counted) in enumerate(_MANAGED)]
        acl = _WebAcl(
            name,
            {
                "name": args.names.of(name),
                "description": "Before CloudFront",
                "scope": "CLOUDFRONT",
                "region": EDGE_REGION,
                "defaultAction": {"allow": {}},
                "rules": [*rules, _flood(len(rules))],
                "visibilityConfig": _seen_as(args.names.of(name)),
            },
            self.child(),
        )
        self.arn = acl.arn
        self.register_outputs({"arn": self.arn})


class _WebAcl(pulumi.CustomResource):
    """Registered by type name: loading the SDK's WAF module would cost half a second in every preview."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, inputs: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__("aws:wafv2/webAcl:WebAcl", name, {**inputs, "arn": None}, opts)


def _managed(group: str, priority: int, counted: tuple[str, ...]) -> dict[str, Any]:
    statement: dict[str, Any] = {"vendorName": "AWS", "name": group}
    if counted:
        statement["ruleActionOverrides"] = [{"name": rule, "actionToUse": {"count": {}}} for rule in counted]
    return {
        "name": group,
        "priority": priority,
        "overrideAction": {"none": {}},
        "statement": {"managedRuleGroupStatement": statement},
        "visibilityConfig": _seen_as(group),
    }


def _flood(priority: int) -> dict[str, Any]:
    return {
        "name": "flood",
        "priority": priority,
        "action": {"block": {}},
        "statement": {
            "rateBasedStatement": {
                "limit": REQUESTS_IN_FIVE_MINUTES,
                "evaluationWindowSec": 300,
                "aggregateKeyType": "IP",
            }
        },
        "visibilityConfig": _seen_as("flood"),
    }


def _seen_as(metric: str) -> dict[str, Any]:
    return {"cloudwatchMetricsEnabled": True, "metricName": metric, "sampledRequestsEnabled": True}
