"""The quota check says what is missing before a deployment, against the shapes that AWS answers with."""

import boto3
import pytest
from botocore.stub import Stubber

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


def test_a_stack_whose_groups_stay_empty_needs_no_credentials(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert studio(["quotas", "dev"]) == 0
    assert "no GPU instance now: gpu24-spot stay at max 0" in capsys.readouterr().out


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
