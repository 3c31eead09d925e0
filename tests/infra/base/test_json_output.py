"""JSON documents of the program: what the SDK's own encoder writes, with the same dependencies, sooner."""

from collections.abc import Callable
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.base.json_output import json_output
from tools.program.evaluate import UNKNOWN, Evaluation, evaluate_program
from tools.program.stack_files import StackConfiguration

OUTPUTS = st.sampled_from(["url", "arn"])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | OUTPUTS.map(lambda name: {"output": name}),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def run(program: Callable[[], Any], *, preview: bool = False) -> Evaluation:
    configuration = StackConfiguration(project="film-studio", values={"aws:region": "us-east-2"}, secret_keys=())
    return evaluate_program(program, configuration=configuration, preview=preview)


def planted(document: Any, queue: aws.sqs.Queue) -> Any:
    """The document with outputs in place of `{"output": name}`."""
    if isinstance(document, list):
        return [planted(value, queue) for value in cast("list[Any]", document)]
    if not isinstance(document, dict):
        return document
    entries = cast("dict[str, Any]", document)
    if entries.get("output") in ("url", "arn"):
        return getattr(queue, entries["output"])
    return {key: planted(value, queue) for key, value in entries.items()}


@settings(max_examples=40, deadline=None)
@given(document=DOCUMENTS)
def test_the_text_is_the_sdks_own(document: Any) -> None:
    def program() -> None:
        queue = aws.sqs.Queue("jobs")
        pulumi.export("ours", json_output(planted(document, queue)))
        pulumi.export("theirs", pulumi.Output.json_dumps(planted(document, queue)))

    outputs = run(program).outputs
    assert outputs["ours"] == outputs["theirs"]


def test_a_document_with_a_secret_in_it_is_secret() -> None:
    def program() -> None:
        pulumi.export("open", json_output({"key": pulumi.Output.from_input("known")}))
        pulumi.export("closed", json_output({"keys": ["a", pulumi.Output.secret("b")]}))

    assert run(program).secret_outputs == {"closed"}


def test_a_document_is_unknown_while_a_part_of_it_is() -> None:
    def program() -> None:
        queue = aws.sqs.Queue("jobs")
        pulumi.export("document", json_output({"Resource": [queue.arn]}))

    assert run(program, preview=True).outputs["document"] is UNKNOWN


def test_whoever_uses_a_document_waits_for_what_it_names() -> None:
    def program() -> None:
        jobs = aws.sqs.Queue("jobs")
        aws.sqs.Queue("dead", redrive_allow_policy=json_output({"sourceQueueArns": [jobs.arn]}))

    evaluation = run(program)
    assert evaluation.one("aws:sqs/queue:Queue", "dead").dependencies == {
        evaluation.one("aws:sqs/queue:Queue", "jobs").urn
    }


def test_what_json_does_not_have_is_refused_by_its_value() -> None:
    with pytest.raises(TypeError, match=r"\{1\} cannot stand in JSON: give a string"):
        json_output({"sizes": {1}})
