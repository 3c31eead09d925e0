"""The documents tell the truth: commands exist with their flags, names are the program's, links lead somewhere."""

import re
from pathlib import Path

import pytest

from components.base.settings import TUNABLES
from contracts.outputs import GITHUB_OUTPUTS, OUTPUTS
from tests.repository.commands import ROOT, Command, in_document, in_shell, problem
from tools.command import fix, test
from tools.program import stack_files

DOCUMENTS = sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "runbooks").glob("*.md"), *ROOT.glob("*.md")])
PROGRAMS = frozenset({"./studio", "aws", "gh", "pulumi"})
#: Everything else that a shell block of ours may call: small, and the same everywhere.
PLAIN = frozenset({"git", "sed", "uv"})


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_exists_with_its_flags(path: Path) -> None:
    problems = {problem(command) for command in in_document(path.read_text(), PROGRAMS)} - {None}
    assert problems == set()


def test_the_deployment_guide_uses_every_program_it_claims_to_check() -> None:
    """A reader of commands that finds none would find no fault either."""
    found = list(in_document(document("deploy.md"), PROGRAMS))
    assert {command[0] for command in found} == PROGRAMS
    assert len(found) > 50


def test_the_deployment_guide_calls_nothing_that_is_not_checked() -> None:
    for block in re.findall(r"^```sh\n(.*?)^```", document("deploy.md"), flags=re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            assert line.split()[0] in PROGRAMS | PLAIN, line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pulumi preview --stack dev --save-plans plan.json", "`pulumi preview` has no --save-plans"),
        ("pulumi stack remove dev", "`pulumi stack remove` is not a command"),
        ("aws rds restore-db-instance --x y", "`aws rds restore-db-instance` does not exist"),
        ("aws rds wait db-instance-ready --x y", "`aws rds wait db-instance-ready` does not exist"),
        ("aws kms create-key --name x", "`aws kms create-key` has no --name"),
        ("aws database list-things", "`aws database` is not a service"),
        ("gh workflow run deploy.yml --stack x", "`gh workflow run` has no --stack"),
        ("./studio cost dev --gpus 3", "`./studio cost` has no --gpus"),
    ],
)
def test_a_command_that_does_not_exist_is_found(text: str, said: str) -> None:
    (command,) = in_shell(text, PROGRAMS)
    found = problem(command)
    assert found is not None
    assert found.startswith(said)


def test_an_unknown_studio_command_is_found() -> None:
    with pytest.raises(LookupError, match=r"`./studio deploy` is not a command"):
        problem(("./studio", "deploy"))


def test_commands_are_found_wherever_a_script_hides_them() -> None:
    script = (
        'if ! gh run download 1 --dir x; then\n  echo "it: $(pulumi stack output apiUrl)" | aws s3 sync a b > c\nfi\n'
    )
    expected: set[Command] = {
        ("gh", "run", "download", "1", "--dir", "x"),
        ("pulumi", "stack", "output", "apiUrl"),
        ("aws", "s3", "sync", "a", "b"),
    }
    assert set(in_shell(script, PROGRAMS)) == expected


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name) if name else path
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(), flags=re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in anchors, target


def test_outputs_and_files_that_the_guide_names_are_there() -> None:
    text = document("deploy.md")
    for name in re.findall(r"`pulumi stack output (\w+)`|pulumi stack output (\w+)", text):
        assert (name[0] or name[1]) in {*OUTPUTS, *GITHUB_OUTPUTS}
    table = text.split("| before | now |")[1].split("\n\n")[0]
    named = set(re.findall(r"`(\w+(?:Bucket|QueueUrl|Url|Endpoint))`", table))
    assert named <= set(OUTPUTS)
    assert {"apiUrl", "databaseEndpoint", "videoQueueUrl"} <= named
    for path in re.findall(r"`((?:components|contracts|\.github)/[\w/.-]+)`", text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("path", [*DOCUMENTS, *(ROOT / "docs" / "decisions").glob("*.md")], ids=lambda path: path.name)
def test_every_path_that_a_document_names_is_there(path: Path) -> None:
    top = {each.name for each in ROOT.iterdir() if not each.name.startswith(".")} | {".github"}
    named = re.findall(r"`(?:\./)?((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:toml|json|py|md|ya?ml))`", path.read_text())
    missing = {each for each in named if each.split("/")[0] in top and not (ROOT / each).exists()}
    assert missing == set()


def test_the_contributors_guide_names_paths_tiers_and_things_to_make_that_there_are() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert len(re.findall(r"`(?:backend|components|contracts|tests|tools|workers)/[\w/.-]+`", text)) > 40
    asked = [command[1:] for command in in_document(text, PROGRAMS) if command[0] == "./studio"]
    assert {words[0] for words in asked} >= {"dev", "logs", "test", "fix", "preview", "cost", "audit", "mutate"}
    made = {name for words in asked if words[0] == "fix" for name in words[1:] if not name.startswith("-")}
    assert made <= {each.name for each in fix.MADE}
    assert made >= {"goldens", "openapi", "locks"}
    tiers = {words[1] for words in asked if words[0] == "test" and len(words) > 1}
    programs = {"fast", "fuzz", "bare", "images", "all"}
    assert {tier for tier in tiers if not (ROOT / tier).exists()} <= {*test.TIERS, *programs}
    assert tiers >= {"fast", "infra", "backend", "workers", "system", "fuzz", "bare", "images"}


def test_settings_that_the_guide_names_are_there() -> None:
    text = document("deploy.md")
    named = set(re.findall(r"pulumi config set --stack \w+ (?:--path \")?(\w+)", text)) | {"databaseBackupDays"}
    known = {"stage", *TUNABLES}
    assert {"alarmEmail", "pagesOrigins", "protected"} <= named <= known
    assert "`databaseBackupDays`" in text


def test_names_of_resources_in_the_guide_are_those_that_the_program_gives() -> None:
    from tools.program.evaluate import evaluate_stack  # noqa: PLC0415 - only this test needs a second for it

    instance = evaluate_stack("production").one("aws:rds/instance:Instance")
    assert f"--db-instance-identifier {instance.inputs['identifier']}" in document("deploy.md")
    assert stack_files.read(ROOT, "production").project == "film-studio"


def test_every_pinned_action_is_listed_as_it_is_used() -> None:
    rows = re.findall(r"^\| `([\w./-]+)` \| (v[\d.]+) \| `([0-9a-f]{40})` \|$", document("github.md"), re.MULTILINE)
    listed = {(action, commit, version) for action, version, commit in rows}
    used: set[tuple[str, str, str]] = set()
    for path in (ROOT / ".github").rglob("*.yml"):
        used |= set(re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40}) # (v[\d.]+)", path.read_text()))
    assert listed == used


def test_every_workflow_is_described() -> None:
    described = set(re.findall(r"^\| `([\w-]+)` \|", document("github.md").split("## Pinned")[0], re.MULTILINE))
    assert described == {path.stem for path in (ROOT / ".github" / "workflows").glob("*.yml")}
