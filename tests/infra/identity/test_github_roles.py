"""The roles that GitHub takes on: who may, and what for."""

import json
from collections.abc import Mapping
from typing import Any

import grpc
import pytest

from components.identity import github_rights
from contracts.outputs import GITHUB_OUTPUTS, OUTPUTS
from policy.rules import RULES, check
from tools.program.evaluate import Evaluation, evaluate_stack
from tools.program.stub_outputs import default_call
from tools.verify.proofs import problems

SUBJECT = "token.actions.githubusercontent.com:sub"


@pytest.fixture(scope="module")
def with_roles() -> Evaluation:
    return evaluate_stack(
        "dev",
        overrides={
            "film-studio:githubRoles": "true",
            "film-studio:githubRepository": "owner/ai-film-studio",
            "film-studio:stateBucket": "studio-state",
            "film-studio:githubEnvironments": '["dev","pull-requests"]',
        },
    )


def _statements(evaluation: Evaluation, role: str) -> list[dict[str, Any]]:
    """Of the policies attached to a role."""
    name = evaluation.one("aws:iam/role:Role", role).inputs["name"]
    by_arn = {evaluation.state[p.urn]["arn"]: p for p in evaluation.of_type("aws:iam/policy:Policy")}
    attachments = evaluation.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    attached = [by_arn[a.inputs["policyArn"]] for a in attachments if a.inputs["role"] == name]
    assert 1 <= len(attached) <= 10  # as many as a role may have attached
    return [s for policy in attached for s in json.loads(policy.inputs["policy"])["Statement"]]


def _trust(evaluation: Evaluation, role: str) -> dict[str, Any]:
    return json.loads(evaluation.one("aws:iam/role:Role", role).inputs["assumeRolePolicy"])["Statement"][0]


def test_every_registered_type_has_rights(stack: Evaluation, with_roles: Evaluation) -> None:
    types = {r.type for r in (*stack.resources, *with_roles.resources) if r.custom or r.remote}
    assert types - set(github_rights.covered()) == set()


def test_a_type_without_rights_says_where_to_add_it() -> None:
    with pytest.raises(github_rights.UncoveredTypeError, match=r"aws:x/y:Z has no rights.*github_rights\.py"):
        github_rights.writing(["aws:x/y:Z"])


def test_pull_requests_and_main_may_read_and_nothing_else(with_roles: Evaluation) -> None:
    trust = _trust(with_roles, "github-preview")
    assert trust["Condition"]["StringEquals"][SUBJECT] == [
        "repo:owner/ai-film-studio:pull_request",
        "repo:owner/ai-film-studio:ref:refs/heads/main",
    ]
    statements = _statements(with_roles, "github-preview")
    (decrypt,) = (s for s in statements if s["Action"] == ["kms:Decrypt"])
    assert decrypt["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/film-studio-state"}}
    actions = {action for s in statements if s != decrypt for action in s["Action"]}
    verbs = ("Get", "List", "Describe", "View", "BatchGet")
    assert [action for action in actions if not action.split(":")[1].startswith(verbs)] == []
    (read,) = (s for s in statements if "secretsmanager:GetSecretValue" in s["Action"])
    assert read["Action"] == ["secretsmanager:GetSecretValue"]
    assert [arn.split(":")[-1] for arn in read["Resource"]] == [
        "film-studio-*-download-signing-key-*",
        "film-studio-*-oidc-client-*",
        "film-studio-*-otlp-headers-*",
        "film-studio-*-writer-key-*",
    ]


def test_each_environment_has_a_role_that_no_other_may_take_on(with_roles: Evaluation) -> None:
    for environment in ("dev", "pull-requests"):
        condition = _trust(with_roles, f"github-deploy-{environment}")["Condition"]["StringEquals"]
        assert condition[SUBJECT] == [f"repo:owner/ai-film-studio:environment:{environment}"]
        assert condition["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    assert set(with_roles.outputs["deployRoleArns"]) == {"dev", "pull-requests"}
    assert set(with_roles.outputs) == set(OUTPUTS) | set(GITHUB_OUTPUTS)


def test_every_policy_fits_into_what_iam_takes(with_roles: Evaluation) -> None:
    for policy in with_roles.of_type("aws:iam/policy:Policy"):
        assert len(json.dumps(json.loads(policy.inputs["policy"]), separators=(",", ":"))) <= 6144, policy.name


def test_a_deploy_role_can_do_what_the_hooks_do(with_roles: Evaluation) -> None:
    actions = {action for s in _statements(with_roles, "github-deploy-dev") for action in s["Action"]}
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
            "film-studio:githubRoles": "true",
            "film-studio:githubRepository": "owner/ai-film-studio",
            "film-studio:stateBucket": "studio-state",
            "film-studio:githubProvider": "existing",
        },
    )
    assert second.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider") == []
    assert _trust(second, "github-deploy-production")["Principal"] == {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    }


def test_stacks_have_no_such_roles_unless_they_say_so(stack: Evaluation) -> None:
    assert not any(role.name.startswith("github-") for role in stack.of_type("aws:iam/role:Role"))


def test_a_stack_with_githubs_roles_keeps_every_rule_and_proof(with_roles: Evaluation) -> None:
    assert [str(violation) for violation in check(with_roles.resources)] == []
    assert problems(with_roles) == {}


def test_a_boundary_that_is_made_with_its_role_is_seen_before_its_name_is_known() -> None:
    overrides = {
        "film-studio:githubRoles": "true",
        "film-studio:githubRepository": "owner/ai-film-studio",
        "film-studio:stateBucket": "studio-state",
    }
    (rule,) = (rule for rule in RULES if rule.name == "pipelines_are_bounded")
    preview = evaluate_stack("dev", overrides=overrides, preview=True)
    assert check(preview.resources, only=rule) == []


def test_roles_carry_the_boundary_of_whoever_deploys_them(with_roles: Evaluation) -> None:
    (boundary,) = (
        with_roles.state[policy.urn]["arn"]
        for policy in with_roles.of_type("aws:iam/policy:Policy")
        if policy.name == "dev-boundary"
    )
    assert boundary == "arn:aws:iam::123456789012:policy/boundary/film-studio-dev-boundary"
    own = [role for role in with_roles.of_type("aws:iam/role:Role") if not role.name.startswith("github-")]
    assert {role.inputs["permissionsBoundary"] for role in own} == {boundary}


@pytest.mark.parametrize(
    ("stack", "overrides", "boundary"),
    [
        ("dev", {}, None),
        ("production", {"film-studio:githubDeploys": "true"}, "film-studio-production-boundary"),
        ("pr", {}, "film-studio-pr-boundary"),
    ],
)
def test_a_stack_that_github_deploys_carries_the_boundary_that_another_has_made(
    stack: str, overrides: dict[str, str], boundary: str | None
) -> None:
    evaluation = evaluate_stack(stack, overrides=overrides)
    arn = f"arn:aws:iam::123456789012:policy/boundary/{boundary}" if boundary else None
    assert {role.inputs.get("permissionsBoundary") for role in evaluation.of_type("aws:iam/role:Role")} == {arn}
    assert evaluation.of_type("aws:iam/policy:Policy") == []
    assert problems(evaluation) == {}


def test_githubs_roles_without_a_state_is_refused() -> None:
    with pytest.raises(ValueError, match=r"stateBucket is missing in stack 'dev'.*pulumi login s3://BUCKET"):
        evaluate_stack("dev", overrides={"film-studio:githubRoles": "true", "film-studio:githubRepository": "o/r"})


def test_an_environment_that_is_no_stack_is_refused() -> None:
    with pytest.raises(ValueError, match=r"githubEnvironments has 'dev-eu', which deploys nothing.*'pull-requests'"):
        evaluate_stack(
            "dev",
            overrides={
                "film-studio:githubRoles": "true",
                "film-studio:githubRepository": "o/r",
                "film-studio:stateBucket": "studio-state",
                "film-studio:githubEnvironments": '["dev-eu"]',
            },
        )


def test_githubs_roles_without_a_repository_is_refused() -> None:
    with pytest.raises(ValueError, match=r"githubRepository is missing in stack 'dev'"):
        evaluate_stack("dev", overrides={"film-studio:githubRoles": "true"})


class _NoSuchPolicy(grpc.RpcError):
    """As Pulumi answers what the provider does not find."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return "invocation of aws:iam/getPolicy:getPolicy returned an error: no matching IAM Policy found"


@pytest.mark.parametrize("preview", [False, True], ids=["update", "preview"])
@pytest.mark.parametrize(("stack", "environment"), [("production", "production"), ("pr", "pull-requests")])
def test_a_stack_that_github_deploys_without_a_boundary_is_refused(stack: str, environment: str, preview: bool) -> None:
    def call(token: str, asked: dict[str, Any]) -> Mapping[str, Any]:
        if token == "aws:iam/getPolicy:getPolicy":
            raise _NoSuchPolicy
        return default_call(token, asked)

    overrides = {"film-studio:githubDeploys": "true"}
    with pytest.raises(ValueError, match=rf"boundary does not exist.*Add '{environment}' to githubEnvironments"):
        evaluate_stack(stack, overrides=overrides, call=call, preview=preview)


def test_an_environment_without_a_stack_of_its_name_is_refused() -> None:
    overrides = {
        "film-studio:githubRoles": "true",
        "film-studio:githubRepository": "o/r",
        "film-studio:stateBucket": "studio-state",
        "film-studio:githubEnvironments": '["dev","nowhere"]',
    }
    with pytest.raises(ValueError, match=r"githubEnvironments has 'nowhere', but there is no Pulumi\.nowhere\.yaml"):
        evaluate_stack("dev", overrides=overrides)


IDS = {
    "film-studio:githubRoles": "true",
    "film-studio:githubRepository": "owner@12/ai-film-studio@345",
    "film-studio:stateBucket": "studio-state",
}


def test_a_repository_is_known_by_its_ids_and_by_its_name() -> None:
    """GitHub names repositories that were created or renamed since July 2026 by their ids, and others without."""
    evaluation = evaluate_stack("dev", overrides=IDS)
    assert _trust(evaluation, "github-deploy-dev")["Condition"]["StringEquals"][SUBJECT] == [
        "repo:owner/ai-film-studio:environment:dev",
        "repo:owner@12/ai-film-studio@345:environment:dev",
    ]
    assert [str(violation) for violation in check(evaluation.resources)] == []


@pytest.mark.parametrize("half", ["owner@12/ai-film-studio", "owner/ai-film-studio@345", "owner@x/studio@1"])
def test_half_of_the_ids_is_refused(half: str) -> None:
    with pytest.raises(ValueError, match=r"githubRepository is .*OWNER@ID/NAME@ID"):
        evaluate_stack("dev", overrides={**IDS, "film-studio:githubRepository": half})


def test_a_provider_that_something_else_has_made_is_taken_over_as_it_is_and_stays() -> None:
    evaluation = evaluate_stack("dev", overrides={**IDS, "film-studio:githubProvider": "adopt"})
    provider = evaluation.one("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    assert provider.import_id == "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    assert provider.retain_on_delete
    assert "clientIdLists" in provider.ignore_changes
    made = evaluate_stack("dev", overrides=IDS).one("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    assert (made.import_id, made.retain_on_delete) == ("", False)
