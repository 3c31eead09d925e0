"""The quota check says what is missing before a deployment, against the shapes that AWS answers with."""

import inspect
import re
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from components.identity import github_rights
from tools.command.__main__ import main as studio
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.reports import quotas
from tools.reports.quotas import Finding, Group

SPOT = Group(name="gpu24-spot", market="spot", instance_types=("g5.xlarge", "g6.xlarge"), limit=4)
LARGE = Group(name="gpu48-spot", market="spot", instance_types=("g6e.2xlarge",), limit=2)
ON_DEMAND = Group(name="gpu24-ondemand", market="ondemand", instance_types=("g6.xlarge",), limit=1)


def findings(wanted: list[Group], sizes: dict[str, int], allowed: dict[str, float]) -> dict[str, Finding]:
    """Check against an account with these sizes of instances and these quotas, by market."""
    options = {"region_name": "us-east-2", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
    ec2 = boto3.client("ec2", **options)  # pyright: ignore[reportArgumentType] - all three are texts
    service_quotas = boto3.client("service-quotas", **options)  # pyright: ignore[reportArgumentType]
    with Stubber(ec2) as stubbed_ec2, Stubber(service_quotas) as stubbed_quotas:
        stubbed_ec2.add_response(
            "describe_instance_types",
            {
                "InstanceTypes": [
                    {"InstanceType": name, "VCpuInfo": {"DefaultVCpus": count}} for name, count in sizes.items()
                ]
            },
            {"InstanceTypes": sorted(sizes)},
        )
        for market, value in allowed.items():
            code = quotas.QUOTAS[market]
            stubbed_quotas.add_response(
                "get_service_quota",
                {"Quota": {"QuotaCode": code, "Value": value}},
                {"ServiceCode": "ec2", "QuotaCode": code},
            )
        found = quotas.check(wanted, ec2=ec2, service_quotas=service_quotas, region="us-east-2")
        stubbed_ec2.assert_no_pending_responses()
        stubbed_quotas.assert_no_pending_responses()
    return {finding.market: finding for finding in found}


def test_a_new_account_is_told_what_to_ask_for() -> None:
    (finding,) = findings([SPOT], {"g5.xlarge": 4, "g6.xlarge": 4}, {"spot": 0.0}).values()
    assert not finding.suffices
    assert "16 vCPUs needed at most, only 0 allowed (L-3819A6DF)" in finding.sentence()
    assert "--quota-code L-3819A6DF --desired-value 16 --region us-east-2" in finding.sentence()


def test_groups_of_one_market_count_together_and_each_with_its_largest_type() -> None:
    sizes = {"g5.xlarge": 4, "g6.xlarge": 8, "g6e.2xlarge": 8}
    found = findings([SPOT, LARGE], sizes, {"spot": 47.0})
    assert found["spot"].needed == 4 * 8 + 2 * 8
    assert not found["spot"].suffices


def test_spot_and_on_demand_have_quotas_of_their_own() -> None:
    found = findings([SPOT, ON_DEMAND], {"g5.xlarge": 4, "g6.xlarge": 4}, {"ondemand": 4.0, "spot": 8.0})
    assert found["ondemand"].suffices
    assert not found["spot"].suffices


@pytest.fixture(scope="module")
def production() -> Evaluation:
    return evaluate_stack("production")


def test_the_groups_are_those_that_the_program_registers(production: Evaluation) -> None:
    found = {group.name: group for group in quotas.groups(production)}
    assert set(found) == {"gpu24-spot", "gpu24-ondemand", "gpu48-spot", "gpu48-ondemand"}
    assert found["gpu24-spot"].market == "spot"
    assert found["gpu24-ondemand"].market == "ondemand"
    assert found["gpu48-spot"].instance_types == ("g6e.xlarge",)


def test_every_gpu_type_in_use_is_counted_by_the_quotas_of_g_instances(production: Evaluation) -> None:
    """P and other families have quotas of their own, which this check would have to learn first."""
    types = {name for group in quotas.groups(production) for name in group.instance_types}
    assert types
    assert all(name.startswith("g") for name in types)


def _clients(*names: str, region: str = "us-east-2") -> list[Any]:
    options = {"region_name": region, "aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return [boto3.client(name, **options) for name in names]  # pyright: ignore[reportCallIssue, reportArgumentType]


def _allows(stubbed: Stubber, service: str, code: str, value: float) -> None:
    stubbed.add_response(
        "get_service_quota", {"Quota": {"QuotaCode": code, "Value": value}}, {"ServiceCode": service, "QuotaCode": code}
    )


def test_tasks_count_with_what_scaling_may_start(production: Evaluation) -> None:
    assert quotas.fargate_vcpus(production) == {"FARGATE": 6 * 1.0, "FARGATE_SPOT": 8 * 2.0}
    (service_quotas,) = _clients("service-quotas")
    with Stubber(service_quotas) as stubbed:
        _allows(stubbed, "fargate", "L-3032A538", 6.0)
        _allows(stubbed, "fargate", "L-36FBB829", 6.0)
        api, workers = quotas.check_fargate(
            quotas.fargate_vcpus(production), service_quotas=service_quotas, region="us-east-2"
        )
    assert api.suffices
    assert not workers.suffices
    assert "FARGATE_SPOT: 16 vCPUs needed at most, only 6 allowed (L-36FBB829): tasks" in workers.sentence()
    assert "--service-code fargate --quota-code L-36FBB829 --desired-value 16" in workers.sentence()


@pytest.mark.parametrize(("mine", "needed"), [(True, 5), (False, 6)])
def test_a_network_counts_beside_those_of_others(production: Evaluation, mine: bool, needed: int) -> None:
    tags = [{"Key": "project", "Value": "film-studio"}, {"Key": "stack", "Value": "production" if mine else "dev"}]
    vpcs = [{"VpcId": f"vpc-{number}"} for number in range(4)] + [{"VpcId": "vpc-tagged", "Tags": tags}]
    ec2, service_quotas = _clients("ec2", "service-quotas")
    with Stubber(ec2) as stubbed_ec2, Stubber(service_quotas) as stubbed:
        stubbed_ec2.add_response("describe_vpcs", {"Vpcs": vpcs}, {})
        _allows(stubbed, "vpc", "L-F678F1CE", 5.0)
        found = quotas.check_network(production, ec2=ec2, service_quotas=service_quotas, region="us-east-2")
    assert (found.needed, found.suffices) == (needed, mine)


def test_a_key_group_counts_beside_those_of_others(production: Evaluation) -> None:
    def group(name: str) -> dict[str, Any]:
        described: dict[str, Any] = {"Id": name, "LastModifiedTime": 0, "KeyGroupConfig": {"Name": name, "Items": []}}
        return {"KeyGroup": described}

    names = ["film-studio-production-downloads", *(f"other-{number}" for number in range(10))]
    cloudfront, service_quotas = _clients("cloudfront", "service-quotas", region="us-east-1")
    listed = {"KeyGroupList": {"MaxItems": 100, "Quantity": 11, "Items": [group(name) for name in names]}}
    with Stubber(cloudfront) as stubbed_cloudfront, Stubber(service_quotas) as stubbed:
        stubbed_cloudfront.add_response("list_key_groups", listed, {"MaxItems": "100"})
        _allows(stubbed, "cloudfront", "L-D64DA6E2", 10.0)
        found = quotas.check_key_groups(production, cloudfront=cloudfront, service_quotas=service_quotas)
    assert (found.needed, found.suffices, found.region) == (11, False, "us-east-1")


@pytest.mark.parametrize(
    ("answer", "scope", "exit_code", "says"),
    [
        ({"TagKey": "stack", "Type": "UserDefined", "Status": "Active"}, "stack", 0, "is active"),
        ({"TagKey": "stack", "Type": "UserDefined", "Status": "Inactive"}, "stack", 1, "the budget and the detector"),
        (None, "stack", 1, "is not active"),
        (None, "account", 0, "until then the detector of anomalies of this stack"),
        ("AccessDeniedException", "stack", 0, "ask in the account that pays"),
    ],
)
def test_money_that_is_counted_by_a_tag_that_counts_nothing_is_said(
    answer: dict[str, str] | str | None, scope: str, exit_code: int, says: str
) -> None:
    stack = evaluate_stack("dev", overrides={"film-studio:budgetScope": scope})
    (ce,) = _clients("ce", region="us-east-1")
    with Stubber(ce) as stubbed:
        if isinstance(answer, str):
            stubbed.add_client_error("list_cost_allocation_tags", answer)
        else:
            stubbed.add_response(
                "list_cost_allocation_tags", {"CostAllocationTags": [answer] if answer else []}, {"TagKeys": ["stack"]}
            )
        tag = quotas.check_cost_tag(stack, ce=ce)
    report = quotas.QuotaReport(stack="dev", findings=(), tag=tag)
    assert (report.exit_code, says in report.text()) == (exit_code, True), report.text()


def test_what_is_read_is_what_the_role_that_plans_may_read() -> None:
    calls = {
        f"{client}.{method}"
        for client, method in re.findall(
            r"\b(ce|cloudfront|ec2|service_quotas)\.(?:get_paginator\(\")?(\w+)", inspect.getsource(quotas)
        )
    } - {"ec2.get_paginator"}
    rights = {f"{right.split(':')[0]}.{_snake(right.split(':')[1])}" for right in github_rights.QUOTAS}
    assert {call.replace("service_quotas.", "servicequotas.") for call in calls} == rights


def _snake(verb: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", verb).lower()


def test_a_laptop_asks_for_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["quotas", "local"]) == 0
    assert "local asks AWS for nothing" in capsys.readouterr().out


def test_without_credentials_it_says_what_they_must_allow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    assert studio(["quotas", "dev", "--instances", "2"]) == 2
    assert "servicequotas:GetServiceQuota" in capsys.readouterr().err


def test_an_unknown_stack_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["quotas", "nowhere"]) == 2
    assert "There is no stack 'nowhere'" in capsys.readouterr().err
