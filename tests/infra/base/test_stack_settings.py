"""Wrong settings stop before anything is registered, and say what to do."""

import dataclasses
import re

import pytest

from components.base import prices
from components.base.database_classes import SIZES, arm_twin, memory_gib
from components.base.setting_loading import FORMER_NAMES, load
from components.base.setting_warnings import warnings
from components.base.settings import TUNABLES, Settings
from components.base.stages import STAGES
from tools.program.evaluate import ROOT, Recorded, default_outputs, evaluate_stack
from tools.program.stack_files import OF_TESTS, StackFileError, file_of, read


def settings(stack: str = "dev", *, called: str | None = None, **values: str) -> Settings:
    """The settings of a stack's file with `values` on top, for that stack or for one `called` otherwise."""
    overrides = {f"film-studio:{key}": value for key, value in values.items()}
    configuration = read(ROOT, stack, overrides).values
    return load(project="film-studio", stack=stack if called is None else called, configuration=configuration)


@pytest.mark.parametrize(
    ("stack", "key", "value", "explains"),
    [
        ("dev", "apiprot", "8000", r"'apiprot' .*Did you mean 'apiPort'"),
        ("dev", "apiPrt", "8000", r"'apiPrt' in Pulumi\.dev\.yaml is not a setting.*apiPort"),
        ("dev", "xyzzy", "1", r"'xyzzy' .* not a setting. Known keys: .*apiPort"),
        ("dev", "apiPort", "http", r"apiPort is 'http'; it takes a whole number from 1024 to 65535"),
        ("dev", "apiPort", "70000", r"apiPort is '70000'; it takes a whole number from 1024 to 65535"),
        ("dev", "apiPort", "80", r"apiPort is '80'; it takes .*not root, so none below 1024"),
        ("dev", "otlpEndpoint", "http://collector.example.org:4318", r"otlpEndpoint .*on port 443"),
        ("dev", "otlpEndpoint", "https://key@collector.example.org", r"otlpEndpoint .*without a key"),
        ("dev", "visibilitySeconds", "120s", r"visibilitySeconds is '120s'.*without a unit"),
        ("dev", "visibilitySeconds", "2 minutes", r"visibilitySeconds .*without a unit"),
        ("dev", "visibilitySeconds", "3", r"visibilitySeconds is '3'; it takes a whole number from 15 to 900"),
        ("dev", "visibilitySeconds", "59", r"visibilitySeconds is 59 in stage 'dev': .*Set it to at least 60"),
        ("dev", "apiMemoryMib", "1GB", r"apiMemoryMib is '1GB'.*without a unit"),
        ("dev", "apiMemoryMib", "8192", r"apiMemoryMib is 8192.*apiCpu 512: take 1024 to 4096 MiB in steps of 1024"),
        ("dev", "apiCpu", "500", r"apiCpu is '500'; it takes one of 256, 512"),
        ("dev", "apiSpot", "yes", r"apiSpot is 'yes'; it takes true or false"),
        ("dev", "gpuClasses", '["gpu96"]', r"gpuClasses .*some of gpu24, gpu48"),
        ("dev", "gpuOndemandMax", "0", r"gpuOndemandMax is '0'; it takes a whole number from 1 to 49"),
        (
            "production",
            "gpuOndemandMax",
            "4",
            r"gpuOndemandMax is 4.*none of gpuMax \(4\) to spot: raise gpuMax to .* 5",
        ),
        ("production", "gpuMax", "1", r"gpuOndemandMax is 1.*none of gpuMax \(1\) to spot: .*name one market"),
        ("dev", "gpuClasses", "gpu24", r"gpuClasses is 'gpu24'; it takes a list.*such as \[\"gpu24\"\]"),
        ("dev", "gpuClasses", '["gpu24","gpu24"]', r"gpuClasses .*each once"),
        ("dev", "pagesOrigins", '["https://owner.github.io/studio"]', r"pagesOrigins .*no path"),
        ("dev", "pagesOrigins", '["https://owner.github.io/"]', r"pagesOrigins .*no slash at the end"),
        ("dev", "pagesOrigins", '["*"]', r"pagesOrigins .*no \*"),
        ("dev", "pagesOrigins", '["http://owner.github.io"]', r"pagesOrigins .*'http://owner.github.io' is not one"),
        ("dev", "pagesOrigins", "https://owner.github.io", r"pagesOrigins .*a list of origins"),
        ("dev", "pagesOrigins", "[1]", r"pagesOrigins .*a list of origins"),
        ("dev", "siteUrl", "https://o.github.io/studio", r"siteUrl .*: add 'https://o.github.io' to pagesOrigins"),
        (
            "dev",
            "siteUrl",
            "http://owner.github.io",
            r"siteUrl is 'http://owner.github.io'; it takes the site's address",
        ),
        ("dev", "siteUrl", "https://o.github.io/#x", r"siteUrl .*without \? and #"),
        ("dev", "edge", "none", r"edge is 'none' in stage 'dev'.*'cloudfront'"),
        ("production", "databaseAuth", "password", r"databaseAuth is 'password' in stage 'production'.*'iam'"),
        ("dev", "edge", "fastly", r"edge is 'fastly'; it takes 'cloudfront' or 'none'"),
        ("dev", "videoRenderer", "diffusion", r"videoRenderer is 'diffusion'; it takes 'animatic'"),
        ("dev", "voiceRenderer", "animatic", r"voiceRenderer is 'animatic'; it takes 'formant' or 'kokoro'"),
        ("dev", "scoreRenderer", "formant", r"scoreRenderer is 'formant'; it takes 'score' or 'orchestra'"),
        ("dev", "workerCountMin", "5", r"workerCountMin is 5, more than workerCountMax \(2\)"),
        ("dev", "databaseClass", "t4g.micro", r"databaseClass .*db\.t4g\.micro"),
        ("dev", "databaseClass", "db.t4g.nano", r"databaseClass is 'db.t4g.nano'.*of db.t4g there are micro, small"),
        ("dev", "databaseClass", "db.x9z.large", r"databaseClass is 'db.x9z.large'.*of one of m5, .*t4g"),
        ("production", "databaseClass", "db.t4g.micro", r"databaseClass is 'db.t4g.micro', whose 1 GiB .*db.t4g.small"),
        ("production", "apiSpot", "true", r"apiSpot is true in stage 'production'.*: set it to false"),
        ("production", "apiCountMin", "1", r"apiCountMin is 1 in stage 'production': .*Set it to at least 2"),
        ("production", "stage", "dev", r"stage is 'dev' in stack 'production': .*Set stage to 'production'"),
        ("dev", "workerCountMax", "100", r"workerCountMax is 100: 200 vCPU .* in 8\.9 hours.*raise budgetUsd"),
        ("dev", "region", "us-east-1", r"'region' in Pulumi\.dev\.yaml is not a setting .*write aws:region"),
        ("production", "databaseStorageMaxGib", "50", r"databaseStorageMaxGib is 50; RDS wants at least 10 %"),
        ("dev", "alarms", "false", r"alarms is false in stage 'dev'; only the stages local and pr may.*set it to true"),
        ("dev", "alarmEmail", "ops", r"alarmEmail is 'ops'; it takes one mail address, such as ops@example.com"),
        ("dev", "alarmEmail", "a@b.org, c@d.org", r"alarmEmail .*one mail address"),
        ("dev", "budgetUsd", "75 USD", r"budgetUsd is '75 USD'; it takes a whole number.*without a unit"),
        (
            "dev",
            "budgetUsd",
            "30",
            r"budgetUsd is 30, but stack 'dev' costs \$\d+ a month even when nobody works: raise it",
        ),
        ("dev", "budgetUsd", "40", r"budgetUsd is 40, but stack 'dev' costs \$40 a month .*raise it to at least 50"),
        ("production", "budgetUsd", "200", r"budgetUsd is 200, but stack 'production' costs \$2\d\d a month"),
        ("dev", "stateBucket", "s3://studio-state", r"stateBucket is 's3://studio-state'; it takes .*without s3://"),
        ("dev", "stateKeyAlias", "studio", r"stateKeyAlias is 'studio'; it takes the alias of a KMS key.*alias/film"),
        ("dev", "stateKeyAlias", "alias/aws/s3", r"stateKeyAlias is 'alias/aws/s3'.*a KMS key of yours"),
        ("dev", "githubZones", '["example.org"]', r"githubZones .*a list of ids of zones in Route 53"),
        ("dev", "githubDeploys", "yes", r"githubDeploys is 'yes'; it takes true or false"),
        ("dev", "backupCopyRegion", "us-west-2", r"backupCopyRegion .*backupVaultDays is 0: there would be nothing"),
        ("production", "backupCopyRegion", "us-east-2", r"where stack 'production' is itself.*Name another"),
        ("production", "backupCopyRegion", "Ohio", r"backupCopyRegion is 'Ohio'; it takes the name of a region"),
        ("production", "officeHours", "08-20 Europe/Berlin Mon-Fri", r"officeHours .* only the stages dev and pr may"),
        ("dev", "officeHours", "8-20 Berlin", r"officeHours is '8-20 Berlin'; it takes hours of a week, such as"),
        ("dev", "officeHours", "20-08 UTC Mon-Fri", r"open before they close on the same day"),
        ("dev", "officeHours", "08-20 Europe/Bonn Mon", r"a zone of the IANA's list"),
        ("dev", "officeHours", "08-20 UTC Fri-Mon", r"days from Mon to Sun, in that order"),
        ("dev", "gpuWarmHours", "08-20 UTC Mon-Fri", r"no chosen renderer needs a GPU: there is nothing to keep warm"),
        ("dev", "logDays", "10", r"logDays is '10'; it takes one of 1, 3, 5, 7"),
        ("dev", "stage", "staging", r"stage is 'staging' in stack 'dev'; it is one of local, dev, pr, production"),
    ],
)
def test_a_wrong_setting_names_the_key_the_value_and_the_fix(stack: str, key: str, value: str, explains: str) -> None:
    with pytest.raises(ValueError, match=explains):
        settings(stack, **{key: value})


def test_a_wrong_region_is_explained() -> None:
    with pytest.raises(ValueError, match=r"aws:region is 'Ohio' in stack 'dev'.*us-east-2"):
        load(project="film-studio", stack="dev", configuration={"aws:region": "Ohio", "film-studio:stage": "dev"})


@pytest.mark.parametrize(
    ("region", "explains"),
    [
        ("us-gov-west-1", r"partition of its own .*Set it to us-east-2"),
        ("cn-north-1", r"partition of its own"),
        ("mx-central-1", r"CloudFront has no VPC origins.*take one of .*us-east-2"),
    ],
)
def test_a_region_in_which_nothing_would_lead_to_the_api_is_refused(region: str, explains: str) -> None:
    configuration = {**read(ROOT, "dev").values, "aws:region": region}
    with pytest.raises(ValueError, match=rf"aws:region is '{region}' in stack 'dev', .*{explains}"):
        load(project="film-studio", stack="dev", configuration=configuration)


def _warned(stack: str = "dev", **values: str) -> list[str]:
    return list(warnings(settings(stack, pagesOrigins='["https://owner.github.io"]', **values)))


@pytest.mark.parametrize(
    ("stack", "values", "says"),
    [
        ("dev", {"workerCountMax": "0"}, r"workerCountMax is 0: .*`pulumi config set --stack dev workerCountMax 1`"),
        ("dev", {"databaseClass": "db.t3.micro", "budgetUsd": "100"}, r"databaseClass .*Intel.*: db.t4g.micro has"),
        ("dev", {"databaseClass": "db.m6i.32xlarge"}, r"databaseClass .*no Graviton class"),
        ("dev", {"budgetUsd": "44"}, r"budgetUsd is 44, .*Raise it to at least 50"),
        (
            "production",
            {"workerCountMax": "100", "workerCpu": "8192", "workerMemoryMib": "16384"},
            r"workerCountMax is 100: at full work 800 vCPU .*starts with 6 vCPU .*studio quotas production",
        ),
    ],
)
def test_what_would_surprise_is_said_with_the_fix(stack: str, values: dict[str, str], says: str) -> None:
    assert any(re.search(says, text) for text in _warned(stack, **values)), _warned(stack, **values)


@pytest.mark.parametrize("stack", ["dev", "production"])
def test_stacks_as_they_are_surprise_nobody(stack: str) -> None:
    assert _warned(stack) == []


@pytest.mark.parametrize("preview", [False, True], ids=["update", "preview"])
def test_warnings_reach_whoever_deploys(preview: bool) -> None:
    told = evaluate_stack("dev", overrides={"film-studio:workerCountMax": "0"}, preview=preview).messages
    assert any(severity == "warning" and "workerCountMax is 0" in text for severity, text in told)


def test_every_class_of_databases_has_a_memory() -> None:
    for family, sizes in SIZES.items():
        assert all(memory_gib(f"db.{family}.{size}") for size in sizes)
    assert arm_twin("db.m5.2xlarge") == "db.m7g.2xlarge"
    assert arm_twin("db.r6i.24xlarge") == "db.r8g.24xlarge"
    assert arm_twin("db.r6i.32xlarge") is None


@pytest.mark.parametrize("stack", ["Dev", "dev-two", "2", "developmentandmore", ""])
def test_a_stack_whose_names_could_meet_another_stacks_is_refused(stack: str) -> None:
    with pytest.raises(ValueError, match=r"cannot name resources"):
        settings(called=stack)


def test_a_stack_whose_alarms_would_reach_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match=r"alarmEmail is missing in stack 'dev'.*Set it in Pulumi\.dev\.yaml"):
        load(
            project="film-studio",
            stack="dev",
            configuration={"aws:region": "us-east-2", "film-studio:stage": "dev"},
        )


def test_a_budget_is_what_users_were_promised_unless_the_stack_says_otherwise() -> None:
    for stage in ("dev", "production"):
        assert settings(stage).budget_usd == prices.load().promised[stage].usd_month
    assert settings("dev", budgetUsd="90").budget_usd == 90


def test_nothing_is_registered_when_a_setting_is_wrong() -> None:
    registered: list[str] = []

    def cloud(resource: Recorded) -> dict[str, object]:
        registered.append(resource.urn)
        return dict(default_outputs(resource))

    with pytest.raises(ValueError, match="apiPrt"):
        evaluate_stack("dev", outputs_for=cloud, overrides={"film-studio:apiPrt": "8000"})
    assert registered == []


def test_a_stack_has_to_say_its_stage() -> None:
    with pytest.raises(ValueError, match=r"stage is '' in stack 'production'; it is one of local, dev"):
        load(project="film-studio", stack="production", configuration={"aws:region": "us-east-2"})


@pytest.mark.parametrize(
    ("called", "stage", "explains"),
    [
        (
            "prod",
            "production",
            r"Stack 'prod' begins with 'pr', as the stacks of pull requests do.*call it something else",
        ),
        ("preview", "dev", r"Stack 'preview' begins with 'pr'"),
        ("pr12", "dev", r"stage is 'dev' in stack 'pr12'.*set stage to pr"),
        ("qa", "pr", r"stage is 'pr' in stack 'qa'.*take another stage, or call the stack pr and a number"),
    ],
)
def test_no_stack_is_in_reach_of_the_workflows_of_pull_requests_by_accident(
    called: str, stage: str, explains: str
) -> None:
    with pytest.raises(ValueError, match=explains):
        settings("production", called=called, stage=stage)


def test_stacks_differ_in_their_files_and_nowhere_else() -> None:
    assert {path.name.split(".")[1] for path in (ROOT / OF_TESTS).glob("Pulumi.*.yaml")} == set(STAGES)
    alike = {
        stage: dataclasses.replace(settings("production", called=called, stage=stage), stack="", stage="")
        for stage, called in zip(STAGES, ("local", "dev", "pr12", "production"), strict=True)
    }
    assert len(set(alike.values())) == 1


def test_a_stack_file_holds_no_secret_and_no_address_of_an_account() -> None:
    for stage in STAGES:
        configuration = read(ROOT, stage)
        assert not configuration.secret_keys
        text = file_of(ROOT, stage).read_text()
        assert not re.search(r"\b\d{12}\b|AKIA|arn:aws:|password:|token:|BEGIN ", text)


def test_an_unknown_stack_lists_those_that_exist() -> None:
    with pytest.raises(StackFileError, match=r"There is no stack 'prod'. Stacks here: .*dev, local, .*production"):
        evaluate_stack("prod")


@pytest.mark.parametrize(("former", "now"), FORMER_NAMES.items())
def test_a_stack_file_with_a_settings_former_name_is_told_the_new_one(former: str, now: str) -> None:
    with pytest.raises(ValueError, match=rf"'{former}' in Pulumi\.dev\.yaml is now called '{now}'"):
        settings("dev", **{former: "true"})
    assert now in TUNABLES
    assert former not in TUNABLES


def test_every_setting_says_how_it_is_read_and_why_it_is_there() -> None:
    fields = {field.name for field in dataclasses.fields(Settings)}
    assert {setting.name for setting in TUNABLES.values()} == fields - {
        "project", "stack", "region", "stage", "renderers",
    }  # fmt: skip
    assert all(setting.reason for setting in TUNABLES.values())
