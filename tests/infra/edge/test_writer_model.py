"""The model that a stack asks for suggestions: off by default, its key a secret, and the right to ask that one."""

import json
from pathlib import Path
from typing import Any

import pytest

from components.base.setting_loading import load
from components.base.setting_types import SettingError
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.program.stack_files import read
from tools.verify.proofs import problems

ROOT = Path(__file__).resolve().parents[3]
SERVER = {
    "film-studio:writerModel": "openai:small",
    "film-studio:writerUrl": "https://models.example.org/v1",
    "film-studio:writerUsdMillion": "0.15/0.60",
}
KEY = {"film-studio:writerKey": "what the server knows us by"}


def variables(stack: Evaluation) -> dict[str, str]:
    definition = stack.one("aws:ecs/taskDefinition:TaskDefinition", "api")
    container: dict[str, Any] = json.loads(definition.inputs["containerDefinitions"])[0]
    return {entry["name"]: entry["value"] for entry in container["environment"]}


def invoked(stack: Evaluation) -> list[Any]:
    """What roles may do on Bedrock, by their policies."""
    return [
        statement["Resource"]
        for policy in stack.of_type("aws:iam/rolePolicy:RolePolicy")
        for statement in json.loads(policy.inputs["policy"])["Statement"]
        if any(action.startswith("bedrock:") for action in statement["Action"])
    ]


def test_a_stack_that_names_no_model_asks_none(dev: Evaluation, production: Evaluation) -> None:
    for stack in (dev, production):
        assert [name for name in variables(stack) if name.startswith("WRITER_")] == []
        assert invoked(stack) == []


def test_a_server_is_asked_with_a_key_that_is_a_secret() -> None:
    stack = evaluate_stack("dev", overrides=SERVER, secrets=KEY)
    given = variables(stack)
    secret = stack.one("aws:secretsmanager/secret:Secret", "writer-key")
    assert given["WRITER_KEY_SECRET_ARN"] == stack.state[secret.urn]["arn"]
    assert (given["WRITER_MODEL"], given["WRITER_URL"]) == ("openai:small", "https://models.example.org/v1")
    assert given["WRITER_USD_MILLION"] == "0.15/0.60"
    assert invoked(stack) == []
    for resource in stack.resources:
        if KEY["film-studio:writerKey"] in json.dumps(resource.inputs, default=repr):
            assert resource.type == "aws:secretsmanager/secretVersion:SecretVersion"
    assert problems(stack) == {}


@pytest.mark.parametrize(
    ("model", "arns"),
    [
        ("amazon.nova-lite-v1:0", ["arn:aws:bedrock:{region}::foundation-model/amazon.nova-lite-v1:0"]),
        (
            "us.amazon.nova-pro-v1:0",
            [
                "arn:aws:bedrock:{region}:123456789012:inference-profile/us.amazon.nova-pro-v1:0",
                "arn:aws:bedrock:*::foundation-model/amazon.nova-pro-v1:0",
            ],
        ),
    ],
)
def test_of_bedrock_the_one_model_may_be_asked(model: str, arns: list[str]) -> None:
    stack = evaluate_stack("dev", overrides={"film-studio:writerModel": f"bedrock:{model}"})
    assert "WRITER_KEY_SECRET_ARN" not in variables(stack)
    region = variables(stack)["AWS_REGION"]
    assert invoked(stack) == [[arn.format(region=region) for arn in arns]]
    assert problems(stack) == {}


@pytest.mark.parametrize(
    ("overrides", "secrets", "said"),
    [
        ({"film-studio:writerModel": "gpt"}, {}, "bedrock:ID with a model of Bedrock"),
        ({"film-studio:writerModel": "openai:small"}, {}, "needs writerUrl"),
        ({**SERVER, "film-studio:writerModel": "bedrock:amazon.nova-lite-v1:0"}, {}, "leave both out"),
        ({"film-studio:writerModel": "bedrock:amazon.nova-lite-v1:0"}, KEY, "leave both out"),
        ({**SERVER, "film-studio:writerUrl": "http://models.example.org/v1"}, {}, "on port 443"),
        ({**SERVER, "film-studio:writerUrl": "http://127.0.0.1:1/v1"}, {}, "only a laptop calls itself"),
        ({**SERVER, "film-studio:writerUsdMillion": "cheap"}, {}, "such as 0.15/0.60"),
        ({"film-studio:writerUsdMillion": "1/2"}, {}, "nothing has this price"),
        ({**SERVER, **KEY}, {}, "writerKey stands in plain text"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_made(
    overrides: dict[str, str], secrets: dict[str, str], said: str
) -> None:
    configuration = read(ROOT, "dev", overrides, secrets)
    with pytest.raises(SettingError, match=said):
        load(
            project=configuration.project,
            stack="dev",
            configuration=configuration.values,
            secret_keys=configuration.secret_keys,
        )
