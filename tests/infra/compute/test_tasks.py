"""Images and tasks: what was built is what runs, confined, with its log and its secrets."""

from collections.abc import Callable
from typing import Any

import pytest

from tools.program.evaluate import Evaluation

Container = Callable[[Evaluation, str], dict[str, Any]]


def test_images_are_built_for_the_machines_that_run_them(stack: Evaluation) -> None:
    api = stack.one("docker:index/image:Image", "api").inputs["build"]
    worker = stack.one("docker:index/image:Image", "worker").inputs["build"]
    assert (api["context"], api["dockerfile"], api["platform"]) == (".", "backend/Dockerfile", "linux/arm64")
    assert (worker["context"], worker["dockerfile"], worker["platform"]) == (".", "workers/Dockerfile", "linux/amd64")
    for task, architecture in (("api", "ARM64"), ("migration", "ARM64"), ("worker", "X86_64")):
        definition = stack.one("aws:ecs/taskDefinition:TaskDefinition", task).inputs
        assert definition["runtimePlatform"]["cpuArchitecture"] == architecture


def test_every_task_runs_the_image_that_was_built_by_its_digest(stack: Evaluation, container: Container) -> None:
    for definition in stack.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        built = {"api": "api", "migration": "api", "worker": "worker"}.get(definition.name, "worker-gpu")
        image = stack.one("docker:index/image:Image", built)
        assert image.inputs["build"].get("target") == ("gpu" if built == "worker-gpu" else None)
        assert container(stack, definition.name)["image"] == stack.state[image.urn]["repoDigest"]
        assert "@sha256:" in container(stack, definition.name)["image"]


def test_only_the_build_cache_tag_may_move(stack: Evaluation) -> None:
    for repository in stack.of_type("aws:ecr/repository:Repository"):
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
        assert repository.inputs["imageTagMutabilityExclusionFilters"] == [
            {"filter": "cache", "filterType": "WILDCARD"}
        ]
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}


@pytest.mark.parametrize(
    ("task", "command"),
    [
        ("api", ["python", "-m", "film_studio"]),
        ("migration", ["python", "-m", "film_studio.migrate"]),
        ("worker", ["python", "-m", "film_workers"]),
    ],
)
def test_every_container_starts_its_program(
    stack: Evaluation, container: Container, task: str, command: list[str]
) -> None:
    assert container(stack, task)["command"] == command


def test_a_root_is_writable_only_where_there_is_a_shell_into_it(
    dev: Evaluation, production: Evaluation, container: Container
) -> None:
    assert {
        task: container(dev, task)["readonlyRootFilesystem"]
        for task in ("api", "worker", "worker-gpu24-spot", "migration")
    } == {"api": False, "worker": False, "worker-gpu24-spot": False, "migration": True}
    for definition in production.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        assert container(production, definition.name)["readonlyRootFilesystem"] is True


def test_containers_write_to_scratch_only_and_log_to_a_group_with_an_end(
    stack: Evaluation, container: Container
) -> None:
    retention = {
        g.inputs["name"]: g.inputs["retentionInDays"] for g in stack.of_type("aws:cloudwatch/logGroup:LogGroup")
    }
    for definition in stack.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        made = container(stack, definition.name)
        assert [mount["containerPath"] for mount in made["mountPoints"]] == ["/tmp"]
        assert made["linuxParameters"] == {"initProcessEnabled": True}
        assert retention[made["logConfiguration"]["options"]["awslogs-group"]] in (1, 7, 30)


def test_the_owners_password_reaches_the_migration_from_the_databases_own_secret(
    stack: Evaluation, container: Container
) -> None:
    database = stack.state[stack.one("aws:rds/instance:Instance").urn]
    secret = database["masterUserSecrets"][0]["secretArn"]
    assert container(stack, "migration")["secrets"] == [{"name": "PGPASSWORD", "valueFrom": f"{secret}:password::"}]
