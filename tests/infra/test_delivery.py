"""The roles that GitHub takes on: who may, and what for."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from components import delivery_rights
from contracts.outputs import DELIVERY_OUTPUTS, OUTPUTS
from tools.evaluate import Evaluation, evaluate_stack

SUBJECT = "token.actions.githubusercontent.com:sub"


@pytest.fixture(scope="module")
def delivered() -> Evaluation:
    return evaluate_stack(
        "dev",
        overrides={
            "film-studio:delivery": "true",
            "film-studio:githubRepository": "owner/ai-film-studio",
            "film-studio:deliveryEnvironments": '["dev","pull-requests"]',
        },
    )


def _statements(evaluation: Evaluation, role: str) -> list[dict[str, Any]]:
    policies = [p for p in evaluation.of_type("aws:iam/policy:Policy") if p.name.startswith(f"{role}-")]
    assert all(len(policy.inputs["policy"]) <= 6144 for policy in policies)
    assert len(policies) <= 10  # as many as a role may have attached
    return [json.loads(policy.inputs["policy"])["Statement"][0] for policy in policies]


def _trust(evaluation: Evaluation, role: str) -> dict[str, Any]:
    return json.loads(evaluation.one("aws:iam/role:Role", role).inputs["assumeRolePolicy"])["Statement"][0]


def test_every_registered_type_has_rights(stack: Evaluation, delivered: Evaluation) -> None:
    types = {r.type for r in (*stack.resources, *delivered.resources) if r.custom or r.remote}
    assert types - set(delivery_rights.covered()) == set()


def test_a_type_without_rights_says_where_to_add_it() -> None:
    with pytest.raises(delivery_rights.UncoveredTypeError, match=r"aws:x/y:Z has no rights.*delivery_rights\.py"):
        delivery_rights.writing(["aws:x/y:Z"])


def test_pull_requests_and_main_may_read_and_nothing_else(delivered: Evaluation) -> None:
    trust = _trust(delivered, "github-preview")
    assert trust["Condition"]["StringEquals"][SUBJECT] == [
        "repo:owner/ai-film-studio:pull_request",
        "repo:owner/ai-film-studio:ref:refs/heads/main",
    ]
    actions = {action for s in _statements(delivered, "github-preview") for action in s["Action"]}
    verbs = ("Get", "List", "Describe", "View", "BatchGet")
    assert [action for action in actions if not action.split(":")[1].startswith(verbs)] == []
    assert "secretsmanager:GetSecretValue" not in actions


def test_each_environment_has_a_role_that_no_other_may_take_on(delivered: Evaluation) -> None:
    for environment in ("dev", "pull-requests"):
        condition = _trust(delivered, f"github-deploy-{environment}")["Condition"]["StringEquals"]
        assert condition[SUBJECT] == [f"repo:owner/ai-film-studio:environment:{environment}"]
        assert condition["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    assert set(delivered.outputs["deployRoleArns"]) == {"dev", "pull-requests"}
    assert set(delivered.outputs) == set(OUTPUTS) | set(DELIVERY_OUTPUTS)


def test_a_deploy_role_changes_roles_and_buckets_of_its_own_stack_alone(delivered: Evaluation) -> None:
    for environment, own, foreign in (
        ("dev", "film-studio-dev-api-task", "film-studio-production-api-task"),
        ("pull-requests", "film-studio-pr12-api-task", "film-studio-production-api-task"),
    ):
        named = [
            resource
            for s in _statements(delivered, f"github-deploy-{environment}")
            if any(action in {"iam:PutRolePolicy", "s3:DeleteBucket"} for action in s["Action"])
            for resource in s["Resource"]
        ]
        assert "*" not in named
        for arn, may in (
            (f"arn:aws:iam::123456789012:role/{own}", True),
            (f"arn:aws:s3:::{own}", True),
            (f"arn:aws:iam::123456789012:role/{foreign}", False),
            (f"arn:aws:s3:::{foreign}", False),
        ):
            assert any(fnmatchcase(arn, pattern) for pattern in named) == may, (environment, arn)


def test_a_deploy_role_can_do_what_the_hooks_do(delivered: Evaluation) -> None:
    actions = {action for s in _statements(delivered, "github-deploy-dev") for action in s["Action"]}
    assert actions >= {
        "ecs:RunTask",
        "ecs:DescribeTasks",
        "ecs:ListTasks",
        "ecs:DescribeServices",
        "logs:GetLogEvents",
        "iam:PassRole",
    }


def test_an_account_that_knows_github_is_not_told_again() -> None:
    second = evaluate_stack(
        "production",
        overrides={
            "film-studio:delivery": "true",
            "film-studio:githubRepository": "owner/ai-film-studio",
            "film-studio:githubProvider": "existing",
        },
    )
    assert second.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider") == []
    assert _trust(second, "github-deploy-production")["Principal"] == {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    }


def test_stacks_have_no_such_roles_unless_they_say_so(stack: Evaluation) -> None:
    assert not any(role.name.startswith("github-") for role in stack.of_type("aws:iam/role:Role"))


def test_delivery_without_a_repository_is_refused() -> None:
    with pytest.raises(ValueError, match=r"githubRepository is missing in stack 'dev'"):
        evaluate_stack("dev", overrides={"film-studio:delivery": "true"})
