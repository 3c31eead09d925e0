"""The stack `local` through the real Pulumi and the real AWS provider, against the emulator: up, no changes, destroy.

It shows what an evaluation cannot: that the provider accepts every input, and that a second run changes nothing. The
container images are the one thing replaced, because the emulator's registry takes no pushes; ci builds them apart.
"""

import json
import os
import runpy
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pulumi
import pulumi_docker
import pytest
from pulumi import automation

from contracts.outputs import OUTPUTS
from tools import environments
from tools.local_cloud.emulator import Emulator
from tools.program import stack_files

ROOT = Path(__file__).resolve().parent.parent.parent
PLUGINS = frozenset({"aws", "awsx"})
#: `required` where a missing Pulumi must not pass for a test that passed.
SWITCH = "FILM_STUDIO_ENGINE"


def missing() -> str | None:
    """Why Pulumi cannot run here; None where it can."""
    program = shutil.which("pulumi")
    if program is None:
        return "the Pulumi CLI is not on PATH"
    listed = subprocess.run([program, "plugin", "ls", "--json"], capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        return f"`pulumi plugin ls` failed: {listed.stderr.strip()}"
    installed: list[dict[str, Any]] = json.loads(listed.stdout or "[]")
    lacking = PLUGINS - {str(plugin.get("name")) for plugin in installed}
    return f"the plugins {', '.join(sorted(lacking))} are not installed: run `pulumi install`" if lacking else None


class BuiltElsewhere(pulumi.ComponentResource):
    """Takes the place of `pulumi_docker.Image`: no build, a digest as a push would report it."""

    def __init__(
        self, name: str, *, image_name: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None, **_: object
    ) -> None:
        super().__init__("tests:repository:BuiltElsewhere", name, None, opts)
        repository = pulumi.Output.from_input(image_name).apply(lambda tag: tag.rsplit(":", 1)[0])
        self.repo_digest = pulumi.Output.concat(repository, "@sha256:", "0" * 64)
        self.register_outputs({"repoDigest": self.repo_digest})


@pytest.fixture(scope="module")
def real_pulumi() -> None:
    reason = missing()
    if reason is not None:
        if os.environ.get(SWITCH) == "required":
            pytest.fail(f"{SWITCH} is 'required', but {reason}.")
        pytest.skip(f"the real Pulumi cannot run here: {reason}")


@pytest.fixture(scope="module")
def stack(real_pulumi: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[automation.Stack]:
    """The stack `local`, empty, its state in a folder of this test."""
    folder = tmp_path_factory.mktemp("pulumi")
    state = folder / "state"
    state.mkdir()
    environments.ensure("emulator")
    configuration = stack_files.read(ROOT, "local")
    region = configuration.values["aws:region"]

    def program() -> None:
        runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")

    with Emulator(folder / "emulator", region=region, services="") as emulator, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulumi_docker, "Image", BuiltElsewhere)
        made = automation.create_or_select_stack(
            stack_name="local",
            project_name=configuration.project,
            program=program,
            opts=automation.LocalWorkspaceOptions(
                work_dir=str(folder),
                project_settings=automation.ProjectSettings(
                    name=configuration.project,
                    runtime="python",
                    backend=automation.ProjectBackend(url=state.as_uri()),
                ),
                env_vars={
                    **emulator.credentials,
                    "AWS_REGION": region,
                    "AWS_EC2_METADATA_DISABLED": "true",
                    "PULUMI_BACKEND_URL": state.as_uri(),
                    "PULUMI_CONFIG_PASSPHRASE": "of a state that lives as long as this test",
                    "PULUMI_SKIP_UPDATE_CHECK": "true",
                },
            ),
        )
        made.set_all_config({key: automation.ConfigValue(value) for key, value in configuration.values.items()})
        yield made


@pytest.mark.timeout(1200)
def test_the_stack_local_comes_up_stays_as_it_is_and_goes(stack: automation.Stack) -> None:
    up = stack.up()
    try:
        assert up.summary.result == "succeeded"
        assert set(up.outputs) == set(OUTPUTS)
        # Raises when anything would change: an input that the provider normalises shows here.
        stack.preview(expect_no_changes=True)
    finally:
        stack.destroy()
    deployment: Mapping[str, Any] = stack.export_stack().deployment or {}
    assert not deployment.get("resources")


def test_without_pulumi_the_reason_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing() == "the Pulumi CLI is not on PATH"


def test_a_missing_plugin_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "pulumi"
    program.write_text('#!/bin/sh\necho \'[{"name": "aws", "kind": "resource"}]\'\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert missing() == "the plugins awsx are not installed: run `pulumi install`"
