"""A live stack on the real Pulumi: new images, failing migrations, saved plans, drift, broken-off updates."""

import json
import shutil
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.infra.rehearsal.conftest import done, is_settled, succeeded, up
from tools.rehearsal.stage import Stage
from tools.reports.drift import NOISE, differences, read_noise, report_of

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def live(stage_of: Callable[[str], Stage]) -> Stage:
    """The stack dev, up; every test leaves it settled."""
    stage = stage_of("dev")
    succeeded(up(stage, "dev"))
    return stage


@pytest.fixture
def dev(live: Stage) -> Iterator[Stage]:
    yield live
    trouble = live.trouble
    trouble.migration_exit_code = trouble.worker_exit_code = 0
    for each in (trouble.rolled_back, trouble.hostless, trouble.refuse, trouble.fail, trouble.unreadable):
        each.clear()


def test_new_images_are_deployed_when_the_migration_has_passed(dev: Stage) -> None:
    dev.cloud.counted("content")

    steps = done(succeeded(up(dev, "dev")))

    migration = next(index for index, step in enumerate(steps) if step.startswith("runs film-studio-dev-migration"))
    services = [index for index, step in enumerate(steps) if step.startswith("update Service")]
    assert services
    assert migration < min(services)
    assert is_settled(dev, "dev")


def test_a_failing_migration_stops_everything_that_would_run_new_code(dev: Stage) -> None:
    running = {each.name: each.now["taskDefinition"] for each in dev.cloud.things("aws:ecs/service:Service")}
    dev.cloud.counted("content")
    dev.trouble.migration_exit_code = 1

    failed = up(dev, "dev")

    assert not failed.succeeded
    assert "The migration failed and nothing was deployed" in failed.output
    assert dev.trouble.last_words in failed.output
    assert {each.name: each.now["taskDefinition"] for each in dev.cloud.things("aws:ecs/service:Service")} == running
    dev.trouble.migration_exit_code = 0
    again = done(succeeded(up(dev, "dev")))
    assert {step for step in again if step.startswith("update Service")} == {
        f"update Service {name}" for name in running
    }


def test_workers_whose_image_does_not_work_are_not_deployed(dev: Stage) -> None:
    """Though no worker runs: the service has no task that could fail."""
    running = dev.cloud.find("aws:ecs/service:Service", "worker").now["taskDefinition"]
    dev.cloud.counted("content")
    dev.trouble.worker_exit_code = 2

    failed = up(dev, "dev")

    assert not failed.succeeded
    assert "their service was not changed" in failed.output
    assert dev.trouble.last_words in failed.output
    assert dev.cloud.find("aws:ecs/service:Service", "worker").now["taskDefinition"] == running
    dev.trouble.worker_exit_code = 0
    assert "update Service worker" in done(succeeded(up(dev, "dev")))


def test_a_saved_plan_is_carried_out_twice_with_the_credentials_of_the_hour(dev: Stage, tmp_path: Path) -> None:
    for number in (1, 2):
        dev.cloud.counted("content")
        plan = str(tmp_path / f"{number}.json")
        succeeded(dev.pulumi("preview", "--stack", "dev", "--save-plan", plan))
        succeeded(dev.pulumi("up", "--yes", "--stack", "dev", "--plan", plan))
    assert is_settled(dev, "dev")


@pytest.mark.parametrize("service", ["api", "worker"])
def test_what_ecs_took_back_fails_the_update_and_the_next_one_deploys_it_again(dev: Stage, service: str) -> None:
    dev.cloud.counted("content")
    dev.trouble.rolled_back.add(f"film-studio-dev-{service}")

    failed = up(dev, "dev")

    assert not failed.succeeded
    assert dev.trouble.last_words in failed.output
    dev.trouble.rolled_back.clear()
    assert f"update Service {service}" in done(succeeded(up(dev, "dev")))
    found = dev.cloud.find("aws:ecs/service:Service", service)
    assert found.now["taskDefinition"] == found.properties["taskDefinition"]
    assert is_settled(dev, "dev")


RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def doors(stage: Stage) -> set[int]:
    """Ports at which the API's tasks let the load balancer in."""
    return {each.now["fromPort"] for each in stage.cloud.things(RULE) if each.name.startswith("api-from-")}


def test_another_port_is_open_beside_the_former_until_its_tasks_have_taken_over(dev: Stage) -> None:
    dev.set("dev", "apiPort", "9000")
    dev.trouble.rolled_back.add("film-studio-dev-api")
    assert not up(dev, "dev").succeeded
    assert doors(dev) == {8000, 9000}  # the former tasks serve on
    dev.trouble.rolled_back.clear()

    steps = done(succeeded(up(dev, "dev")))
    assert steps.index("update Service api") < steps.index("delete SecurityGroupIngressRule api-from-api-balancer-8000")
    assert doors(dev) == {9000}

    dev.set("dev", "apiPort", "8000")
    steps = done(succeeded(up(dev, "dev")))
    opened, closed = (f"SecurityGroupIngressRule api-from-api-balancer-{port}" for port in (8000, 9000))
    assert steps.index(f"create {opened}") < steps.index("update Service api") < steps.index(f"delete {closed}")


def test_a_domain_comes_changes_and_goes_with_both_ways_open_until_cloudfront_has_moved(dev: Stage) -> None:
    dev.set("dev", "hostedZoneId", "Z0123456789ABCDEFGHIJ")
    dev.set("dev", "domain", "a.testimony.org")
    came = done(succeeded(up(dev, "dev")))
    assert came.index("create Listener api-https") < came.index("update Distribution cdn")
    assert came.index("update Distribution cdn") < came.index("delete Listener api")
    door = "SecurityGroupIngressRule api-balancer-from-cloudfront"
    assert came.index(f"create {door}-443") < came.index("update Distribution cdn") < came.index(f"delete {door}-80")

    dev.set("dev", "domain", "b.testimony.org")
    changed = done(succeeded(up(dev, "dev")))
    moved = changed.index("update Distribution cdn")
    assert changed.index("create ListenerCertificate api-b.testimony.org") < moved
    assert moved < changed.index("delete ListenerCertificate api-a.testimony.org")

    succeeded(dev.pulumi("config", "rm", "--stack", "dev", "domain"))
    succeeded(dev.pulumi("config", "rm", "--stack", "dev", "hostedZoneId"))
    went = done(succeeded(up(dev, "dev")))
    moved = went.index("update Distribution cdn")
    assert went.index("create Listener api") < moved < went.index("delete Listener api-https")


def test_workers_end_when_the_stack_may_have_none_and_until_then_they_are_drift(dev: Stage) -> None:
    dev.cloud.drift("aws:ecs/service:Service", "worker", desiredCount=3)  # as scaling set it
    dev.set("dev", "workerCountMax", "0")

    preview = succeeded(dev.pulumi("preview", "--json", "--refresh", "--stack", "dev"))
    found = differences(json.loads(preview.output[preview.output.index("{") :]))
    report = report_of(list(found), read_noise(NOISE))
    assert "`desiredCount` of aws:ecs/service:Service `worker`" in report.text()

    succeeded(up(dev, "dev"))
    assert dev.cloud.find("aws:ecs/service:Service", "worker").now["desiredCount"] == 0
    dev.set("dev", "workerCountMax", "2")
    succeeded(up(dev, "dev"))


def test_what_changed_behind_our_back_is_seen_and_put_right(dev: Stage) -> None:
    dev.cloud.drift("aws:sqs/queue:Queue", "jobs", visibilityTimeoutSeconds=7)
    rule = dev.cloud.find("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "database-from-api-5432")
    dev.cloud.remove(rule.urn, rule.id)

    seen = succeeded(dev.pulumi("preview", "--stack", "dev", "--refresh"))

    assert seen.changes["update"] >= 1
    assert seen.changes["create"] == 1
    steps = done(succeeded(up(dev, "dev", "--refresh")))
    assert "update Queue jobs" in steps
    assert "create SecurityGroupIngressRule database-from-api-5432" in steps


def test_one_interrupt_lets_what_runs_finish_and_the_next_update_goes_on(dev: Stage) -> None:
    dev.set("dev", "logDays", "14")

    broken_off = dev.pulumi("up", "--yes", "--skip-preview", "--stack", "dev", interrupt_after=1)

    assert not broken_off.succeeded
    assert not dev.pending("dev")
    succeeded(up(dev, "dev"))
    assert {each.now["retentionInDays"] for each in dev.cloud.things("aws:cloudwatch/logGroup:LogGroup")} == {14}


def test_a_killed_update_of_what_is_there_is_finished_by_the_next(dev: Stage) -> None:
    dev.set("dev", "logDays", "30")
    killed = dev.pulumi("up", "--yes", "--skip-preview", "--stack", "dev", interrupt_after=1, interrupt=signal.SIGKILL)
    assert not killed.succeeded
    assert "currently locked" in up(dev, "dev").output

    succeeded(dev.pulumi("cancel", "--yes", "dev"))
    succeeded(up(dev, "dev"))
    assert {each.now["retentionInDays"] for each in dev.cloud.things("aws:cloudwatch/logGroup:LogGroup")} == {30}


DOMAIN = {"hostedZoneId": "Z0123456789ABCDEFGHIJ", "domain": "a.testimony.org"}


def test_gpus_and_canaries_come_and_what_collides_changes_beside_them(dev: Stage) -> None:
    """The last test of this stack. Each `up` of it changes what has little to do with each other: they are dear."""
    with _another_renderer(dev):
        _gpu_workers_are_tried(dev)
        _where_no_host_comes_they_are_not_and_a_canary_begins(dev)
        _a_canary_is_taken_back_by_its_alarm(dev)
    _a_domain_waits_for_the_first_group(dev)
    _everything_goes_again_but_the_canary(dev)
    _the_domain_comes(dev)


def _gpu_workers_are_tried(dev: Stage) -> None:
    for key, value in {
        "videoRenderer": "diffusion",
        "databaseClass": "db.t4g.small",  # whose connections suffice for more tasks
        "apiCountMax": "2",
        "apiDeployment": "canary-ready",
        "budgetUsd": "200",
    }.items():
        dev.set("dev", key, value)
    came = done(succeeded(up(dev, "dev")))
    tried = next(index for index, step in enumerate(came) if "on a host of film-studio-dev-gpu24-spot: " in step)
    assert came.index("update Group gpu24-spot") < tried < came.index("update Service worker-gpu24-spot")


def _where_no_host_comes_they_are_not_and_a_canary_begins(dev: Stage) -> None:
    dev.set("dev", "apiDeployment", "canary")
    dev.set("dev", "gpuImageId", "ami-0123456789abcdef0")  # what is pinned reaches the hosts that run
    dev.cloud.counted("content")
    dev.trouble.hostless.add("film-studio-dev-gpu24-spot")
    untried = succeeded(up(dev, "dev"))
    assert "did not run: ECS found no host for it (RESOURCE:GPU" in untried.output
    steps = done(untried)
    assert "update Service worker-gpu24-spot" in steps
    assert steps.index("update LaunchTemplate gpu24-spot") < steps.index("replaces the hosts of gpu24-spot")


def _a_canary_is_taken_back_by_its_alarm(dev: Stage) -> None:
    dev.trouble.hostless.clear()
    running = dev.cloud.find("aws:ecs/service:Service", "api").now["taskDefinition"]
    shares = _shares(dev)
    dev.cloud.counted("content")
    dev.trouble.rolled_back.add("film-studio-dev-api")

    failed = up(dev, "dev")

    assert not failed.succeeded
    assert "film-studio-dev-api-errors" in failed.output  # which of its alarms it was
    assert dev.trouble.last_words in failed.output
    assert dev.cloud.find("aws:ecs/service:Service", "api").now["taskDefinition"] == running
    assert _shares(dev) == shares  # the requests are where they were
    assert "update Service worker" not in done(failed)  # nothing runs new code that the API has not proven
    dev.trouble.rolled_back.clear()  # the next update tries it again


def _shares(stage: Stage) -> list[int]:
    """What each target group gets of the API's requests."""
    (action,) = stage.cloud.find("aws:lb/listenerRule:ListenerRule", "api-shift").now["actions"]
    return [each["weight"] for each in action["forward"]["targetGroups"]]


def _a_domain_waits_for_the_first_group(dev: Stage) -> None:
    """The first canary has left the requests in the second, and a new listener begins with the first."""
    for key, value in {**DOMAIN, "videoRenderer": "animatic"}.items():
        dev.set("dev", key, value)
    refused = dev.pulumi("preview", "--stack", "dev")
    assert not refused.succeeded
    assert "go to its second target group, where a canary has left them" in refused.output
    for key in DOMAIN:
        succeeded(dev.pulumi("config", "rm", "--stack", "dev", key))


def _everything_goes_again_but_the_canary(dev: Stage) -> None:
    """Scaling of the API and the GPU renderer are given up, another class and market come, and the network grows."""
    subnets = {each.urn: each.now["cidrBlock"] for each in dev.cloud.things("aws:ec2/subnet:Subnet")}
    for service in ("api", "worker-gpu24-spot"):
        dev.cloud.drift("aws:ecs/service:Service", service, desiredCount=2)  # as scaling set it
    for key, value in {
        "apiCountMax": "1",
        "apiSpot": "false",
        "gpuClasses": '["gpu48"]',
        "gpuMarkets": '["ondemand"]',
        "natGateway": "true",
        "zones": "3",
    }.items():
        dev.set("dev", key, value)

    shares = _shares(dev)
    steps = done(succeeded(up(dev, "dev")))

    assert "update Service api" in steps  # with the version that an alarm had taken back
    assert _shares(dev) == shares[::-1]
    assert dev.cloud.find("aws:ecs/service:Service", "api").now["desiredCount"] == 1
    # ECS refuses to let go of what a service uses, and Pulumi deletes last.
    ended = steps.index("ends service film-studio-dev-worker-gpu24-spot")
    assert ended < steps.index("update ClusterCapacityProviders cluster")
    (group,) = dev.cloud.things("aws:autoscaling/group:Group")
    assert (group.name, group.now["maxSize"]) == ("gpu48-ondemand", 0)
    now = {each.urn: each.now["cidrBlock"] for each in dev.cloud.things("aws:ec2/subnet:Subnet")}
    assert {urn: now.get(urn) for urn in subnets} == subnets
    assert len(now) == len(subnets) * 3 // 2


def _the_domain_comes(dev: Stage) -> None:
    for key, value in DOMAIN.items():
        dev.set("dev", key, value)
    came = done(succeeded(up(dev, "dev")))
    moved = came.index("update Distribution cdn")
    assert came.index("create ListenerRule api-shift") < moved < came.index("update Service api")
    assert moved < came.index("delete ListenerRule api-shift") < came.index("delete Listener api")


@contextmanager
def _another_renderer(stage: Stage) -> Generator[None]:
    """Offer one that needs a GPU, as a line in the table of the stage's own copy does."""
    folder = stage.project / "contracts"
    ours = folder.readlink()
    folder.unlink()
    shutil.copytree(ours, folder, ignore=shutil.ignore_patterns("__pycache__"))
    table = folder / "renderers.py"
    line = '    Renderer(name="diffusion", kinds=("shot",), version=1, queue="video", video_memory_gib=20),\n'
    begins = "RENDERERS: Final = _by_name(\n"
    table.write_text(table.read_text().replace(begins, begins + line, 1))
    yield
    shutil.rmtree(folder)
    folder.symlink_to(ours)
