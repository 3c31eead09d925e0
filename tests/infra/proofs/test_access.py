"""The evaluator of policies answers as IAM's own rules say."""

from typing import Any

import pytest

from tools.program.access import Call, may


def policy(effect: str = "Allow", action: Any = "s3:GetObject", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def answer(
    *statements: dict[str, Any], action: str = "s3:GetObject", resource: str = "arn:aws:s3:::a/b", **context: Any
) -> bool:
    return may(Call(action=action, resource=resource, context=context), rights=[{"Statement": list(statements)}])


def test_nothing_is_allowed_that_no_statement_allows() -> None:
    assert not answer()
    assert answer(policy())
    assert not answer(policy(action="s3:PutObject"))


def test_a_denial_wins_over_every_permission() -> None:
    assert not answer(policy(), policy("Deny", "s3:*"))


def test_actions_have_no_case_and_wildcards_cross_slashes() -> None:
    assert answer(policy(action="S3:get*", resource="arn:aws:s3:::a*"))
    assert not answer(policy(resource="arn:aws:s3:::?"))


def test_a_denial_elsewhere_leaves_what_is_excepted() -> None:
    deny = {"Effect": "Deny", "Action": "*", "NotResource": ["arn:aws:s3:::a/*"]}
    assert answer(policy(), deny)
    assert not answer(policy(), deny, resource="arn:aws:s3:::c/b")


@pytest.mark.parametrize(
    ("operator", "present", "absent", "other"),
    [
        ("StringEquals", True, False, False),
        ("StringNotEquals", False, True, True),
        ("StringEqualsIfExists", True, True, False),
        ("ArnEquals", True, False, False),
        ("ArnNotEquals", False, True, True),
        ("ForAnyValue:StringEquals", True, False, False),
    ],
)
def test_conditions_compare_as_iam_says(operator: str, present: bool, absent: bool, other: bool) -> None:
    statement = policy(Condition={operator: {"aws:RequestTag/stack": "dev"}})
    assert answer(statement, **{"aws:RequestTag/stack": "dev"}) == present
    assert answer(statement) == absent
    assert answer(statement, **{"AWS:requesttag/stack": "live"}) == other


def test_a_boundary_allows_nothing_and_takes_away_what_it_does_not_name() -> None:
    call = Call(action="s3:GetObject")
    rights, narrow = {"Statement": [policy(action="*")]}, {"Statement": [policy(action="sqs:*")]}
    assert may(call, rights=[rights], boundary=rights)
    assert not may(call, rights=[rights], boundary=narrow)
    assert not may(call, rights=[], boundary=rights)


def test_what_it_does_not_know_is_said_rather_than_guessed() -> None:
    with pytest.raises(NotImplementedError, match="DateLessThan"):
        answer(policy(Condition={"DateLessThan": {"aws:CurrentTime": "2026-01-01"}}))
    with pytest.raises(NotImplementedError, match="NotAction"):
        answer({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"})
