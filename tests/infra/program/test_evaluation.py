"""The evaluation tells the truth: what a program does is what is recorded, and what it breaks is its own error."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_tls as tls
import pytest

from contracts.renderers import RENDERERS
from tools.program.evaluate import UNKNOWN, Evaluation, Recorded, default_outputs, evaluate_program, evaluate_stack
from tools.program.stack_files import StackConfiguration, StackFileError, read


def run(program: Callable[[], Any], *, timeout: float = 20, **options: Any) -> Evaluation:
    configuration = StackConfiguration(project="film-studio", values={"aws:region": "us-east-2"}, secret_keys=())
    return evaluate_program(program, configuration=configuration, timeout=timeout, **options)


def test_a_programs_own_error_comes_out_as_it_is() -> None:
    class UnpaidError(RuntimeError):
        pass

    def program() -> None:
        raise UnpaidError("no money left")

    with pytest.raises(UnpaidError, match="no money left"):
        run(program)


def test_an_error_inside_an_apply_comes_out_too() -> None:
    def program() -> None:
        queue = aws.sqs.Queue("jobs")

        def fail(url: str) -> str:
            raise LookupError(f"nobody listens at {url}")

        pulumi.export("url", queue.url.apply(fail))

    with pytest.raises(LookupError, match=r"nobody listens at https://sqs\.us-east-2"):
        run(program)


def test_an_error_of_the_cloud_comes_out_with_its_message() -> None:
    def cloud(resource: Recorded) -> dict[str, Any]:
        raise OSError(f"no disk left for {resource.name}")

    def program() -> None:
        aws.sqs.Queue("jobs")

    with pytest.raises(OSError, match="no disk left for jobs"):
        run(program, outputs_for=cloud)


def test_two_resources_of_one_name_are_refused_as_the_engine_refuses_them() -> None:
    def program() -> None:
        aws.sqs.Queue("jobs")
        aws.sqs.Queue("jobs")

    with pytest.raises(RuntimeError, match=r"Two resources have the URN .*::jobs: give one of them another name"):
        run(program)


def test_an_output_written_into_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: film-studio\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text(
        "import pulumi, pulumi_aws as aws\npulumi.export('url', f'see {aws.sqs.Queue(\"jobs\").url}')\n"
    )
    with pytest.raises(Exception, match=r"Calling __str__ on an Output\[T\] is not supported"):
        evaluate_stack("dev", root=tmp_path)


def test_an_output_that_never_comes_ends_in_a_timeout() -> None:
    import asyncio  # noqa: PLC0415 - only here

    def program() -> None:
        pulumi.export("never", pulumi.Output.from_input(asyncio.get_running_loop().create_future()))

    with pytest.raises(TimeoutError):
        run(program, timeout=0.2)


def test_secrets_are_known_by_their_place_and_readable_by_the_cloud() -> None:
    def program() -> None:
        key = tls.PrivateKey("key", algorithm="RSA")
        secret = aws.secretsmanager.Secret("key")
        aws.secretsmanager.SecretVersion("key", secret_id=secret.id, secret_string=key.private_key_pem)
        pulumi.export("pem", key.private_key_pem)
        pulumi.export("arn", secret.arn)

    evaluation = run(program)
    version = evaluation.one("aws:secretsmanager/secretVersion:SecretVersion")
    assert version.secrets == {"secretString"}
    assert version.inputs["secretString"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert evaluation.secret_outputs == {"pem"}


def test_a_preview_leaves_outputs_unknown_and_asks_the_cloud_nothing() -> None:
    asked: list[str] = []

    def cloud(resource: Recorded) -> dict[str, Any]:
        asked.append(resource.name)
        return dict(default_outputs(resource))

    def program() -> None:
        pulumi.export("url", aws.sqs.Queue("jobs", name="jobs").url)

    preview = run(program, preview=True, outputs_for=cloud)
    assert asked == []
    assert preview.outputs == {"url": UNKNOWN}
    assert preview.one("aws:sqs/queue:Queue").inputs == {"name": "jobs"}


def test_the_cloud_is_asked_once_per_resource_in_order_with_every_input_known() -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def cloud(resource: Recorded) -> dict[str, Any]:
        asked.append((resource.urn, resource.inputs))
        return dict(default_outputs(resource))

    evaluation = evaluate_stack("local", outputs_for=cloud)
    assert [urn for urn, _ in asked] == [resource.urn for resource in evaluation.resources]
    assert "UNKNOWN" not in repr(asked)
    place = {urn: number for number, (urn, _) in enumerate(asked)}
    late = [
        (resource.urn, needed)
        for resource in evaluation.resources
        for needed in resource.dependencies
        if place[needed] > place[resource.urn]
    ]
    assert late == []


def test_what_the_cloud_answers_is_what_the_program_derives_from() -> None:
    def cloud(resource: Recorded) -> dict[str, Any]:
        answer = dict(default_outputs(resource))
        if resource.type == "aws:lb/loadBalancer:LoadBalancer":
            answer["dnsName"] = "127.0.0.1:8123"
        if resource.type == "aws:rds/instance:Instance":
            answer |= {"address": "127.0.0.1", "port": 54321}
        return answer

    evaluation = evaluate_stack("local", outputs_for=cloud)
    assert evaluation.outputs["apiUrl"] == "http://127.0.0.1:8123"
    definition = evaluation.one("aws:ecs/taskDefinition:TaskDefinition", "api").inputs["containerDefinitions"]
    assert "postgresql://film_studio_app@127.0.0.1:54321/film_studio?sslmode=disable" in definition


def test_evaluations_know_nothing_of_each_other(dev: Evaluation, production: Evaluation) -> None:
    again = evaluate_stack("dev")
    assert again.resources == dev.resources
    assert again.outputs == dev.outputs
    assert not any("production" in resource.urn for resource in dev.resources)
    assert {resource.urn for resource in dev.resources}.isdisjoint(resource.urn for resource in production.resources)


def test_the_programs_modules_do_not_stay_loaded_and_ours_do() -> None:
    import components.base.naming as ours  # noqa: PLC0415 - loaded before the evaluation, on purpose

    before = {name for name in sys.modules if name.split(".")[0] == "components"}
    evaluate_stack("local")
    assert {name for name in sys.modules if name.split(".")[0] == "components"} == before
    assert sys.modules["components.base.naming"] is ours


def test_another_checkout_is_evaluated_with_its_own_modules(tmp_path: Path) -> None:
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / "__init__.py").write_text("WHOSE = 'the other checkout'\n")
    (tmp_path / "Pulumi.yaml").write_text("name: film-studio\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text(
        "import pulumi\nfrom components import WHOSE\npulumi.export('whose', WHOSE)\n"
    )
    assert evaluate_stack("dev", root=tmp_path).outputs == {"whose": "the other checkout"}


def test_a_stacks_configuration_is_handed_over_as_the_engine_does(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: film-studio\nruntime: python\nconfig:\n  zones: {default: 2}\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  aws:region: us-east-2\n  apiSpot: true\n  film-studio:pagesOrigins: [https://a.example]\n"
        "  film-studio:token: {secure: v1:abc}\n"
    )
    found = read(tmp_path, "dev", {"film-studio:apiPort": "8123"})
    assert dict(found.values) == {
        "film-studio:zones": "2",
        "aws:region": "us-east-2",
        "film-studio:apiSpot": "true",
        "film-studio:pagesOrigins": '["https://a.example"]',
        "film-studio:token": "<secret film-studio:token>",
        "film-studio:apiPort": "8123",
    }
    assert found.secret_keys == ("film-studio:token",)


@pytest.mark.parametrize(("text", "explains"), [("config: [", "is not YAML"), ("- a\n", "must be a mapping")])
def test_a_stack_file_that_pulumi_would_refuse_is_refused(tmp_path: Path, text: str, explains: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: film-studio\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    with pytest.raises(StackFileError, match=rf"Pulumi\.dev\.yaml {explains}"):
        read(tmp_path, "dev")


def test_an_invoke_that_nobody_can_answer_is_named() -> None:
    def program() -> None:
        aws.iam.get_user(user_name="somebody")

    with pytest.raises(
        LookupError, match=r"aws:iam/getUser:getUser .*somebody.* add one to tools/program/stub_outputs\.py"
    ):
        run(program)


def test_an_input_of_the_wrong_kind_is_found() -> None:
    from tools.program.sdk_schema import problems  # noqa: PLC0415 - only here

    def program() -> None:
        aws.sqs.Queue("jobs", visibility_timeout_seconds="soon")  # pyright: ignore[reportArgumentType] - on purpose

    (queue,) = run(program).resources
    assert problems(queue) == ["jobs.visibilityTimeoutSeconds: int expected, got 'soon'"]


def test_pulumi_starts_what_renderers_are_offered_to() -> None:
    as_pulumi_does, offered = evaluate_stack("local"), evaluate_stack("local", renderers=RENDERERS)
    assert [resource.urn for resource in as_pulumi_does.resources] == [resource.urn for resource in offered.resources]
    assert as_pulumi_does.outputs == offered.outputs
