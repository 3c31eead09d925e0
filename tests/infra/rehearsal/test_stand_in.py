"""The stand-ins keep the rules of the provider and of AWS, so that what a rehearsal shows is what would happen."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tools.program.recording import UNKNOWN
from tools.program.replacement import is_deleted_first, replacing
from tools.rehearsal import checks, engine, refusals, vpc
from tools.rehearsal.cloud import Cloud, Thing
from tools.rehearsal.differences import changed
from tools.rehearsal.stage import Outcome

DATABASE = "aws:rds/instance:Instance"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
PROVIDER = "aws:ecs/capacityProvider:CapacityProvider"
SERVICE = "aws:ecs/service:Service"
STRATEGY = [{"capacityProvider": "gpu", "weight": 1}]


def thing(type_: str, called: str = "it", /, **properties: Any) -> Thing:
    return Thing(id=f"{called}-id", urn=f"urn:pulumi:dev::film-studio::{type_}::{called}", properties=properties)


def test_only_the_group_of_a_capacity_provider_replaces_it() -> None:
    assert replacing(PROVIDER, ["autoScalingGroupProvider.autoScalingGroupArn"])
    assert not replacing(PROVIDER, ["autoScalingGroupProvider.managedScaling.targetCapacity"])
    assert replacing(PROVIDER, ["autoScalingGroupProvider"])  # the block comes or goes


@pytest.mark.parametrize("name", ["identifier", "dbSubnetGroupName"])
def test_a_database_is_renamed_in_place(name: str) -> None:
    assert not replacing(DATABASE, [name])


def test_what_keeps_a_name_of_its_own_is_deleted_before_its_successor_is_made() -> None:
    assert is_deleted_first(DATABASE, {"identifier": "a"}, {"identifier": "a", "username": "b"})
    assert not is_deleted_first(DATABASE, {"identifier": "a"}, {"identifier": "b"})
    assert not is_deleted_first("aws:ec2/launchTemplate:LaunchTemplate", {"namePrefix": "a"}, {"namePrefix": "b"})


@pytest.mark.parametrize(
    ("type_", "inputs", "wrong"),
    [
        ("aws:sqs/queue:Queue", {"name": "no spaces"}, "name"),
        ("aws:lb/targetGroup:TargetGroup", {"name": "a" * 33}, "name"),
        ("aws:lb/targetGroup:TargetGroup", {"healthCheck": {"interval": 4}}, "healthCheck.interval"),
        ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 2}, "retentionInDays"),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {"fromPort": 1}, "cidrIpv4"),
        ("aws:iam/role:Role", {"name": "a", "namePrefix": "b"}, "name"),
        (DATABASE, {"identifier": "ends-"}, "identifier"),
    ],
)
def test_a_wrong_input_is_refused_by_its_property(type_: str, inputs: Mapping[str, Any], wrong: str) -> None:
    assert [name for name, _ in checks.problems(type_, inputs)] == [wrong]


def test_a_database_takes_parameters_of_its_own_version_alone_and_never_goes_back() -> None:
    cloud = Cloud()
    for version in (18, 19):
        cloud.put(thing(PARAMETERS, f"of-{version}", name=f"of-{version}", family=f"postgres{version}"))
    database = thing(DATABASE, engineVersion="18", allocatedStorage=20, parameterGroupName="of-18")
    upgrade = {**database.properties, "engineVersion": "19", "allowMajorVersionUpgrade": True}
    with pytest.raises(refusals.RefusedError, match="use a parameter group with DBParameterGroupFamily postgres19"):
        refusals.update(cloud, database, upgrade)
    refusals.update(cloud, database, {**upgrade, "parameterGroupName": "of-19"})
    with pytest.raises(refusals.RefusedError, match="Cannot upgrade postgres from 18 to 17"):
        refusals.update(cloud, database, {**upgrade, "engineVersion": "17"})


def test_a_reason_is_what_pulumi_says_of_it_alone() -> None:
    output = "Updating (dev):\n    many\nDiagnostics:\n  aws:Queue (jobs):\n    error: no\n\nOutputs:\n    a: 1\n"
    failed = Outcome(command=("pulumi", "up"), exit_code=1, output=output, entries=(), events=())
    assert failed.reason == "  aws:Queue (jobs):\n    error: no"
    assert replace(failed, output="error: no stack").reason == "error: no stack"


def test_an_input_that_nobody_knows_yet_is_not_refused() -> None:
    assert list(checks.problems(DATABASE, {"identifier": UNKNOWN})) == []


def test_json_is_compared_by_what_it_says() -> None:
    assert changed({"policy": '{"a": 1, "b": []}'}, {"policy": '{"b":[],"a":1}'}) == []
    assert changed({"a": {"b": 1}}, {"a": {"b": UNKNOWN}}) == ["a.b"]
    assert changed({"a": [{"b": 1}]}, {"a": [{"b": 2}]}) == ["a[0].b"]


def test_a_name_exists_once() -> None:
    cloud = Cloud()
    cloud.put(thing(DATABASE, identifier="films"))
    with pytest.raises(refusals.RefusedError, match="DBInstanceAlreadyExists: films"):
        refusals.creation(
            cloud, "urn:pulumi:pr::film-studio::aws:rds/instance:Instance::x", "x", {"identifier": "films"}
        )


def test_a_volume_does_not_shrink() -> None:
    before = thing(DATABASE, allocatedStorage=50)
    with pytest.raises(refusals.RefusedError, match="Invalid storage size"):
        refusals.update(Cloud(), before, {"allocatedStorage": 20})
    refusals.update(Cloud(), before, {"allocatedStorage": 60})


def test_a_capacity_provider_in_use_stays() -> None:
    cloud, provider = Cloud(), thing(PROVIDER, name="gpu")
    cloud.put(provider)
    cloud.put(thing(SERVICE, "worker", name="worker", capacityProviderStrategies=STRATEGY))
    offered = thing("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", capacityProviders=["gpu"])

    with pytest.raises(refusals.RefusedError, match="ResourceInUseException"):
        refusals.deletion(cloud, provider)
    with pytest.raises(refusals.RefusedError, match="gpu by service worker"):
        refusals.update(cloud, offered, {"capacityProviders": []})


def test_a_strategy_changes_with_a_forced_deployment_only() -> None:
    with pytest.raises(refusals.RefusedError, match="force_new_deployment should be true"):
        refusals.plan(SERVICE, ["capacityProviderStrategies[0].capacityProvider"], {}, {})
    refusals.plan(SERVICE, ["capacityProviderStrategies"], {"forceNewDeployment": True}, {})


def test_a_full_repository_and_a_protected_database_are_not_deleted() -> None:
    repository = Thing(id="a", urn="urn:pulumi:dev::p::aws:ecr/repository:Repository::a", properties={}, content=3)
    with pytest.raises(refusals.RefusedError, match="RepositoryNotEmptyException"):
        refusals.deletion(Cloud(), repository)
    with pytest.raises(refusals.RefusedError, match="protected DB Instance"):
        refusals.deletion(Cloud(), thing(DATABASE, deletionProtection=True))


def test_a_secret_keeps_its_name_while_it_waits_for_its_deletion() -> None:
    cloud, secret = Cloud(), thing("aws:secretsmanager/secret:Secret", name="key", recoveryWindowInDays=30)
    refusals.deletion(cloud, secret)
    with pytest.raises(refusals.RefusedError, match="scheduled for deletion"):
        refusals.creation(cloud, secret.urn, secret.id, secret.properties)


def test_addresses_do_not_overlap() -> None:
    cloud = Cloud()
    cloud.put(thing("aws:ec2/subnet:Subnet", "a", vpcId="vpc", cidrBlock="10.0.0.0/20"))
    urn = "urn:pulumi:dev::film-studio::aws:ec2/subnet:Subnet::b"
    with pytest.raises(refusals.RefusedError, match=r"InvalidSubnet\.Conflict"):
        refusals.creation(cloud, urn, "b", {"vpcId": "vpc", "cidrBlock": "10.0.8.0/24"})
    refusals.creation(cloud, urn, "b", {"vpcId": "vpc", "cidrBlock": "10.0.16.0/24"})


def test_subnets_follow_each_other_within_the_part_of_their_zone() -> None:
    specs = [{"type": "Public", "cidrMask": 20}, {"type": "Isolated", "cidrMask": 24}]
    assert vpc.subnets("10.0.0.0/16", ["a", "b"], specs, None) == [
        ("Public", 1, "a", "10.0.0.0/20"),
        ("Isolated", 1, "a", "10.0.16.0/24"),
        ("Public", 2, "b", "10.0.128.0/20"),
        ("Isolated", 2, "b", "10.0.144.0/24"),
    ]
    with pytest.raises(ValueError, match="do not fit"):
        vpc.subnets("10.0.0.0/22", ["a"], specs, None)


def test_an_account_outlives_its_process_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    file = tmp_path / "account.sqlite"
    with Cloud(file) as cloud:
        cloud.put(thing(DATABASE, identifier="films"))
        cloud.drift(DATABASE, "it", multiAz=True)
        cloud.counted("tasks")
    with Cloud(file) as cloud:
        assert cloud.find(DATABASE, "it").now == {"identifier": "films", "multiAz": True}
        assert cloud.counted("tasks") == 2
    assert file.stat().st_mode & 0o077 == 0


def test_where_nothing_can_run_pulumi_the_reason_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(engine, "HOME", tmp_path)
    assert "neither the Pulumi CLI nor Go is on PATH" in str(engine.missing())
