"""Mail: optional; signed where its zone is known; and sent from one address alone."""

import json

import pytest

from components.identity import github_rights
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.program.sdk_schema import problems

ZONE = {"film-studio:domain": "studio.example.org", "film-studio:hostedZoneId": "Z0123456789ABCDEFGHIJ"}
SENDER = "mail@studio.example.org"


@pytest.fixture(scope="module")
def sending() -> Evaluation:
    return evaluate_stack("dev", overrides={**ZONE, "film-studio:mailFrom": SENDER})


def test_the_domain_is_signed_by_records_in_its_zone(sending: Evaluation) -> None:
    identity = sending.one("aws:sesv2/emailIdentity:EmailIdentity")
    assert identity.inputs["emailIdentity"] == "studio.example.org"
    tokens = sending.state[identity.urn]["dkimSigningAttributes"]["tokens"]
    records = [each.inputs for each in sending.of_type("aws:route53/record:Record") if each.name.startswith("dkim-")]
    assert [(each["name"], each["records"]) for each in records] == [
        (f"{token}._domainkey.studio.example.org", [f"{token}.dkim.amazonses.com"]) for token in tokens
    ]


def test_no_mail_goes_out_in_clear(sending: Evaluation) -> None:
    configuration = sending.one("aws:sesv2/configurationSet:ConfigurationSet").inputs
    assert configuration["deliveryOptions"] == {"tlsPolicy": "REQUIRE"}


def test_the_api_sends_from_the_one_address_and_from_nowhere_else(sending: Evaluation) -> None:
    policies = [
        json.loads(each.inputs["policy"])
        for each in sending.of_type("aws:iam/rolePolicy:RolePolicy")
        if "ses:SendEmail" in each.inputs["policy"]
    ]
    (statement,) = [each for policy in policies for each in policy["Statement"] if each["Action"] == ["ses:SendEmail"]]
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": SENDER}}
    assert statement["Resource"] == [
        sending.state[sending.one(kind).urn]["arn"]
        for kind in ("aws:sesv2/emailIdentity:EmailIdentity", "aws:sesv2/configurationSet:ConfigurationSet")
    ]


def test_a_domain_of_another_zone_gets_its_records_by_hand() -> None:
    elsewhere = evaluate_stack("dev", overrides={**ZONE, "film-studio:mailFrom": "mail@films.example.com"})
    assert not [each for each in elsewhere.of_type("aws:route53/record:Record") if each.name.startswith("dkim-")]


def test_every_input_is_known_and_every_type_has_rights(sending: Evaluation) -> None:
    assert [problem for resource in sending.resources for problem in problems(resource)] == []
    assert {each.type for each in sending.resources if each.custom} <= set(github_rights.covered())


def test_a_stack_that_sends_no_mail_has_nothing_of_it(dev: Evaluation) -> None:
    assert not [each for each in dev.resources if each.type.startswith("aws:sesv2/")]


@pytest.mark.parametrize(
    ("stack", "values"),
    [
        ("dev", {"film-studio:mailFrom": SENDER, "film-studio:mailFolder": ".studio/mail"}),
        ("dev", {"film-studio:mailFolder": ".studio/mail"}),
        ("local", {"film-studio:mailFolder": ""}),
    ],
)
def test_only_a_laptop_puts_mail_into_a_folder(stack: str, values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="mailFolder"):
        evaluate_stack(stack, overrides=values)
