"""What the infrastructure sets is what the contract declares is what the code reads, both ways."""

import importlib
import json
from functools import cache
from typing import Any

import pytest

from contracts import environment
from contracts.environment import Variable
from contracts.outputs import OUTPUTS
from tools.program.evaluate import evaluate_stack

STACKS = ("local", "dev", "production")

evaluated = cache(evaluate_stack)

DECLARED = {
    "api": environment.API,
    "migration": environment.MIGRATION,
    "worker": environment.WORKER,
}
#: The class that reads each environment.
READERS = {
    "api": ("film_studio.kit.settings", "ApiSettings"),
    "migration": ("film_studio.kit.settings", "MigrationSettings"),
    "worker": ("film_workers.settings", "WorkerSettings"),
}


def declared_for(task: str) -> dict[str, Variable]:
    return dict(DECLARED[task.split("-", maxsplit=1)[0]])


def containers(stack: str) -> dict[str, dict[str, Any]]:
    return {
        definition.name: json.loads(definition.inputs["containerDefinitions"])[0]
        for definition in evaluated(stack).of_type("aws:ecs/taskDefinition:TaskDefinition")
    }


@pytest.mark.parametrize("stack", STACKS)
def test_every_task_sets_all_that_its_code_requires_and_nothing_that_it_does_not_read(stack: str) -> None:
    found = containers(stack)
    assert {"api", "migration", "worker"} <= set(found)
    for task, container in found.items():
        declared = declared_for(task)
        plain = [entry["name"] for entry in container["environment"]]
        injected = [entry["name"] for entry in container["secrets"]]
        assert len(set(plain + injected)) == len(plain + injected), task
        assert {name for name, variable in declared.items() if variable.required} <= set(plain) | set(injected), task
        assert set(plain) | set(injected) <= set(declared), task
        assert set(injected) == {name for name, each in declared.items() if each.secret and each.required}, task


@pytest.mark.parametrize("stack", STACKS)
def test_no_task_sets_what_belongs_to_the_platform(stack: str) -> None:
    for task, container in containers(stack).items():
        assert not environment.PLATFORM & {entry["name"] for entry in container["environment"]}, task


@pytest.mark.parametrize("stack", STACKS)
def test_no_variable_is_empty(stack: str) -> None:
    for task, container in containers(stack).items():
        empty = {entry["name"] for entry in container["environment"] if entry["value"] == ""}
        assert not empty, task


@pytest.mark.parametrize("stack", STACKS)
def test_database_urls_name_host_port_role_and_database_and_carry_no_password(stack: str) -> None:
    found = containers(stack)
    database = evaluated(stack).one("aws:rds/instance:Instance")
    host = evaluated(stack).state[database.urn]["address"]
    tls = (
        "sslmode=disable"
        if stack == "local"
        else "sslmode=verify-full&sslrootcert=/etc/ssl/certs/rds-global-bundle.pem"
    )
    for task, name, role in (
        ("api", "DATABASE_URL", "film_studio_app"),
        ("api", "DATABASE_SYSTEM_URL", "film_studio_system"),
        ("migration", "DATABASE_OWNER_URL", "film_studio_owner"),
    ):
        values = {entry["name"]: entry["value"] for entry in found[task]["environment"]}
        assert values[name] == f"postgresql://{role}@{host}:5432/film_studio?{tls}"


@pytest.mark.parametrize("task", READERS)
def test_the_code_reads_exactly_what_the_contract_declares(task: str) -> None:
    module, reader = READERS[task]
    settings: Any = getattr(importlib.import_module(module), reader)
    assert settings.variable_names() == frozenset(DECLARED[task])


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("task", READERS)
def test_the_code_accepts_the_environment_that_its_task_sets(
    stack: str, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, reader = READERS[task]
    settings: Any = getattr(importlib.import_module(module), reader)
    container = containers(stack)[task]
    for name in DECLARED[task]:
        monkeypatch.delenv(name, raising=False)
    for entry in container["environment"]:
        monkeypatch.setenv(entry["name"], entry["value"])
    for entry in container["secrets"]:
        monkeypatch.setenv(entry["name"], "injected")
    assert settings.from_environment() is not None


@pytest.mark.parametrize("stack", STACKS)
def test_the_program_exports_exactly_the_declared_outputs(stack: str) -> None:
    assert set(evaluated(stack).outputs) == set(OUTPUTS)
    assert all(evaluated(stack).outputs.values())


def test_a_gpu_worker_reads_the_same_environment_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = {name for name in containers("production") if name.startswith("worker-gpu")}
    assert gpu == {"worker-gpu24-spot", "worker-gpu24-ondemand", "worker-gpu48-spot", "worker-gpu48-ondemand"}
    settings: Any = importlib.import_module("film_workers.settings").WorkerSettings
    for name in gpu:
        for entry in containers("production")[name]["environment"]:
            monkeypatch.setenv(entry["name"], entry["value"])
        assert settings.from_environment() is not None


def test_the_cpu_worker_takes_from_every_queue_whose_renderer_needs_no_gpu() -> None:
    for stack in STACKS:
        values = {entry["name"]: entry["value"] for entry in containers(stack)["worker"]["environment"]}
        assert values["WORK_QUEUES"] == "jobs,video,voice"
        assert values["RENDERERS"] == "animatic,assembly,cp_sat,effects,formant,kokoro,orchestra,plates,score,typst"
