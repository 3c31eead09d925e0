"""Canaries: what is registered for them and what stays as it is, how one is followed to its end, how to switch."""

import asyncio
import json
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from components.compute import canary
from components.compute.canary import check_new_rule, check_switch, watch
from components.compute.deployment import DeploymentError
from tests.infra.compute.recorded_aws import ACCOUNT, NEW, OLD, ROLLOUT, TASK, Aws, rollout, task
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.reports.cost.report import cost_of
from tools.reports.diagram.architecture import architecture
from tools.verify.proofs import problems

SERVICE = "aws:ecs/service:Service"
RULE = "aws:lb/listenerRule:ListenerRule"
GROUP = "aws:lb/targetGroup:TargetGroup"
BEGUN = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def deploying(stack: str, way: str) -> Evaluation:
    return evaluate_stack(stack, overrides={"film-studio:apiDeployment": way})


@pytest.fixture(scope="module", params=["dev", "production"])
def canaries(request: pytest.FixtureRequest) -> Evaluation:
    """Every stack that runs on AWS, with canaries."""
    return deploying(request.param, "canary")


@pytest.fixture(scope="module")
def ready() -> Evaluation:
    return deploying("production", "canary-ready")


def groups(evaluation: Evaluation, key: str) -> dict[str, str]:
    return {group.name: evaluation.state[group.urn][key] for group in evaluation.of_type(GROUP)}


# --- What is registered -------------------------------------------------------------------------------------


def test_without_the_switch_there_is_one_group_and_nothing_to_shift(cloud: Evaluation) -> None:
    assert [group.name for group in cloud.of_type(GROUP)] == ["api"]
    assert cloud.of_type(RULE) == []
    service = cloud.one(SERVICE, "api").inputs
    assert "deploymentConfiguration" not in service
    assert "advancedConfiguration" not in service["loadBalancers"][0]


def test_a_canary_gets_a_tenth_of_the_requests_for_ten_minutes(canaries: Evaluation) -> None:
    assert canaries.one(SERVICE, "api").inputs["deploymentConfiguration"] == {
        "strategy": "CANARY",
        "canaryConfiguration": {"canaryPercent": 10, "canaryBakeTimeInMinutes": "10"},
        "bakeTimeInMinutes": "5",
    }


def test_ecs_shifts_between_two_like_groups_by_one_rule_in_a_role_of_its_own(canaries: Evaluation) -> None:
    arns = groups(canaries, "arn")
    first, second = (dict(group.inputs) for group in canaries.of_type(GROUP))
    assert {name for name in first if first[name] != second[name]} == {"name"}
    (balancer,) = canaries.one(SERVICE, "api").inputs["loadBalancers"]
    rule, role = canaries.one(RULE), canaries.one("aws:iam/role:Role", "api-shift")
    assert balancer["targetGroupArn"] == arns["api"]
    assert balancer["advancedConfiguration"] == {
        "alternateTargetGroupArn": arns["api-alternate"],
        "productionListenerRule": canaries.state[rule.urn]["arn"],
        "roleArn": canaries.state[role.urn]["arn"],
    }
    (trust,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "ecs.amazonaws.com"}
    attached = canaries.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "api-shift")
    assert attached.inputs["policyArn"].endswith(":policy/AmazonECSInfrastructureRolePolicyForLoadBalancers")
    assert {rule.urn, attached.urn} <= canaries.one(SERVICE, "api").dependencies


def test_the_rule_begins_with_the_group_that_has_the_tasks_and_then_belongs_to_ecs(canaries: Evaluation) -> None:
    arns, rule = groups(canaries, "arn"), canaries.one(RULE)
    (action,) = rule.inputs["actions"]
    weights = {group["arn"]: group["weight"] for group in action["forward"]["targetGroups"]}
    assert weights == {arns["api"]: 100, arns["api-alternate"]: 0}
    assert rule.ignore_changes == ("actions",)
    assert rule.inputs["conditions"] == [{"pathPattern": {"values": ["/*"]}}]


def test_alarms_guard_a_canary_because_ecs_has_no_circuit_breaker_for_one(canaries: Evaluation) -> None:
    service = canaries.one(SERVICE, "api").inputs
    assert service["deploymentCircuitBreaker"] == {"enable": False, "rollback": False}
    assert (service["alarms"]["enable"], service["alarms"]["rollback"]) == (True, True)
    # The hook waits: the provider's own wait would end without a reason, and not at all for tasks that never start.
    assert service["waitForSteadyState"] is False
    assert canaries.one(SERVICE, "api").hooks["after_update"] == ("api-verify",)


def test_a_stack_that_is_ready_for_canaries_still_rolls_and_holds_all_that_they_need(ready: Evaluation) -> None:
    service = ready.one(SERVICE, "api").inputs
    assert service["deploymentConfiguration"] == {"strategy": "ROLLING"}
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert service["waitForSteadyState"] is False
    assert "advancedConfiguration" in service["loadBalancers"][0]


def test_neither_way_changes_the_identity_of_service_group_or_listener(production: Evaluation) -> None:
    """So each step between them is an update in place; a replaced service would be an outage."""
    for way in ("canary-ready", "canary"):
        other = deploying("production", way).by_urn()
        for resource in production.resources:
            if resource.type in (GROUP, "aws:lb/listener:Listener", "aws:lb/loadBalancer:LoadBalancer"):
                assert other[resource.urn].inputs == resource.inputs
        service = production.one(SERVICE, "api")
        assert {key: other[service.urn].inputs[key] for key in ("name", "cluster")} == {
            key: service.inputs[key] for key in ("name", "cluster")
        }


def test_another_port_changes_no_target_group_so_no_rule_has_to_let_go_of_one(canaries: Evaluation) -> None:
    moved = evaluate_stack(
        canaries.stack, overrides={"film-studio:apiDeployment": "canary", "film-studio:apiPort": "8123"}
    )
    assert [group.inputs for group in moved.of_type(GROUP)] == [group.inputs for group in canaries.of_type(GROUP)]
    assert moved.one(SERVICE, "api").inputs["loadBalancers"][0]["containerPort"] == 8123


def test_the_number_of_tasks_follows_the_requests_of_both_groups(ready: Evaluation, production: Evaluation) -> None:
    policy = "aws:appautoscaling/policy:Policy"
    one = production.one(policy, "api-requests").inputs["targetTrackingScalingPolicyConfiguration"]
    assert one["predefinedMetricSpecification"]["predefinedMetricType"] == "ALBRequestCountPerTarget"
    for evaluation in (ready, deploying("production", "canary")):
        both = evaluation.one(policy, "api-requests").inputs["targetTrackingScalingPolicyConfiguration"]
        assert "predefinedMetricSpecification" not in both
        assert both["targetValue"] == one["targetValue"]
        total, *queries = both["customizedMetricSpecification"]["metrics"]
        assert (total["expression"], total["returnData"]) == ("FILL(primary,0)+FILL(alternate,0)", True)
        metrics = [query["metricStat"]["metric"] for query in queries]
        assert {metric["metricName"] for metric in metrics} == {"RequestCountPerTarget"}
        named = [{d["name"]: d["value"] for d in metric["dimensions"]}["TargetGroup"] for metric in metrics]
        assert named == list(groups(evaluation, "arnSuffix").values())


def test_an_unhealthy_task_is_heard_of_in_whichever_group_it_is(canaries: Evaluation, cloud: Evaluation) -> None:
    alarm = "aws:cloudwatch/metricAlarm:MetricAlarm"
    assert cloud.one(alarm, "api-unhealthy").inputs["metricName"] == "UnHealthyHostCount"
    queries = canaries.one(alarm, "api-unhealthy").inputs["metricQueries"]
    assert [q["expression"] for q in queries if q["returnData"]] == ["FILL(primary,0)+FILL(alternate,0)"]
    watched = {q["metric"]["dimensions"]["TargetGroup"] for q in queries if "metric" in q}
    assert watched == set(groups(canaries, "arnSuffix").values())


def test_the_dashboard_shows_the_groups_beside_each_other(canaries: Evaluation, cloud: Evaluation) -> None:
    def drawn(evaluation: Evaluation) -> dict[str, list[list[Any]]]:
        body = json.loads(evaluation.one("aws:cloudwatch/dashboard:Dashboard").inputs["dashboardBody"])
        return {w["properties"]["title"]: w["properties"]["metrics"] for w in body["widgets"]}

    assert not any("target group" in title for title in drawn(cloud))
    lines = drawn(canaries)["Errors (5xx) a minute, by target group"]
    assert [line[5] for line in lines] == list(groups(canaries, "arnSuffix").values())


def test_every_check_and_picture_holds_with_canaries_and_a_month_costs_the_same(
    canaries: Evaluation, ready: Evaluation
) -> None:
    for evaluation in (canaries, ready):
        assert problems(evaluation) == {}
        rolling = evaluate_stack(evaluation.stack)
        assert architecture(evaluation) == architecture(rolling)
        # An alarm over both groups counts as two metrics; groups and rule are free.
        assert cost_of(evaluation).total_usd_month == pytest.approx(cost_of(rolling).total_usd_month, abs=0.5)


@pytest.mark.parametrize(
    ("stack", "way", "explains"),
    [
        ("dev", "bluegreen", r"apiDeployment is 'bluegreen'; it takes 'rolling' or 'canary-ready' or 'canary'"),
        ("local", "canary", r"apiDeployment is 'canary' in stage 'local', which has no ECS.*set it to 'rolling'"),
        ("local", "canary-ready", r"apiDeployment is 'canary-ready' in stage 'local'"),
        ("pr", "canary", r"apiDeployment is 'canary' in stack 'pr', but alarms is false.*Set alarms to true"),
    ],
)
def test_a_way_to_deploy_that_cannot_be_is_refused_with_the_fix(stack: str, way: str, explains: str) -> None:
    with pytest.raises(ValueError, match=explains):
        deploying(stack, way)


# --- How a canary is followed -------------------------------------------------------------------------------


class Ecs(Aws):
    """ECS in the middle of a canary."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[object] = set()

    def deploys(self, status: str, stage: str = "SCALE_UP", *, definition: str = NEW, **more: Any) -> None:
        """One poll: the newest deployment is of `definition`, and stands so."""
        self.lists("8", definition)
        if definition != NEW:
            return
        deployment = {
            "serviceDeploymentArn": f"{ACCOUNT}:service-deployment/c/s/8",
            "createdAt": BEGUN,
            "status": status,
            "lifecycleStage": stage,
            **more,
        }
        self.of_ecs.add_response(
            "describe_service_deployments",
            {"serviceDeployments": [deployment], "failures": []},
            {"serviceDeploymentArns": [deployment["serviceDeploymentArn"]]},
        )

    def lists(self, newest: str, definition: str) -> None:
        earlier = {"createdAt": BEGUN - timedelta(days=1), "targetServiceRevisionArn": f"{ACCOUNT}:service-revision/1"}
        brief = {
            "createdAt": BEGUN,
            "targetServiceRevisionArn": f"{ACCOUNT}:service-revision/{newest}-{definition[-1]}",
        }
        briefs = [
            {**each, "serviceDeploymentArn": f"{ACCOUNT}:service-deployment/c/s/{number}"}
            for number, each in (("7", earlier), (newest, brief))
        ]
        self.of_ecs.add_response(
            "list_service_deployments",
            {"serviceDeployments": briefs},
            {"cluster": ROLLOUT.cluster, "service": ROLLOUT.service},
        )
        if brief["targetServiceRevisionArn"] not in self.seen:
            self.seen.add(brief["targetServiceRevisionArn"])
            self.of_ecs.add_response(
                "describe_service_revisions",
                {"serviceRevisions": [{"taskDefinition": definition}], "failures": []},
                {"serviceRevisionArns": [brief["targetServiceRevisionArn"]]},
            )

    def stopped(self, *tasks: dict[str, Any]) -> None:
        self.of_ecs.add_response(
            "list_tasks",
            {"taskArns": [TASK] * len(tasks)},
            {"cluster": ROLLOUT.cluster, "serviceName": ROLLOUT.service, "desiredStatus": "STOPPED"},
        )
        if tasks:
            self.shows_tasks(*tasks)

    def is_asked_to_go_back(self) -> None:
        self.of_ecs.add_response(
            "stop_service_deployment",
            {"serviceDeploymentArn": f"{ACCOUNT}:service-deployment/c/s/8"},
            {"serviceDeploymentArn": f"{ACCOUNT}:service-deployment/c/s/8", "stopType": "ROLLBACK"},
        )


@pytest.fixture
def ecs() -> Ecs:
    return Ecs()


SINGLE: dict[str, Any] = {"status": "ACTIVE", "loadBalancers": [{}]}
CANARIES: dict[str, Any] = {
    "status": "ACTIVE",
    "loadBalancers": [{"advancedConfiguration": {"alternateTargetGroupArn": "b", "productionListenerRule": "rule"}}],
    "deploymentConfiguration": {"strategy": "CANARY"},
}


@pytest.mark.parametrize(
    ("way", "found", "refusal"),
    [
        ("rolling", CANARIES, "apiDeployment is 'rolling', but service film-studio-dev-api still deploys canaries"),
        ("canary-ready", SINGLE, ""),
        ("canary", SINGLE, "apiDeployment is 'canary', but service film-studio-dev-api has no second target group"),
    ],
)
def test_the_hooks_look_at_the_switch_first_and_follow_each_way_in_its_own_fashion(
    way: str, found: dict[str, Any], refusal: str, ecs: Ecs, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation = deploying("dev", way)
    regions: set[str] = set()

    def session(*, region_name: str, profile_name: str | None = None, botocore_session: object) -> SimpleNamespace:
        regions.add(region_name)
        return SimpleNamespace(client={"ecs": ecs.ecs, "logs": ecs.logs, "elbv2": ecs.elbv2}.__getitem__)

    monkeypatch.setattr(boto3, "Session", session)
    asked = {"cluster": "film-studio-dev", "services": ["film-studio-dev-api"]}
    ecs.of_ecs.add_response("describe_services", {"services": [found], "failures": []}, asked)
    with pytest.raises(RuntimeError, match=refusal) if refusal else nullcontext():
        asyncio.run(evaluation.hooks["api-switch"](None))

    definition = str(evaluation.state[evaluation.one("aws:ecs/taskDefinition:TaskDefinition", "api").urn]["arn"])
    running = {"serviceName": "film-studio-dev-api", "desiredCount": 1}  # nobody has stopped it
    ecs.of_ecs.add_response("describe_services", {"services": [running], "failures": []}, asked)
    if way == "canary":
        ecs.lists("8", definition)
        ecs.of_ecs.add_response("describe_service_deployments", {"serviceDeployments": [{"status": "SUCCESSFUL"}]})
    else:
        ecs.shows_service(rollout("PRIMARY", definition, "COMPLETED"))
    asyncio.run(evaluation.hooks["api-verify"](None))
    ecs.all_were_called()
    assert regions == {"us-east-2"}


def gone(minutes: int = 5, **more: Any) -> dict[str, Any]:
    """A task that began some minutes into the deployment and is no more."""
    return {**task("api", exit_code=1), "createdAt": BEGUN + timedelta(minutes=minutes), **more}


def test_a_canary_is_done_when_ecs_has_shifted_everything_and_cleaned_up(ecs: Ecs) -> None:
    for stage in ("SCALE_UP", "PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME"):
        ecs.deploys("IN_PROGRESS", stage)
        ecs.stopped()
    ecs.deploys("IN_PROGRESS", "CLEAN_UP")  # the former tasks stop: nobody counts them
    ecs.deploys("SUCCESSFUL", "CLEAN_UP")
    watch(ROLLOUT, **ecs.clients)
    ecs.all_were_called()
    assert ecs.pauses == 4


def test_a_canary_that_an_alarm_took_back_fails_with_the_alarm_and_the_last_words(ecs: Ecs) -> None:
    ecs.deploys("IN_PROGRESS", "PRODUCTION_TRAFFIC_SHIFT")
    ecs.stopped()
    ecs.deploys("ROLLBACK_IN_PROGRESS", "PRODUCTION_TRAFFIC_SHIFT")
    ecs.deploys(
        "ROLLBACK_SUCCESSFUL",
        "PRODUCTION_TRAFFIC_SHIFT",
        statusReason="Service deployment rolled back.",
        rollback={"reason": "Service deployment rolled back because the CloudWatch alarm is in ALARM."},
        alarms={"status": "TRIGGERED", "triggeredAlarmNames": ["film-studio-dev-api-errors"]},
    )
    ecs.stopped(gone())
    ecs.said("api/api/0123456789abcdef0123456789abcdef", "division by zero")
    with pytest.raises(DeploymentError) as failed:
        watch(ROLLOUT, **ecs.clients)
    text = str(failed.value)
    assert "did not keep film-studio-dev-api:7 in service film-studio-dev-api (stage PRODUCTION_TRAFFIC_SHIFT)" in text
    assert "alarm film-studio-dev-api-errors; Service deployment rolled back because the CloudWatch alarm" in text
    assert "The former version has all requests again." in text
    assert text.endswith("division by zero")
    ecs.all_were_called()


def test_a_canary_whose_tasks_keep_dying_is_taken_back_at_the_third(ecs: Ecs) -> None:
    ecs.deploys("IN_PROGRESS")
    earlier, spot, former = gone(-60), gone(stopCode="SpotInterruption"), gone(taskDefinitionArn=OLD)
    ecs.stopped(gone(), gone(), earlier, spot, former)
    ecs.deploys("IN_PROGRESS")
    ecs.stopped(gone(), gone(), gone(), earlier)
    ecs.is_asked_to_go_back()
    ecs.deploys("IN_PROGRESS")  # not asked twice
    ecs.deploys("ROLLBACK_REQUESTED")
    ecs.deploys("ROLLBACK_SUCCESSFUL")
    ecs.stopped(gone())
    ecs.said("api/api/0123456789abcdef0123456789abcdef", "ASSETS_BUCKET is missing")
    with pytest.raises(DeploymentError, match=r"stage SCALE_UP\): 3 of its tasks stopped by themselves. The former"):
        watch(ROLLOUT, **ecs.clients)
    ecs.all_were_called()


@pytest.mark.parametrize(
    ("status", "says"),
    [("ROLLBACK_FAILED", "THE ROLLBACK FAILED TOO"), ("STOPPED", "ECS stopped it where it was")],
)
def test_a_canary_that_ended_neither_here_nor_there_says_so(ecs: Ecs, status: str, says: str) -> None:
    ecs.deploys(status, "BAKE_TIME")
    ecs.stopped()
    with pytest.raises(DeploymentError, match=rf"ECS gave no reason. {says}.*which version has the requests"):
        watch(ROLLOUT, **ecs.clients)


def test_a_canary_without_end_is_taken_back(ecs: Ecs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canary, "WATCH_POLLS", 2)
    for _ in range(2):
        ecs.deploys("IN_PROGRESS", "PRE_SCALE_UP")
        ecs.stopped()
    ecs.is_asked_to_go_back()
    ecs.stopped()
    with pytest.raises(DeploymentError, match=r"api:7 was to take over .* not completed after .*stage PRE_SCALE_UP"):
        watch(ROLLOUT, **ecs.clients)
    ecs.all_were_called()


def test_a_role_that_may_not_take_back_says_why_it_wanted_to(ecs: Ecs) -> None:
    ecs.deploys("IN_PROGRESS")
    ecs.stopped(gone(), gone(), gone())
    ecs.of_ecs.add_client_error("stop_service_deployment", "AccessDeniedException", "ecs:StopServiceDeployment")
    with pytest.raises(DeploymentError, match=r"3 of its tasks stopped.*ecs:StopServiceDeployment.*Give the role"):
        watch(ROLLOUT, **ecs.clients)


def test_ecs_may_list_a_deployment_late_but_not_never(ecs: Ecs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canary, "LISTING_POLLS", 1)
    ecs.deploys("SUCCESSFUL", definition=OLD)
    ecs.deploys("SUCCESSFUL", "CLEAN_UP")
    watch(ROLLOUT, **ecs.clients)
    ecs.all_were_called()
    never = Ecs()
    for _ in range(2):
        never.deploys("SUCCESSFUL", definition=OLD)
    with pytest.raises(
        DeploymentError, match=r"has not begun to deploy film-studio-dev-api:7 .* film-studio-dev-api:6"
    ):
        watch(ROLLOUT, **never.clients)


def test_the_watch_lasts_longer_than_the_canary() -> None:
    watched = canary.WATCH_POLLS * canary.POLL_SECONDS
    assert watched >= 2 * 60 * (canary.CANARY_MINUTES + canary.BAKE_MINUTES)


# --- How to switch ------------------------------------------------------------------------------------------

PRIMARY_GROUP, SECOND_GROUP = (f"arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/{n}" for n in "ab")
SECOND = {
    "alternateTargetGroupArn": SECOND_GROUP,
    "productionListenerRule": "arn:aws:elasticloadbalancing:us-east-2:123456789012:listener-rule/app/x/1/2/3",
    "roleArn": "arn:aws:iam::123456789012:role/shift",
}


def looks(
    ecs: Ecs, *, strategy: str = "ROLLING", second: dict[str, str] | None = None, weight: int | None = None
) -> None:
    """ECS has a service that deploys by `strategy`, whose second group, if it has one, has so much `weight`."""
    balancer = {"targetGroupArn": PRIMARY_GROUP, **({"advancedConfiguration": second} if second else {})}
    service = {
        "serviceName": ROLLOUT.service,
        "status": "ACTIVE",
        "loadBalancers": [balancer],
        "deploymentConfiguration": {"strategy": strategy},
    }
    ecs.of_ecs.add_response("describe_services", {"services": [service], "failures": []})
    if weight is not None:
        weights = {PRIMARY_GROUP: 100 - weight, SECOND_GROUP: weight}
        forward = {"TargetGroups": [{"TargetGroupArn": arn, "Weight": each} for arn, each in weights.items()]}
        ecs.of_elbv2.add_response(
            "describe_rules",
            {"Rules": [{"Actions": [{"Type": "forward", "ForwardConfig": forward}]}]},
            {"RuleArns": [SECOND["productionListenerRule"]]},
        )


def switch(
    ecs: Ecs, wanted: str, *, strategy: str = "ROLLING", second: dict[str, str] | None = None, weight: int | None = None
) -> None:
    looks(ecs, strategy=strategy, second=second, weight=weight)
    check_switch(wanted=wanted, cluster=ROLLOUT.cluster, service=ROLLOUT.service, ecs=ecs.ecs, elbv2=ecs.elbv2)
    ecs.all_were_called()


def test_each_step_that_ecs_makes_may_be_made(ecs: Ecs) -> None:
    switch(ecs, "rolling")
    switch(ecs, "canary-ready")
    switch(ecs, "canary-ready", second=SECOND, weight=0)
    switch(ecs, "canary", second=SECOND)
    switch(ecs, "canary", second=SECOND, strategy="CANARY")
    switch(ecs, "canary-ready", second=SECOND, strategy="CANARY", weight=0)
    switch(ecs, "rolling", second=SECOND, weight=0)


@pytest.mark.parametrize(("second", "weight"), [(None, None), (SECOND, 0)])
def test_a_listener_may_begin_beside_the_former_while_the_first_group_has_the_requests(
    ecs: Ecs, second: dict[str, str] | None, weight: int | None
) -> None:
    looks(ecs, second=second, weight=weight)
    check_new_rule(cluster=ROLLOUT.cluster, service=ROLLOUT.service, ecs=ecs.ecs, elbv2=ecs.elbv2)
    ecs.all_were_called()


def test_a_new_listener_does_not_send_requests_to_a_group_that_a_canary_has_left(ecs: Ecs) -> None:
    looks(ecs, second=SECOND, weight=100)
    with pytest.raises(DeploymentError, match=r"The domain comes or goes.*leave domain as it was, deploy once more"):
        check_new_rule(cluster=ROLLOUT.cluster, service=ROLLOUT.service, ecs=ecs.ecs, elbv2=ecs.elbv2)


def test_the_first_rule_of_a_stack_begins_before_there_is_a_cluster(ecs: Ecs) -> None:
    ecs.of_ecs.add_client_error("describe_services", "ClusterNotFoundException", "Cluster not found.")
    check_new_rule(cluster=ROLLOUT.cluster, service=ROLLOUT.service, ecs=ecs.ecs, elbv2=ecs.elbv2)


def test_a_service_that_is_gone_may_begin_anew_in_any_way(ecs: Ecs) -> None:
    gone_service = {"serviceName": ROLLOUT.service, "status": "INACTIVE"}
    ecs.of_ecs.add_response("describe_services", {"services": [gone_service], "failures": []})
    check_switch(wanted="canary", cluster=ROLLOUT.cluster, service=ROLLOUT.service, ecs=ecs.ecs, elbv2=ecs.elbv2)


def test_a_canary_without_the_step_before_it_is_refused(ecs: Ecs) -> None:
    with pytest.raises(DeploymentError, match=r"apiDeployment is 'canary', but .* set apiDeployment to 'canary-ready'"):
        switch(ecs, "canary")


def test_canaries_are_not_left_in_one_step(ecs: Ecs) -> None:
    with pytest.raises(DeploymentError, match=r"apiDeployment is 'rolling', but .* still deploys canaries"):
        switch(ecs, "rolling", second=SECOND, strategy="CANARY")


@pytest.mark.parametrize(("wanted", "strategy"), [("canary-ready", "CANARY"), ("rolling", "ROLLING")])
def test_requests_are_not_left_in_a_group_without_tasks(ecs: Ecs, wanted: str, strategy: str) -> None:
    with pytest.raises(DeploymentError, match=rf"apiDeployment is '{wanted}', but the requests .*second target group"):
        switch(ecs, wanted, second=SECOND, strategy=strategy, weight=100)
