"""What a change does, in words: losses first, then exposure, privileges, cost and the list."""

import dataclasses
import difflib
import json
from typing import Any

import pytest

from tests.tools.reports.registrations import changed, evaluated, mapped, with_right, without, without_right
from tools.command.__main__ import main as studio
from tools.errors import StudioError
from tools.program.evaluate import ROOT, Evaluation
from tools.program.replacement import IMMUTABLE, STATEFUL
from tools.reports.preview import golden
from tools.reports.preview.baseline import evaluated_at
from tools.reports.preview.report import LOSSES, OK, VIOLATIONS, Preview, preview_of

BUCKET = "aws:s3/bucket:Bucket"
DATABASE = "aws:rds/instance:Instance"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
RECEIVE = ("sqs:ReceiveMessage", "sqs:DeleteMessage")
QUEUE = "aws:sqs/queue:Queue"


def of(after: Evaluation, before: Evaluation | None = None) -> Preview:
    return preview_of(before or evaluated("dev"), after, against="the last commit")


def kinds(found: Preview) -> set[tuple[str, str]]:
    return {(change.kind, change.resource.name) for change in found.changes}


def test_the_same_program_changes_nothing() -> None:
    found = of(evaluated("dev"))

    assert found.summary() == "no change"
    assert not found.exposures
    assert not found.rights
    assert not found.cost
    assert found.exit_code == OK


def test_a_property_that_can_change_in_place_is_an_update_with_both_values() -> None:
    found = of(changed(evaluated("dev"), QUEUE, "video", visibilityTimeoutSeconds=300))

    assert kinds(found) == {("updated", "video")}
    assert "visibilityTimeoutSeconds: 120 → 300" in found.text()
    assert found.exit_code == OK


def test_a_renamed_queue_is_replaced_and_its_messages_are_named_as_lost_before_all_else() -> None:
    found = of(changed(evaluated("dev"), QUEUE, "video", name="film-studio-dev-pictures"))

    assert kinds(found) == {("replaced", "video")}
    assert found.exit_code == LOSSES
    loud = found.text().splitlines()[2]
    assert loud.startswith("!! queue video is REPLACED because name cannot change in place")
    assert "the messages in it" in loud
    assert "NOTHING protects it" in loud


def test_an_unencrypted_database_that_becomes_encrypted_is_replaced() -> None:
    before = changed(evaluated("dev"), DATABASE, "database", storageEncrypted=False)

    assert "database" in {change.resource.name for change in of(evaluated("dev"), before).losses}


def test_a_protected_database_stops_the_update_instead_of_going() -> None:
    before = evaluated("production")
    found = of(changed(before, DATABASE, "database", username="somebody"), before)

    assert found.losses
    assert "the update will stop there" in found.text()
    assert found.exit_code != LOSSES


def test_what_a_live_stack_would_refuse_stands_first_and_fails() -> None:
    before = evaluated("dev")
    found = of(changed(before, DATABASE, "database", allocatedStorage=10))

    assert found.exit_code == VIOLATIONS
    assert found.text().splitlines()[2] == "Refused on a live stack"
    assert "databaseStorageGib would go from 20 to 10" in found.text()


def test_a_preview_says_what_the_program_warns_of() -> None:
    found = of(evaluated("dev", (("film-studio:workerCountMax", "0"),)))

    assert any("workerCountMax is 0" in text for text in found.warnings)
    assert "workerCountMax is 0" in found.markdown()


def test_a_deleted_bucket_is_loud() -> None:
    found = of(without(evaluated("dev"), BUCKET, "characters"))

    assert "bucket characters is DELETED: this loses its objects" in found.text()
    assert found.exit_code == LOSSES


def test_a_resource_that_stays_in_the_cloud_when_it_leaves_the_program_loses_nothing() -> None:
    before = mapped(
        evaluated("dev"), BUCKET, "characters", lambda bucket: dataclasses.replace(bucket, retain_on_delete=True)
    )
    found = preview_of(before, without(before, BUCKET, "characters"), against="before")

    assert ("deleted", "characters") in kinds(found)
    assert not found.losses


def test_a_move_with_an_alias_keeps_its_state_and_without_one_loses_it() -> None:
    before = evaluated("dev")
    old = before.one(QUEUE, "video")

    def moved(aliases: tuple[str, ...]) -> Evaluation:
        urn = old.urn.replace("::video", "::pictures")
        return mapped(
            before, QUEUE, "video", lambda queue: dataclasses.replace(queue, urn=urn, name="pictures", aliases=aliases)
        )

    assert kinds(of(moved((old.urn,)))) == {("moved", "pictures")}
    assert kinds(of(moved(("video",)))) == {("moved", "pictures")}
    assert kinds(of(moved(()))) == {("created", "pictures"), ("deleted", "video")}


def test_another_region_makes_everything_anew() -> None:
    found = of(changed(evaluated("dev"), "pulumi:providers:aws", "aws", region="us-east-1"))

    assert {"database", "assets", "video"} <= {change.resource.name for change in found.losses}
    assert all("region" in change.because for change in found.losses)


def test_what_scaling_owns_is_not_reported() -> None:
    before = changed(evaluated("production"), "aws:ecs/service:Service", "worker", desiredCount=5)

    assert of(evaluated("production"), before).summary() == "no change"


def test_an_opened_port_is_said_with_who_may_come_in() -> None:
    before = evaluated("dev")
    opened = mapped(
        before,
        INGRESS,
        "database-from-api-5432",
        lambda rule: dataclasses.replace(
            rule,
            inputs={
                "securityGroupId": rule.inputs["securityGroupId"],
                "cidrIpv4": "0.0.0.0/0",
                "ipProtocol": "tcp",
                "fromPort": 5432,
                "toPort": 5432,
            },
        ),
    )

    found = of(opened)
    assert "Now security group database can be reached from ANYWHERE (0.0.0.0/0) on tcp port 5432." in found.exposures
    assert (
        "No longer: security group database can be reached from security group api on tcp port 5432." in found.exposures
    )
    assert found.violations
    assert found.exit_code == VIOLATIONS


def test_a_public_load_balancer_and_database_are_said() -> None:
    found = of(
        changed(
            changed(evaluated("dev"), DATABASE, "database", publiclyAccessible=True),
            "aws:lb/loadBalancer:LoadBalancer",
            "api",
            internal=False,
        )
    )

    assert "Now instance database has a PUBLIC address." in found.exposures
    assert "Now load balancer api has PUBLIC addresses." in found.exposures


def test_downloads_without_signed_urls_are_said() -> None:
    before = evaluated("dev")
    behaviors = [dict(each) for each in before.one(DISTRIBUTION).inputs["orderedCacheBehaviors"]]
    behaviors[0].pop("trustedKeyGroups")
    found = of(changed(before, DISTRIBUTION, "cdn", orderedCacheBehaviors=behaviors))

    assert any("serves /assets/* from origin assets to anybody" in said for said in found.exposures)


def test_a_bucket_without_its_public_access_block_is_said() -> None:
    found = of(without(evaluated("dev"), "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "assets"))

    assert "Now bucket assets could be made PUBLIC (blockPublicPolicy is off)." in found.exposures


def test_a_new_right_is_said_in_words_with_its_action() -> None:
    before = evaluated("dev")
    found = of(with_right(before, "api-task", "sqs:ReceiveMessage", "-events", Action=[*RECEIVE, "sqs:PurgeQueue"]))

    assert found.rights == ["api-task may now empty queue events (sqs:PurgeQueue)."]


def test_an_action_without_words_is_said_by_its_name() -> None:
    before = evaluated("dev")
    found = of(with_right(before, "api-task", "sqs:ReceiveMessage", "-events", Action=[*RECEIVE, "sqs:TagQueue"]))

    assert found.rights == ["api-task may now call sqs:TagQueue on queue events."]


def test_a_right_taken_away_is_said() -> None:
    before = evaluated("dev")
    found = of(without_right(before, "api-task", "sqs:SendMessage", "-video"))

    assert any(said.startswith("api-task may no longer ") and "send to" in said for said in found.rights)


def test_a_wildcard_is_marked_and_comes_first() -> None:
    before = evaluated("dev")
    found = of(with_right(before, "worker-task", "sqs:ReceiveMessage", "-video", Action=["*"], Resource=["*"]))

    assert found.rights[0] == "WIDE: worker-task may now do ANYTHING with everything (*)."


def test_whoever_may_take_on_a_role_is_said_when_it_changes() -> None:
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}
    found = of(changed(evaluated("dev"), "aws:iam/role:Role", "api-task", assumeRolePolicy=json.dumps(trust)))

    assert any(said.startswith("Who may take on api-task changes") and '"AWS": "*"' in said for said in found.rights)


def test_a_larger_database_says_what_it_costs_a_month() -> None:
    found = of(changed(evaluated("dev"), DATABASE, "database", instanceClass="db.t4g.medium"))

    assert "(+35.77)" in found.cost[0]
    assert found.cost[1].startswith("+35.77  database: database")


def test_a_size_without_a_price_makes_the_cost_unknown_and_nothing_else() -> None:
    found = of(changed(evaluated("dev"), DATABASE, "database", instanceClass="db.r8g.large"))

    assert found.cost[0].startswith("Unknown: 'database-db.r8g.large' has no price")


def test_secrets_change_without_being_shown() -> None:
    before = evaluated("dev")
    version = "aws:secretsmanager/secretVersion:SecretVersion"
    found = of(changed(before, version, "download-signing-key", secretString="-----BEGIN other"))

    assert "BEGIN" not in found.text() + found.markdown()
    assert "secretString: (secret) changes" in found.text()


def test_the_markdown_warns_first_and_folds_the_list() -> None:
    text = of(changed(evaluated("dev"), QUEUE, "video", name="pictures")).markdown()

    assert text.startswith("### `dev`: 1 replaced")
    assert text.index("> [!CAUTION]") < text.index("<details>")
    assert "| replaced | queue video |" in text


def test_a_new_stack_is_all_created() -> None:
    found = preview_of(None, evaluated("dev"), against="nothing")

    assert {change.kind for change in found.changes} == {"created"}
    assert found.exit_code == OK


def test_the_program_at_a_commit_evaluates_from_its_own_files() -> None:
    before = evaluated_at(ROOT, "HEAD", "local")

    assert before is not None
    assert before.of_type(QUEUE)
    assert evaluated_at(ROOT, "HEAD", "neverexisted") is None


def test_an_unknown_commit_and_an_unknown_stack_are_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StudioError, match="git knows no commit 'no-such-ref'"):
        evaluated_at(ROOT, "no-such-ref", "dev")

    assert studio(["preview", "nowhere"]) == 1
    assert "There is no stack 'nowhere'" in capsys.readouterr().err


@pytest.mark.parametrize("stack", ["local", "dev", "pr", "production"])
def test_the_stacks_as_committed_violate_no_policy(stack: str) -> None:
    assert preview_of(None, evaluated(stack), against="nothing").violations == []


@pytest.mark.parametrize("type_", sorted(STATEFUL))
def test_every_type_that_holds_something_is_known_by_what_replaces_it(type_: str) -> None:
    always_in_place = {"aws:cloudfront/distribution:Distribution"}

    assert type_ in IMMUTABLE or type_ in always_in_place


@pytest.mark.parametrize("stack", ["local", "dev", "pr", "production"])
def test_the_graph_is_the_golden_one(stack: str) -> None:
    kept, found = golden.kept(stack), golden.graph(evaluated(stack))

    difference = "\n".join(
        line
        for name in sorted(kept.keys() | found.keys())
        for line in difflib.unified_diff(
            kept.get(name, "").splitlines(),
            found.get(name, "").splitlines(),
            f"golden/{stack}/{name}.json",
            "now",
            lineterm="",
            n=1,
        )
    )
    assert not difference, (
        f"{stack} registers something else than its golden graph:\n{difference}\n"
        "Where that is meant: run ./studio fix goldens, and commit the files with the change."
    )


@pytest.mark.parametrize(
    ("change", "component", "before", "after"),
    [
        (
            {"type_": QUEUE, "name": "video", "messageRetentionSeconds": 11 * 24 * 3600},
            "queues",
            '"messageRetentionSeconds": 345600',
            '"messageRetentionSeconds": 950400',
        ),
        (
            {"type_": "aws:cloudwatch/logGroup:LogGroup", "name": "worker", "retentionInDays": 11},
            "workers",
            '"retentionInDays": 7',
            '"retentionInDays": 11',
        ),
    ],
)
def test_a_golden_graph_shows_a_changed_retention_as_the_number_that_it_is(
    change: dict[str, Any], component: str, before: str, after: str
) -> None:
    values = dict(change)
    kept = golden.graph(evaluated("dev"))
    now = golden.graph(changed(evaluated("dev"), values.pop("type_"), values.pop("name"), **values))
    lines = difflib.ndiff(kept[component].splitlines(), now[component].splitlines())
    gone, come = (line for line in lines if line.startswith(("- ", "+ ")))

    assert before in gone
    assert after in come
    assert {name for name, text in now.items() if text != kept[name]} == {component}


def test_a_golden_graph_shows_what_documents_say_and_hides_what_nobody_chose() -> None:
    graph = golden.graph(evaluated("dev"))
    text = "".join(graph.values())

    assert '"maxReceiveCount": 5' in graph["queues"]
    assert '"Sid": "JobsSend"' in graph["api"]
    assert "123456789012" not in text
    assert "PRIVATE KEY" not in text
