"""A wrong stack file, as a person writes it and sees it refused: key, value and fix, and nothing registered."""
# ruff: noqa: E501 - a mistake is one line

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pulumi
import pytest

from tools.command.__main__ import main as studio
from tools.program import evaluate, stack_files
from tools.program.evaluate import ROOT, Recorded, default_outputs, evaluate_stack

#: What the person wrote (lines under `config:`, on top of a stack's file) → what has to be in the answer.
WRONG = {
    "an unknown key": ("dev", "film-studio:gpuMaxx: 4", ["'gpuMaxx' in Pulumi.wrong.yaml", "gpuMax"]),
    "a key without the project": ("dev", "apiPrt: 8000", ["'apiPrt' in Pulumi.wrong.yaml", "Did you mean 'apiPort'"]),
    "a wrong unit": ("dev", "film-studio:visibilitySeconds: 2 minutes", ["visibilitySeconds", "2 minutes", "without a unit"]),
    "a size with a unit": ("dev", "film-studio:databaseStorageGib: 20GB", ["databaseStorageGib", "20GB", "from 20 to"]),
    "a GPU class that does not exist": ("dev", "film-studio:gpuClasses: [gpu9000]", ["gpuClasses", "gpu9000", "gpu24, gpu48"]),
    "an origin with a path": (
        "dev",
        "film-studio:pagesOrigins: ['https://owner.github.io/ai-film-studio']",
        ["pagesOrigins", "https://owner.github.io/ai-film-studio", "no path"],
    ),
    "a domain without a zone": (
        "dev",
        "film-studio:domain: studio.example.org",
        ["domain", "studio.example.org", "hostedZoneId is missing", "set both, or neither"],
    ),
    "a zone without a domain": ("dev", "film-studio:hostedZoneId: Z0123456789ABC", ["hostedZoneId", "domain is missing"]),
    "a budget below the idle cost": ("production", "film-studio:budgetUsd: 100", ["budgetUsd", "100", "raise it to at least"]),
    "more tasks than the database has connections": (
        "dev",
        "film-studio:apiCountMax: 50",
        ["apiCountMax is 50", "databaseClass 'db.t4g.micro' accepts 112", "lower apiCountMax to 1"],
    ),
    "a database too small for its tasks": (
        "production",
        "film-studio:databaseClass: db.t4g.small",
        ["apiCountMax is 6", "358 connections", "take a larger class"],
    ),
    "nobody to read alarms": ("dev", "film-studio:alarmEmail: ''", ["alarmEmail", "one mail address"]),
    "a secret where none belongs": (
        "dev",
        "film-studio:alarmEmail: {secure: v1:AAAA}",
        ["alarmEmail is encrypted", "pulumi config set --stack wrong alarmEmail VALUE", "without --secret"],
    ),
    "GitHub's roles without their repository": (
        "dev",
        "film-studio:githubRoles: true",
        ["githubRepository is missing", "OWNER/NAME"],
    ),
    "a list where a word belongs": ("dev", "film-studio:databaseAuth: [iam]", ["databaseAuth", "'iam' or 'password'"]),
    "a yes that YAML keeps as text": ("dev", "film-studio:apiSpot: 'yes'", ["apiSpot", "'yes'", "true or false"]),
    "no region": ("dev", "aws:region: ''", ["aws:region", "us-east-2"]),
    "a stage that does not exist": ("dev", "film-studio:stage: staging", ["stage", "staging", "dev, pr, production"]),
}  # fmt: skip


def _written(folder: Path, like: str, line: str, name: str = "wrong") -> None:
    """A stack's file with one line changed or added, beside the program of this checkout."""
    key = line.split(": ", 1)[0]
    names = {key, key if ":" in key else f"film-studio:{key}"}
    kept: list[str] = []
    skipping = False
    for text in stack_files.file_of(ROOT, like).read_text().splitlines():
        found = text.strip().split(": ", 1)[0].removesuffix(":")
        skipping = found in names or (skipping and text.strip().startswith("- "))
        if not skipping:
            kept.append(text)
    (folder / f"Pulumi.{name}.yaml").write_text("\n".join([*kept, f"  {line}"]))
    (folder / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """Write a stack's file where the tools look for one."""
    read = stack_files.read

    def elsewhere(_root: Path, stack: str, *values: dict[str, str] | None) -> stack_files.StackConfiguration:
        return read(tmp_path, stack, *values)

    def written(like: str, line: str, name: str = "wrong") -> None:
        _written(tmp_path, like, line, name)
        monkeypatch.setattr(stack_files, "read", elsewhere)

    return written


@pytest.mark.parametrize("mistake", WRONG)
@pytest.mark.parametrize("as_preview", [False, True], ids=["update", "preview"])
def test_a_wrong_stack_file_is_refused_before_anything_is_registered(
    mistake: str, as_preview: bool, write: Callable[[str, str], None]
) -> None:
    like, line, said = WRONG[mistake]
    write(like, line)
    registered: list[str] = []

    def cloud(resource: Recorded) -> dict[str, object]:
        registered.append(resource.urn)
        return dict(default_outputs(resource))

    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the text is looked at
        evaluate_stack("wrong", outputs_for=cloud, preview=as_preview)
    for words in said:
        assert words in str(refused.value)
    assert registered == []
    # Pulumi prints such an error without a stack trace.
    assert isinstance(refused.value, pulumi.RunError)


def _evaluate(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> int:
    monkeypatch.setattr("sys.argv", ["evaluate", *arguments])
    with pytest.raises(SystemExit) as ended:
        evaluate.main()
    sys.stderr.write(str(ended.value.code))
    return 1


@pytest.mark.parametrize("mistake", ["an unknown key", "an origin with a path", "a budget below the idle cost"])
def test_every_command_says_so_in_a_sentence_and_fails(
    mistake: str,
    write: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    like, line, said = WRONG[mistake]
    write(like, line)
    commands: list[Callable[[], int]] = [
        *(partial(studio, [name, "wrong"]) for name in ("preview", "cost", "diagram")),
        partial(_evaluate, monkeypatch, ["wrong"]),
    ]
    for run in commands:
        assert run() != 0
        told = capsys.readouterr()
        for words in said:
            assert words in told.out + told.err
        assert "Traceback" not in told.out + told.err


@pytest.mark.parametrize(
    ("name", "like", "says"),
    [
        ("devtwo-b", "dev", "With capitals or hyphens two stacks could share a name."),
        ("prod", "production", "call it something else, for instance 'live' or 'production'"),
        ("averyverylongname", "dev", "at most 13"),
    ],
)
def test_a_stack_that_could_share_a_name_with_another_is_refused(
    name: str, like: str, says: str, write: Callable[[str, str, str], None]
) -> None:
    write(like, "film-studio:logDays: 7", name)
    with pytest.raises(ValueError, match=says):
        evaluate_stack(name)


# --- The address of the example -------------------------------------------------------------------------------


@pytest.fixture
def as_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the stand-in that tools put in the place of the example's address."""

    def unchanged(configuration: stack_files.StackConfiguration) -> stack_files.StackConfiguration:
        return configuration

    monkeypatch.setattr(evaluate, "_with_somebody_to_read_alarms", unchanged)


@pytest.mark.parametrize("stack", ["dev", "production"])
@pytest.mark.usefixtures("as_the_engine")
@pytest.mark.parametrize("address", ["ops@example.com", "me@mail.example.org", "a@b.test", "x@y.invalid"])
def test_an_update_refuses_to_send_alarms_to_an_example(stack: str, address: str) -> None:
    registered: list[Recorded] = []

    def cloud(resource: Recorded) -> dict[str, object]:
        registered.append(resource)
        return dict(default_outputs(resource))

    says = rf"alarmEmail is '{address}' in stack '{stack}'.*pulumi config set --stack {stack} alarmEmail ADDRESS"
    with pytest.raises(ValueError, match=says):
        evaluate_stack(stack, outputs_for=cloud, overrides={"film-studio:alarmEmail": address})
    assert registered == []


def test_a_preview_says_that_an_update_will_refuse_the_example() -> None:
    told = [text for severity, text in evaluate_stack("dev", preview=True).messages if severity == "warning"]
    assert any("ops@example.com" in text and "`pulumi up` refuses it" in text for text in told)


@pytest.mark.usefixtures("as_the_engine")
def test_an_address_that_somebody_may_have_is_used_as_it_is() -> None:
    evaluation = evaluate_stack("dev", overrides={"film-studio:alarmEmail": "crew@testimony.org"})
    assert evaluation.one("aws:sns/topicSubscription:TopicSubscription", "alarms-mail").inputs["endpoint"] == (
        "crew@testimony.org"
    )


@pytest.mark.usefixtures("as_the_engine")
@pytest.mark.parametrize("stack", ["local", "pr"])
def test_a_stack_without_alarms_needs_nobody(stack: str) -> None:
    assert not any("alarmEmail" in text for _, text in evaluate_stack(stack).messages)
