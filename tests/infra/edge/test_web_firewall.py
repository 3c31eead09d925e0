"""The web firewall: only where it is worth its price, and before the one public door."""

from typing import Any

from tools.program.evaluate import UNKNOWN, Evaluation, evaluate_stack

ACL = "aws:wafv2/webAcl:WebAcl"


def test_production_turns_away_known_attackers_known_attacks_and_floods(production: Evaluation) -> None:
    acl = production.one(ACL)
    assert (acl.inputs["scope"], acl.inputs["region"]) == ("CLOUDFRONT", "us-east-1")
    rules: list[dict[str, Any]] = acl.inputs["rules"]
    assert [rule["priority"] for rule in rules] == [0, 1, 2, 3]
    managed = [rule["statement"]["managedRuleGroupStatement"] for rule in rules[:3]]
    assert [group["name"] for group in managed] == [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesCommonRuleSet",
    ]
    assert all(rule["overrideAction"] == {"none": {}} for rule in rules[:3])
    assert rules[3]["action"] == {"block": {}}
    assert rules[3]["statement"]["rateBasedStatement"] == {
        "limit": 2000,
        "evaluationWindowSec": 300,
        "aggregateKeyType": "IP",
    }


def test_a_screenplay_in_a_body_is_counted_whatever_it_says_and_let_through(production: Evaluation) -> None:
    common = production.one(ACL).inputs["rules"][2]["statement"]["managedRuleGroupStatement"]
    assert common["ruleActionOverrides"] == [
        {"name": f"{rule}_BODY", "actionToUse": {"count": {}}}
        for rule in ("SizeRestrictions", "CrossSiteScripting", "EC2MetaDataSSRF", "GenericLFI", "GenericRFI")
    ]


def test_what_was_counted_or_stopped_is_logged_without_who_somebody_is(production: Evaluation) -> None:
    logging = production.one("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration").inputs
    group = production.one("aws:cloudwatch/logGroup:LogGroup", "web-firewall")
    assert logging["resourceArn"] == production.state[production.one(ACL).urn]["arn"]
    assert logging["logDestinationConfigs"] == [production.state[group.urn]["arn"]]
    assert (group.inputs["name"], group.inputs["region"]) == (
        "aws-waf-logs-film-studio-production-web-firewall",
        "us-east-1",
    )
    assert logging["loggingFilter"]["defaultBehavior"] == "DROP"
    (kept,) = logging["loggingFilter"]["filters"]
    assert {each["actionCondition"]["action"] for each in kept["conditions"]} == {"COUNT", "EXCLUDED_AS_COUNT", "BLOCK"}
    assert [each["singleHeader"]["name"] for each in logging["redactedFields"]] == ["authorization", "cookie"]


def test_the_distribution_asks_it_and_other_stacks_do_without(production: Evaluation, dev: Evaluation) -> None:
    arn = production.state[production.one(ACL).urn]["arn"]
    assert production.one("aws:cloudfront/distribution:Distribution").inputs["webAclId"] == arn
    assert dev.of_type(ACL) == []
    assert "webAclId" not in dev.one("aws:cloudfront/distribution:Distribution").inputs


def test_a_preview_does_not_know_its_arn_yet() -> None:
    preview = evaluate_stack("production", preview=True)
    assert preview.one("aws:cloudfront/distribution:Distribution").inputs["webAclId"] is UNKNOWN


def test_a_pull_requests_stack_is_small_open_to_deletion_and_has_no_gpu_no_nat_and_no_firewall() -> None:
    stack = evaluate_stack("pr")
    assert stack.of_type(ACL) == []
    assert stack.of_type("aws:autoscaling/group:Group") == []
    assert stack.of_type("aws:cloudwatch/dashboard:Dashboard") == []
    assert stack.one("awsx:ec2:Vpc").inputs["natGateways"] == {"strategy": "None"}
    assert {g.inputs["retentionInDays"] for g in stack.of_type("aws:cloudwatch/logGroup:LogGroup")} == {1}
    assert not any(resource.protect for resource in stack.resources)
    database = stack.one("aws:rds/instance:Instance").inputs
    assert (database["deletionProtection"], database["skipFinalSnapshot"]) == (False, True)
    assert all(bucket.inputs["forceDestroy"] for bucket in stack.of_type("aws:s3/bucket:Bucket"))
    api = stack.one("aws:ecs/service:Service", "api").inputs
    assert api["capacityProviderStrategies"] == [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    assert stack.one("aws:ecs/service:Service", "api").hooks["before_update"] == ("api-switch", "api-migrate")
