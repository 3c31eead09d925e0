"""The workflows are valid, hold no key, run nobody else's code with rights, and take no more than they need."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.repository.commands import ROOT, in_shell, problem
from tests.repository.test_documents import PROGRAMS
from tools import groups
from tools.program import stack_files
from tools.program.evaluate import evaluate_stack

GITHUB: Final = ROOT / ".github"
FILES: Final = sorted((GITHUB / "workflows").glob("*.yml"))
BIN: Final = Path(sys.executable).parent
Workflow = dict[str, Any]


def read(path: Path) -> Workflow:
    # "on" is a boolean in YAML 1.1; as text it is what GitHub reads.
    return yaml.load(path.read_text(), Loader=yaml.BaseLoader)


WORKFLOWS: Final = {path.stem: read(path) for path in FILES}
ACTION: Final = read(GITHUB / "actions" / "pulumi" / "action.yml")


def triggers(workflow: Workflow) -> set[str]:
    on: Any = workflow["on"]
    return {on} if isinstance(on, str) else set(on)


def jobs() -> list[tuple[str, str, dict[str, Any]]]:
    return [(file, name, job) for file, workflow in WORKFLOWS.items() for name, job in workflow["jobs"].items()]


def steps() -> list[tuple[str, dict[str, Any]]]:
    found = [(f"{file}/{name}", step) for file, name, job in jobs() for step in job.get("steps", ())]
    return [*found, *(("action", step) for step in ACTION["runs"]["steps"])]


def rights(job: dict[str, Any]) -> set[str]:
    return {name for name, level in job.get("permissions", {}).items() if level == "write"}


def test_they_hold_to_githubs_schema() -> None:
    for schema, files in (
        ("vendor.github-workflows", FILES),
        ("vendor.github-actions", sorted((GITHUB / "actions").rglob("action.yml"))),
    ):
        command = [BIN / "check-jsonschema", "--builtin-schema", schema, *files]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout


def test_zizmor_finds_nothing() -> None:
    command = [BIN / "zizmor", "--offline", "--no-progress", GITHUB]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_zizmor_is_told_to_ignore_is_one_line_and_one_rule() -> None:
    """Every further exception is a decision, so it shows here."""
    ignored = [line for path in FILES for line in path.read_text().splitlines() if "zizmor: ignore" in line]
    assert [re.findall(r"ignore\[([\w-]+)\] \w+ \w+", line) for line in ignored] == [["dangerous-triggers"]]
    assert set(read(GITHUB / "zizmor.yml")["rules"]) == {"self-repository"}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_starts_with_no_permission(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    for job in WORKFLOWS[name]["jobs"].values():
        assert job["permissions"]
        assert all(level in {"read", "write"} for level in job["permissions"].values())


def test_no_key_is_stored_anywhere() -> None:
    for path in GITHUB.rglob("*.yml"):
        text = path.read_text()
        assert "secrets." not in text, path
        assert not re.search(r"aws-(access-key-id|secret-access-key)", text), path


def test_a_pull_request_never_meets_a_right_to_write() -> None:
    """Its code runs, so all it may get is a token that proves which run it is; AWS decides what that is worth."""
    for file, name, job in jobs():
        if "pull_request" in triggers(WORKFLOWS[file]):
            assert rights(job) <= {"id-token"}, f"{file}/{name}"
        assert "pull_request_target" not in triggers(WORKFLOWS[file])


def test_a_fork_gets_no_token_for_aws() -> None:
    for file, name, job in jobs():
        if "pull_request" in triggers(WORKFLOWS[file]) and "id-token" in rights(job):
            assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"], f"{file}/{name}"


def test_the_workflow_that_may_comment_runs_none_of_the_pull_requests_code() -> None:
    (comment,) = WORKFLOWS["preview-comment"]["jobs"].values()
    assert rights(comment) == {"pull-requests"}
    assert all("uses" not in step for step in comment["steps"])
    (script,) = [step["run"] for step in comment["steps"]]
    assert "preview/preview.md" in script
    assert not re.search(r"(python3?|bash|sh|source|\.) [^-\n]*preview/", script)


@pytest.mark.parametrize("where", sorted({where for where, _ in steps()}))
def test_no_expression_of_github_stands_in_a_script(where: str) -> None:
    """Inserted text would be run; an environment variable is only read."""
    for place, step in steps():
        if place == where:
            assert "${{" not in step.get("run", ""), step.get("name")


def test_scripts_stop_at_the_first_failure_before_a_pipe_too() -> None:
    for workflow in WORKFLOWS.values():
        assert workflow["defaults"] == {"run": {"shell": "bash"}}


def test_every_action_is_pinned_to_a_commit_and_says_its_version() -> None:
    for path in GITHUB.rglob("*.yml"):
        for line in path.read_text().splitlines():
            if "uses: " in line and "uses: ./" not in line:
                assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), f"{path.name}: {line}"


def test_every_job_has_a_limit_of_time() -> None:
    for file, name, job in jobs():
        assert "uses" in job or 0 < int(job["timeout-minutes"]) <= 120, f"{file}/{name}"


def test_a_checkout_leaves_no_token_behind() -> None:
    for where, step in steps():
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false", where


def test_deployments_of_one_stack_wait_for_one_another_and_are_never_broken_off() -> None:
    deploy, opened = WORKFLOWS["deploy"], WORKFLOWS["pr-stack"]["jobs"]["open"]
    removed = WORKFLOWS["pr-stack-removal"]["jobs"]["remove"]
    for place in (deploy, opened, removed):
        assert place["concurrency"]["group"].startswith("deploy-")
        assert place["concurrency"]["cancel-in-progress"] == "false"
    assert opened["concurrency"]["group"] == "deploy-pr${{ github.event.pull_request.number }}"
    assert removed["concurrency"]["group"] == "deploy-${{ matrix.stack }}"


def test_what_changes_a_stack_stands_in_a_protected_environment() -> None:
    changing = re.compile(r"pulumi (up|destroy|stack rm|stack select)")
    for file, name, job in jobs():
        script = "\n".join(step.get("run", "") for step in job.get("steps", ()))
        if changing.search(script):
            assert job.get("environment"), f"{file}/{name}"
            assert "vars.AWS_DEPLOY_ROLE_ARN" in str(job["steps"])
        elif "vars.AWS_DEPLOY_ROLE_ARN" in str(job):
            assert job.get("environment"), f"{file}/{name}"


def test_a_deployment_does_what_was_planned_and_approved() -> None:
    plan, apply = WORKFLOWS["deploy"]["jobs"]["plan"], WORKFLOWS["deploy"]["jobs"]["apply"]
    assert "--save-plan plan.json" in str(plan["steps"])
    assert "environment" not in plan
    assert apply["needs"] == "plan"
    assert 'pulumi up --stack "$STACK" --plan plan/plan.json' in apply["steps"][-2]["run"]


def test_the_quotas_are_asked_before_the_plan_is_made() -> None:
    names = [step.get("run", "") for step in WORKFLOWS["deploy"]["jobs"]["plan"]["steps"]]
    quotas = next(number for number, run in enumerate(names) if "./studio quotas" in run)
    assert quotas < next(number for number, run in enumerate(names) if "--save-plan" in run)


def test_a_stack_of_a_pull_request_is_opened_only_after_its_removal_is_armed() -> None:
    first = WORKFLOWS["pr-stack"]["jobs"]["open"]["steps"][0]
    assert "pr-stack-removal.yml" in first["run"]
    assert "exit 1" in first["run"]
    assert "schedule" in triggers(WORKFLOWS["pr-stack-removal"])
    assert WORKFLOWS["pr-stack"]["jobs"]["close"]["uses"] == "./.github/workflows/pr-stack-removal.yml"


def test_removal_runs_the_default_branch_and_not_the_pull_request() -> None:
    for name, job in WORKFLOWS["pr-stack-removal"]["jobs"].items():
        (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}", name


def test_the_site_is_skipped_with_a_notice_while_there_is_none() -> None:
    build = WORKFLOWS["pages"]["jobs"]["build"]
    (look,) = [step for step in build["steps"] if step.get("id") == "look"]
    assert "frontend/package.json" in look["run"]
    assert "::notice::" in look["run"]
    after = build["steps"][build["steps"].index(look) + 1 :]
    assert after
    assert all("steps.look.outputs.ready == 'true'" in step["if"] for step in after)


def test_every_command_in_a_workflow_exists_with_its_flags() -> None:
    found = [command for _, step in steps() for command in in_shell(step.get("run", ""), PROGRAMS)]
    assert {command[0] for command in found} == {"./studio", "aws", "gh", "pulumi"}
    assert {problem(command) for command in found} == {None}


def test_the_command_line_of_the_workflows_is_the_one_that_rehearsals_build() -> None:
    """And not older than the package of the program, which may use what it brought."""
    pinned = re.search(r"pulumi/pkg/v3 v([\d.]+)", (ROOT / "tools/rehearsal/cli/go.mod").read_text())
    assert pinned is not None
    versions = [step["with"]["pulumi-version"] for _, step in steps() if step.get("uses", "").startswith("pulumi/")]
    assert len(versions) == 2
    assert set(versions) == {pinned[1]}
    (package,) = (
        asked.removeprefix("pulumi==") for asked in groups.requirements("infra") if asked.startswith("pulumi==")
    )
    assert [int(part) for part in pinned[1].split(".")] >= [int(part) for part in package.split(".")]


def test_path_filters_name_what_is_there() -> None:
    """A filter for a folder that was renamed never fires, and nothing says so."""
    found = [
        (path.name, pattern)
        for path in FILES
        for block in re.findall(r"^    paths:\n((?:      - .+\n)+)", path.read_text(), re.MULTILINE)
        for pattern in re.findall(r"- (\S+)", block)
    ]
    assert {name for name, _ in found} == {"deploy.yml", "pages.yml"}
    for name, pattern in found:
        if not pattern.startswith("frontend/"):
            assert (ROOT / pattern.removesuffix("/**")).exists(), f"{name}: {pattern}"


def test_every_stack_that_workflows_name_has_its_file() -> None:
    choices = set(WORKFLOWS["deploy"]["on"]["workflow_dispatch"]["inputs"]["stack"]["options"])
    for file, name in (("drift", "compare"), ("preview", "engine")):
        assert set(WORKFLOWS[file]["jobs"][name]["strategy"]["matrix"]["stack"]) == choices
    for stack in choices | {"pr"}:
        assert (ROOT / f"Pulumi.{stack}.yaml").is_file(), stack


def test_a_pull_requests_stack_is_small_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Evaluated under the name that the workflow gives it, from the template that it copies."""
    for path in ROOT.iterdir():
        if path.name != ".git":
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "Pulumi.pr123.yaml").write_text(stack_files.file_of(ROOT, "pr").read_text())
    evaluation = evaluate_stack("pr123", root=tmp_path)
    assert evaluation.of_type("aws:autoscaling/group:Group") == []
    database = evaluation.one("aws:rds/instance:Instance").inputs
    assert database["identifier"] == "film-studio-pr123-database"
    assert database["instanceClass"] == "db.t4g.micro"
    assert database["skipFinalSnapshot"] is True
    assert not database["multiAz"]
    assert [resource.name for resource in evaluation.resources if resource.protect] == []
    assert all(bucket.inputs["forceDestroy"] for bucket in evaluation.of_type("aws:s3/bucket:Bucket"))
    assert evaluation.of_type("aws:wafv2/webAcl:WebAcl") == []
