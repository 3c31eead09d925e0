"""What the hooks around a deployment do, against AWS's own answers: success, rollback, no start, no end, no right."""

import asyncio
import dataclasses
from datetime import UTC, datetime

import pytest
from botocore.stub import ANY

from components.compute import deployment
from components.compute.deployment import DeploymentError, Run, run_once, start, verify
from tests.infra.compute.recorded_aws import ACCOUNT, NEW, OLD, ROLLOUT, RUN, TASK, Aws, rollout, task
from tools.program.evaluate import Evaluation


@pytest.fixture
def aws() -> Aws:
    return Aws()


# --- Migrations ---------------------------------------------------------------------------------------------


def test_a_migration_that_exits_with_zero_lets_the_deployment_go_on(aws: Aws) -> None:
    aws.starts_a_task()
    aws.shows_tasks({**task("migration"), "lastStatus": "RUNNING"})
    aws.shows_tasks(task("migration", exit_code=0))
    run_once(RUN, **aws.clients)
    aws.all_were_called()
    assert aws.pauses == 1


def test_a_migration_that_fails_stops_the_deployment_with_its_last_words(aws: Aws) -> None:
    aws.starts_a_task()
    aws.shows_tasks(task("migration", exit_code=1))
    aws.said("migration/migration/0123456789abcdef0123456789abcdef", "upgrade 0003", "column does not exist\n")
    with pytest.raises(DeploymentError) as failed:
        run_once(RUN, **aws.clients)
    assert "nothing was deployed: Essential container in task exited; exit code 1." in str(failed.value)
    assert str(failed.value).endswith("Its last log lines:\n  upgrade 0003\n  column does not exist")


def test_a_migration_that_cannot_be_placed_says_why(aws: Aws) -> None:
    aws.of_ecs.add_response(
        "run_task", {"tasks": [], "failures": [{"arn": "a", "reason": "RESOURCE:ENI", "detail": "no address"}]}
    )
    with pytest.raises(DeploymentError, match=r"never started: RESOURCE:ENI no address"):
        run_once(RUN, **aws.clients)


def test_a_migration_whose_image_cannot_be_pulled_says_so_though_it_has_no_exit_code(aws: Aws) -> None:
    aws.starts_a_task()
    aws.shows_tasks(task("migration", reason="CannotPullContainerError: manifest unknown"))
    aws.of_logs.add_client_error("get_log_events", "ResourceNotFoundException", "The log stream does not exist.")
    with pytest.raises(DeploymentError, match=r"CannotPullContainerError.*(?s:.*)could not be read.*does not exist"):
        run_once(RUN, **aws.clients)


def test_a_migration_without_end_is_left_running_and_named(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "MIGRATION_POLLS", 2)
    aws.starts_a_task()
    for _ in range(2):
        aws.shows_tasks({**task("migration"), "lastStatus": "RUNNING"})
    with pytest.raises(DeploymentError, match=r"has not ended after .* still runs as arn:aws:ecs.*0123456789abcdef"):
        run_once(RUN, **aws.clients)


def test_a_role_that_may_not_run_tasks_is_told_what_it_lacks(aws: Aws) -> None:
    aws.of_ecs.add_client_error("run_task", "AccessDeniedException", "not authorized to perform: ecs:RunTask")
    with pytest.raises(DeploymentError, match=r"run the migration task: .*ecs:RunTask.*Give the role that deploys"):
        run_once(RUN, **aws.clients)


# --- Tasks on hosts that may have to be started first --------------------------------------------------------

ON_A_GPU = Run(
    cluster=RUN.cluster,
    task_definition=RUN.task_definition,
    container="worker-gpu24-spot",
    log_group="/film-studio/dev/worker-gpu24-spot",
    capacity_provider="film-studio-dev-gpu24-spot",
    what="workers' check",
    failed="The workers' check of themselves failed, and their service was not changed",
)
PLACED = {"containerInstanceArn": f"{ACCOUNT}:container-instance/film-studio-dev/1"}


@pytest.fixture
def on_a_gpu(aws: Aws) -> Aws:
    aws.starts_a_task_on(ON_A_GPU.capacity_provider)
    aws.shows_tasks({**task("worker-gpu24-spot"), "lastStatus": "PROVISIONING"})
    return aws


def test_a_check_waits_for_the_host_that_is_started_for_it(on_a_gpu: Aws) -> None:
    on_a_gpu.shows_tasks({**task("worker-gpu24-spot"), "lastStatus": "PENDING", **PLACED})
    on_a_gpu.shows_tasks({**task("worker-gpu24-spot", exit_code=0), **PLACED})
    assert run_once(ON_A_GPU, **on_a_gpu.clients) is None
    on_a_gpu.all_were_called()


def test_a_check_that_fails_on_its_host_stops_the_deployment(on_a_gpu: Aws) -> None:
    for _ in range(2):
        on_a_gpu.shows_tasks({**task("worker-gpu24-spot", exit_code=2), **PLACED})
    on_a_gpu.said("worker-gpu24-spot/worker-gpu24-spot/0123456789abcdef0123456789abcdef", "there is not one GPU here")
    with pytest.raises(DeploymentError, match=r"their service was not changed.*exit code 2(?s:.*)not one GPU here"):
        run_once(ON_A_GPU, **on_a_gpu.clients)


def test_a_check_for_which_no_host_comes_is_taken_back_and_lets_the_deployment_go_on(
    on_a_gpu: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployment, "HOST_POLLS", 1)
    on_a_gpu.of_ecs.add_response("stop_task", {}, {"cluster": RUN.cluster, "task": TASK, "reason": ANY})
    untried = run_once(ON_A_GPU, **on_a_gpu.clients)
    assert untried is not None
    assert untried.startswith("no host of film-studio-dev-gpu24-spot took it within")
    on_a_gpu.all_were_called()


@pytest.mark.parametrize(
    ("ended", "says"),
    [
        ([{"stoppedReason": "RESOURCE:GPU", "stopCode": "TaskFailedToStart"}], "found no host for it (RESOURCE:GPU"),
        ([{"stopCode": "SpotInterruption", **PLACED}] * 2, "taken away before it had ended"),
    ],
)
def test_a_check_that_capacity_ended_says_nothing_of_the_image(
    on_a_gpu: Aws, ended: list[dict[str, str]], says: str
) -> None:
    for each in ended:
        on_a_gpu.shows_tasks({**task("worker-gpu24-spot"), **each})
    assert says in (run_once(ON_A_GPU, **on_a_gpu.clients) or "")
    on_a_gpu.all_were_called()


# --- What ECS made of it ------------------------------------------------------------------------------------


def test_a_deployment_is_done_when_our_task_definition_is_primary_and_complete(aws: Aws) -> None:
    aws.shows_service(rollout("PRIMARY", NEW, "IN_PROGRESS"), rollout("ACTIVE", OLD, "COMPLETED"))
    aws.shows_service(rollout("PRIMARY", NEW, "COMPLETED"))
    verify(ROLLOUT, **aws.clients)
    aws.all_were_called()


def test_a_deployment_that_ecs_rolled_back_fails_with_the_tasks_reason_and_last_words(aws: Aws) -> None:
    aws.shows_service(
        rollout("PRIMARY", OLD, "COMPLETED", "ECS deployment ecs-svc/2 completed."),
        rollout("INACTIVE", NEW, "FAILED", "ECS deployment circuit breaker: tasks failed to start.", failed=3),
    )
    aws.of_ecs.add_response(
        "list_tasks",
        {"taskArns": [TASK]},
        {"cluster": ROLLOUT.cluster, "serviceName": ROLLOUT.service, "desiredStatus": "STOPPED"},
    )
    earlier = {
        **task("api", exit_code=3),
        "taskArn": TASK.replace("0123", "9999", 1),
        "stoppedAt": datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
    }
    former = task("api", exit_code=0, definition=OLD)
    aws.shows_tasks(earlier, task("api", exit_code=1), former)
    aws.said("api/api/0123456789abcdef0123456789abcdef", "ASSETS_BUCKET is missing")
    with pytest.raises(DeploymentError) as failed:
        verify(ROLLOUT, **aws.clients)
    text = str(failed.value)
    assert "did not keep film-studio-dev-api:7 in service film-studio-dev-api, which runs film-studio-dev-api:6" in text
    assert "ECS deployment circuit breaker: tasks failed to start." in text
    assert "exit code 1." in text
    assert text.endswith("ASSETS_BUCKET is missing")


def test_a_deployment_whose_tasks_never_started_says_that(aws: Aws) -> None:
    aws.shows_service(rollout("PRIMARY", NEW, "FAILED", "tasks failed to start"))
    aws.of_ecs.add_response("list_tasks", {"taskArns": []})
    with pytest.raises(DeploymentError, match=r"No task of it has stopped within the last hour"):
        verify(ROLLOUT, **aws.clients)


def test_a_deployment_that_never_completes_is_an_error_that_says_it_goes_on(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployment, "ROLLOUT_POLLS", 2)
    for _ in range(2):
        aws.shows_service(rollout("PRIMARY", NEW, "IN_PROGRESS"))
    aws.of_ecs.add_response("list_tasks", {"taskArns": []})
    with pytest.raises(DeploymentError, match=r"has not completed its deployment.*It goes on in ECS"):
        verify(ROLLOUT, **aws.clients)


def test_a_service_that_is_gone_is_named(aws: Aws) -> None:
    aws.of_ecs.add_response("describe_services", {"services": [], "failures": [{"reason": "MISSING"}]})
    with pytest.raises(DeploymentError, match=r"film-studio-dev-api does not exist in cluster film-studio-dev"):
        verify(ROLLOUT, **aws.clients)


def test_a_role_that_may_not_look_is_told_what_it_lacks(aws: Aws) -> None:
    aws.of_ecs.add_client_error("describe_services", "AccessDeniedException", "ecs:DescribeServices")
    with pytest.raises(DeploymentError, match=r"look at the service: .*Give the role that deploys this right"):
        verify(ROLLOUT, **aws.clients)


@pytest.mark.parametrize(("failed", "accepted"), [(0, True), (2, False)])
def test_workers_may_finish_their_jobs_first_but_not_fail(aws: Aws, failed: int, accepted: bool) -> None:
    workers = dataclasses.replace(ROLLOUT, must_complete=False)
    aws.shows_service(rollout("PRIMARY", NEW, "IN_PROGRESS", failed=failed), rollout("ACTIVE", OLD, "COMPLETED"))
    if accepted:
        verify(workers, **aws.clients)
        return
    aws.shows_service(rollout("PRIMARY", NEW, "FAILED", "tasks failed to start", failed=3))
    aws.of_ecs.add_response("list_tasks", {"taskArns": []})
    with pytest.raises(DeploymentError, match="tasks failed to start"):
        verify(workers, **aws.clients)


@pytest.mark.parametrize(("desired", "starts"), [(0, True), (1, True), (2, False), (5, False)])
def test_a_service_that_somebody_stopped_has_as_many_tasks_as_it_needs_at_least(
    aws: Aws, desired: int, *, starts: bool
) -> None:
    aws.of_ecs.add_response(
        "describe_services", {"services": [{"serviceName": ROLLOUT.service, "desiredCount": desired}], "failures": []}
    )
    if starts:
        aws.of_ecs.add_response(
            "update_service",
            {"service": {}},
            {
                "cluster": ROLLOUT.cluster,
                "service": ROLLOUT.service,
                "desiredCount": 2,
                "forceNewDeployment": True,
            },
        )
    start(dataclasses.replace(ROLLOUT, at_least=2), ecs=aws.ecs)
    aws.all_were_called()


# --- Where the hooks hang -----------------------------------------------------------------------------------


def test_the_api_is_migrated_before_and_verified_after_and_workers_are_verified(cloud: Evaluation) -> None:
    services = {service.name: service.hooks for service in cloud.of_type("aws:ecs/service:Service")}
    assert services["api"] == {
        "before_create": ("api-migrate",),
        "before_update": ("api-switch", "api-migrate"),
        "after_create": ("api-verify",),
        "after_update": ("api-verify",),
    }
    for name, hooks in services.items():
        if name != "api":
            tried = {"before_create": ("worker-check",), "before_update": ("worker-check",)} if name == "worker" else {}
            assert hooks == {**tried, "after_create": (f"{name}-verify",), "after_update": (f"{name}-verify",)}
    stays = {"protected-stack-stays"} if cloud.stack == "production" else set[str]()
    hung = {hook for hooks in services.values() for names in hooks.values() for hook in names}
    watching = {hook for hook in cloud.hooks if "-build-" in hook}
    assert hung | stays | watching | {"database-change", "capacity-given-up"} == set(cloud.hooks)


def test_each_image_is_watched_while_it_is_built_and_pushed(cloud: Evaluation) -> None:
    images = {image.name: image.hooks for image in cloud.of_type("docker:index/image:Image")}
    assert {"api", "worker"} <= set(images)
    for name, hooks in images.items():
        begins, ended = (f"{name}-build-begins",), (f"{name}-build-ended",)
        around = {"before_create": begins, "before_update": begins, "after_create": ended, "after_update": ended}
        assert hooks == around


def test_the_laptop_has_no_hooks(local: Evaluation) -> None:
    assert local.hooks == {}
    assert all(not service.hooks for service in local.of_type("aws:ecs/service:Service"))


def test_the_api_waits_for_the_migrations_task_definition(cloud: Evaluation) -> None:
    definition = cloud.one("aws:ecs/taskDefinition:TaskDefinition", "migration")
    assert definition.urn in cloud.one("aws:ecs/service:Service", "api").dependencies


def test_a_hook_hands_on_what_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    known = asyncio.run(deployment._known({**vars(RUN)}))  # pyright: ignore[reportPrivateUsage] - the seam to outputs
    assert Run(**known).task_definition == RUN.task_definition
