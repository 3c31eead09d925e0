"""The OpenID provider that people sign in through, and what the receiver of traces asks for: what others know a stack
by is in Secrets Manager and nowhere else."""

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
PROVIDER = {
    "film-studio:oidcIssuer": "https://accounts.example.org",
    "film-studio:oidcClientId": "film-studio",
    "film-studio:oidcDomains": '["films.example.org"]',
    "film-studio:otlpEndpoint": "https://collector.example.org",
}
SECRETS = {"film-studio:oidcClientSecret": "what it knows us by", "film-studio:otlpHeaders": "x-key=what-they-know"}


@pytest.fixture(scope="module")
def stack() -> Evaluation:
    return evaluate_stack("dev", overrides=PROVIDER, secrets=SECRETS)


def container(stack: Evaluation, name: str) -> dict[str, Any]:
    definition = stack.one("aws:ecs/taskDefinition:TaskDefinition", name)
    return json.loads(definition.inputs["containerDefinitions"])[0]


def test_the_api_is_told_which_secret_it_reads_and_may(stack: Evaluation) -> None:
    secret = stack.one("aws:secretsmanager/secret:Secret", "oidc-client")
    arn = stack.state[secret.urn]["arn"]
    given = {entry["name"]: entry["value"] for entry in container(stack, "api")["environment"]}
    assert given["OIDC_CLIENT_SECRET_ARN"] == arn
    assert (given["OIDC_ISSUER"], given["OIDC_CLIENT_ID"]) == ("https://accounts.example.org", "film-studio")
    assert (given["OIDC_DOMAINS"], given["OIDC_ROLE"]) == ("films.example.org", "member")


def test_tasks_that_send_traces_find_the_receivers_headers(stack: Evaluation) -> None:
    arn = stack.state[stack.one("aws:secretsmanager/secret:Secret", "otlp-headers").urn]["arn"]
    for name in ("api", "worker"):
        assert container(stack, name)["secrets"] == [{"name": "OTEL_EXPORTER_OTLP_HEADERS", "valueFrom": arn}]


def test_the_values_are_secret_in_the_state_and_in_no_other_place(stack: Evaluation) -> None:
    for resource in stack.resources:
        for value in SECRETS.values():
            if value in json.dumps(resource.inputs, default=repr):
                assert resource.type == "aws:secretsmanager/secretVersion:SecretVersion"
                assert "secretString" in resource.secrets
    versions = [each.name for each in stack.of_type("aws:secretsmanager/secretVersion:SecretVersion")]
    assert {"oidc-client", "otlp-headers"} <= set(versions)


def test_what_holds_for_every_stack_holds_with_them(stack: Evaluation) -> None:
    assert problems(stack) == {}


def settings_of(overrides: dict[str, str], secrets: dict[str, str], stage: str = "dev") -> Any:
    configuration = read(ROOT, stage, overrides, secrets)
    return load(
        project=configuration.project,
        stack=stage,
        configuration=configuration.values,
        secret_keys=configuration.secret_keys,
    )


def test_no_text_of_settings_shows_a_secret() -> None:
    found = settings_of(PROVIDER, SECRETS)
    assert not any(value in repr(found) for value in SECRETS.values())
    assert found.oidc_client_secret.reveal() == "what it knows us by"


@pytest.mark.parametrize(
    ("overrides", "secrets", "said"),
    [
        ({"film-studio:oidcClientSecret": "in plain text", **PROVIDER}, {}, "oidcClientSecret stands in plain text"),
        ({"film-studio:oidcIssuer": "https://a.example"}, {}, "oidcClientId, oidcClientSecret missing"),
        ({"film-studio:oidcDomains": '["films.example.org"]'}, {}, "oidcIssuer, oidcClientId, oidcClientSecret"),
        ({"film-studio:oidcDomains": '["Films.example.org"]'}, {}, "a list of domains in small letters"),
        ({"film-studio:oidcIssuer": "http://a.example"}, {}, "on port 443"),
        ({"film-studio:oidcIssuer": "https://a.example:8443"}, {}, "on port 443"),
        ({"film-studio:oidcIssuer": "https://a.example/?x=1"}, {}, "exactly as it spells it"),
        ({"film-studio:oidcRole": "owner"}, {}, "'guest' or 'member' or 'producer'"),
        ({}, {"film-studio:otlpHeaders": "x-key=1"}, "otlpEndpoint is missing"),
        (PROVIDER, {"film-studio:otlpHeaders": "a secret without a name"}, "headers as NAME=VALUE"),
        ({**PROVIDER, "film-studio:oidcIssuer": "http://127.0.0.1:1"}, SECRETS, "only a laptop calls itself"),
    ],
)
def test_what_is_wrong_is_said_without_the_secret(
    overrides: dict[str, str], secrets: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingError) as refused:
        settings_of(overrides, secrets)
    assert said in str(refused.value)
    assert not any(
        value in str(refused.value) for value in ("in plain text", "a secret without", *SECRETS.values())[1:]
    )


def test_a_preview_without_the_key_of_the_file_takes_what_is_encrypted() -> None:
    hidden = {key: f"<secret {key}>" for key in SECRETS}
    assert settings_of(PROVIDER, hidden).otlp_headers
