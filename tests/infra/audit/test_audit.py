"""What is registered reaches the auditing tool as Terraform would write it, and no finding passes without a reason."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.errors import StudioError
from tools.program.evaluate import Evaluation
from tools.verify.audit.command import EXCEPTIONS, Allowed, Finding, audit, judge, read_exceptions
from tools.verify.audit.translate import plan, singular, snake, terraform_type

Planned = Callable[[Evaluation, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def planned() -> Planned:
    def of(evaluation: Evaluation, type_: str) -> list[dict[str, Any]]:
        resources = plan(evaluation)["planned_values"]["root_module"]["resources"]
        return [entry["values"] for entry in resources if entry["type"] == type_]

    return of


@pytest.mark.parametrize(
    ("token", "type_"),
    [
        ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "aws_s3_bucket_public_access_block"),
        ("aws:rds/instance:Instance", "aws_db_instance"),
        ("aws:rds/parameterGroup:ParameterGroup", "aws_db_parameter_group"),
        ("aws:lb/loadBalancer:LoadBalancer", "aws_lb"),
        ("aws:lb/targetGroup:TargetGroup", "aws_lb_target_group"),
        ("aws:ec2/securityGroup:SecurityGroup", "aws_security_group"),
        ("aws:ec2/launchTemplate:LaunchTemplate", "aws_launch_template"),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws_vpc_security_group_ingress_rule"),
        ("aws:iam/rolePolicy:RolePolicy", "aws_iam_role_policy"),
        ("aws:cloudwatch/logGroup:LogGroup", "aws_cloudwatch_log_group"),
    ],
)
def test_a_type_has_the_name_that_terraform_gives_it(token: str, type_: str) -> None:
    assert terraform_type(token) == type_


def test_names_are_spelled_as_terraform_spells_them() -> None:
    assert [snake(name) for name in ("blockPublicAcls", "cidrIpv4", "sqsManagedSseEnabled")] == [
        "block_public_acls", "cidr_ipv4", "sqs_managed_sse_enabled",
    ]  # fmt: skip
    assert [singular(name) for name in ("origins", "capacity_provider_strategies", "access")] == [
        "origin", "capacity_provider_strategy", "access",
    ]  # fmt: skip


def test_nested_objects_become_blocks_and_maps_stay_maps(production: Evaluation, planned: Planned) -> None:
    (template, *_) = planned(production, "aws_launch_template")
    assert template["metadata_options"] == [
        {"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1}
    ]
    assert {entry["resource_type"] for entry in template["tag_specifications"]} == {"instance", "volume"}
    assert template["block_device_mappings"][0]["ebs"][0]["encrypted"] == "true"
    (distribution,) = planned(production, "aws_cloudfront_distribution")
    assert {origin["origin_id"] for origin in distribution["origin"]} >= {"api", "assets"}
    assert distribution["default_cache_behavior"][0]["viewer_protocol_policy"] == "redirect-to-https"
    (encryption, *_) = planned(production, "aws_s3_bucket_server_side_encryption_configuration")
    assert encryption["rule"][0]["apply_server_side_encryption_by_default"] == [{"sse_algorithm": "AES256"}]


def test_everything_of_aws_is_in_the_plan_once_and_refers_to_what_it_belongs_to(production: Evaluation) -> None:
    document = plan(production)
    addresses = [entry["address"] for entry in document["planned_values"]["root_module"]["resources"]]
    assert len(addresses) == len(set(addresses)) == sum(r.type.startswith("aws:") for r in production.resources)
    configured = {e["address"]: e["expressions"] for e in document["configuration"]["root_module"]["resources"]}
    (policy,) = [e for address, e in configured.items() if address.endswith("bucket_policy.Storage-Bucket-assets")]
    assert "aws_s3_bucket.Storage-Bucket-assets" in policy["bucket"]["references"]


def test_a_finding_without_a_reason_and_a_reason_without_a_finding_are_both_told() -> None:
    listed = Finding(check="CKV_AWS_1", title="t", resource="aws_lb.api")
    unlisted = Finding(check="CKV_AWS_2", title="t", resource="aws_lb.api")
    covering = Allowed(check="CKV_AWS_1", resource="aws_lb.*", reason="internal")
    stale = Allowed(check="CKV_AWS_1", resource="aws_db_instance.*", reason="gone")
    assert judge([listed, unlisted], [covering, stale], ["aws_lb.api"]) == ([unlisted], [stale])


def test_a_reason_for_what_a_setting_brings_is_stale_only_where_it_is_there() -> None:
    optional = Allowed(check="CKV_AWS_1", resource="aws_iam_policy.*", reason="a boundary", where_present=True)
    assert judge([], [optional], ["aws_lb.api"]) == ([], [])
    assert judge([], [optional], ["aws_iam_policy.ceiling"]) == ([], [optional])


def test_every_exception_has_a_reason_that_somebody_can_read() -> None:
    for stack in ("local", "pr", "dev", "production"):
        exceptions = read_exceptions(EXCEPTIONS, stack)
        assert all(len(exception.reason) > 40 for exception in exceptions)
        pairs = [(exception.check, exception.resource) for exception in exceptions]
        assert len(pairs) == len(set(pairs))


def test_a_pull_requests_stack_has_the_exceptions_of_its_template_and_no_others() -> None:
    assert read_exceptions(EXCEPTIONS, "pr12") == read_exceptions(EXCEPTIONS, "pr")
    assert read_exceptions(EXCEPTIONS, "pr") != read_exceptions(EXCEPTIONS, "dev")


def test_an_exception_for_a_stack_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "exceptions.toml"
    file.write_text('[[exception]]\ncheck = "CKV_AWS_1"\nresource = "aws_lb.*"\nreason = "r"\nstacks = ["prod"]\n')
    with pytest.raises(StudioError, match=r"CKV_AWS_1 is for prod, which is not a stack: there are dev, local"):
        read_exceptions(file, "dev")


@pytest.mark.parametrize("stack", ["local", "pr", "dev", "production"])
def test_every_finding_of_every_stack_has_a_reason_and_every_reason_a_finding(stack: str) -> None:
    findings, passed, addresses = audit(stack)
    assert judge(findings, read_exceptions(EXCEPTIONS, stack), addresses) == ([], [])
    assert passed > 200


def test_a_stack_with_githubs_roles_has_no_finding_without_a_reason() -> None:
    findings, _, addresses = audit(
        "dev",
        overrides={
            "film-studio:githubRoles": "true",
            "film-studio:githubRepository": "owner/ai-film-studio",
            "film-studio:stateBucket": "studio-state",
            "film-studio:githubEnvironments": '["dev","production","pull-requests"]',
        },
    )
    assert judge(findings, read_exceptions(EXCEPTIONS, "dev"), addresses) == ([], [])


def test_an_exception_without_a_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "exceptions.toml"
    file.write_text('[[exception]]\ncheck = "CKV_AWS_1"\nresource = "aws_lb.*"\nreason = ""\n')
    with pytest.raises(StudioError, match=r"CKV_AWS_1.*has no reason"):
        read_exceptions(file, "dev")
