"""AWS WAF before CloudFront: known attackers, known attacks and floods are turned away before they cost anything."""

from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.naming import Names

REQUESTS_IN_FIVE_MINUTES: Final = 2000
#: What CloudFront uses lives in this region, wherever the stack is.
EDGE_REGION: Final = "us-east-1"

#: The common rules that look into bodies. A screenplay is longer than the 8 KB that they allow, and may say anything:
#: scripts in brackets, paths, addresses. What they would have stopped is counted, and logged for whoever looks.
_BODY_RULES: Final = (
    "SizeRestrictions_BODY",
    "CrossSiteScripting_BODY",
    "EC2MetaDataSSRF_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
)
#: AWS's rule groups in the order of asking, each with the rules that only count.
_MANAGED: Final = (
    ("AWSManagedRulesAmazonIpReputationList", ()),
    ("AWSManagedRulesKnownBadInputsRuleSet", ()),
    ("AWSManagedRulesCommonRuleSet", _BODY_RULES),
)
#: Without this beginning WAF takes no log group.
_LOGS: Final = "aws-waf-logs-"
#: Headers that say who somebody is; the log goes without them.
_SECRET_HEADERS: Final = ("authorization", "cookie")


@dataclass(frozen=True, kw_only=True)
class WebFirewallArgs:
    names: Names
    log_days: int


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
        self._log(name, args)
        self.register_outputs({"arn": self.arn})

    def _log(self, name: str, args: WebFirewallArgs) -> None:
        """What was counted or turned away, and nothing else: no log of everybody who called."""
        group = aws.cloudwatch.LogGroup(
            name,
            name=f"{_LOGS}{args.names.of(name)}",
            retention_in_days=args.log_days,
            region=EDGE_REGION,
            opts=self.child(),
        )
        conditions = [{"actionCondition": {"action": action}} for action in ("COUNT", "EXCLUDED_AS_COUNT", "BLOCK")]
        _Logging(
            name,
            {
                "resourceArn": self.arn,
                "logDestinationConfigs": [group.arn],
                "loggingFilter": {
                    "defaultBehavior": "DROP",
                    "filters": [{"behavior": "KEEP", "requirement": "MEETS_ANY", "conditions": conditions}],
                },
                "redactedFields": [{"singleHeader": {"name": header}} for header in _SECRET_HEADERS],
                "region": EDGE_REGION,
            },
            self.child(),
        )


class _Logging(pulumi.CustomResource):
    """Registered by type name, as the ACL is."""

    def __init__(self, name: str, inputs: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", name, inputs, opts)


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
