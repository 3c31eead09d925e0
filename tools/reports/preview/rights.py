"""What roles may do, before and after: grants in words rather than policy documents."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tools.program.recording import Evaluation, Recorded

ROLE = "aws:iam/role:Role"

#: What an action means to somebody who does not know its name.
WORDS: Final[Mapping[str, str]] = {
    "dynamodb:*": "do anything with",
    "ecr:BatchGetImage": "pull images from",
    "ecr:GetAuthorizationToken": "log in to registries",
    "ecs:UpdateTaskProtection": "protect its task from scale-in in",
    "kms:Decrypt": "decrypt with",
    "logs:PutLogEvents": "write logs to",
    "rds-db:connect": "log in to the database as",
    "s3:*": "do anything with",
    "s3:DeleteObject": "delete objects in",
    "s3:GetObject": "read objects in",
    "s3:ListBucket": "list",
    "s3:PutObject": "write objects to",
    "secretsmanager:GetSecretValue": "read the secret",
    "secretsmanager:PutSecretValue": "set the secret",
    "sqs:*": "do anything with",
    "sqs:ChangeMessageVisibility": "hide and show messages of",
    "sqs:DeleteMessage": "delete messages from",
    "sqs:GetQueueAttributes": "look at the length of",
    "sqs:PurgeQueue": "empty",
    "sqs:ReceiveMessage": "receive from",
    "sqs:SendMessage": "send to",
    "sts:AssumeRole": "take on the role",
    "*": "do ANYTHING with",
}


@dataclass(frozen=True, kw_only=True, order=True)
class Grant:
    """One action on one resource. `effect` is `Allow` or `Deny`, `condition` JSON text, "" for none."""

    role: str
    effect: str
    action: str
    on: str
    condition: str


def grants(evaluation: Evaluation) -> set[Grant]:
    """Everything that policies of roles and attached managed policies say."""
    roles = {role.inputs.get("name", role.name): role.name for role in evaluation.of_type(ROLE)}
    names = names_by_arn(evaluation)
    found: set[Grant] = set()
    for policy in evaluation.of_type("aws:iam/rolePolicy:RolePolicy"):
        role = roles.get(policy.inputs["role"], str(policy.inputs["role"]))
        for statement in json.loads(policy.inputs["policy"])["Statement"]:
            condition = json.dumps(statement.get("Condition", ""), sort_keys=True) if statement.get("Condition") else ""
            for action in as_list(statement.get("Action")):
                for resource in as_list(statement.get("Resource")):
                    on = shortened(resource, names)
                    found.add(Grant(role=role, effect=statement["Effect"], action=action, on=on, condition=condition))
    for attached in evaluation.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment"):
        role = roles.get(attached.inputs["role"], str(attached.inputs["role"]))
        arn = str(attached.inputs["policyArn"]).rsplit("/", 1)[-1]
        found.add(Grant(role=role, effect="Allow", action=f"managed policy {arn}", on="", condition=""))
    return found


def trusts(evaluation: Evaluation) -> dict[str, str]:
    """Role → who may take it on, and under which condition, as one text."""
    found: dict[str, str] = {}
    for role in evaluation.of_type(ROLE):
        parts: list[str] = []
        for statement in json.loads(role.inputs["assumeRolePolicy"])["Statement"]:
            who = json.dumps(statement.get("Principal"), sort_keys=True)
            condition = statement.get("Condition")
            parts.append(who + (f" where {json.dumps(condition, sort_keys=True)}" if condition else " unconditionally"))
        found[role.name] = "; ".join(parts)
    return found


def sentences(before: Evaluation | None, after: Evaluation) -> list[str]:
    """What each role gains and loses, a sentence for each role, effect and resource; wildcards first and marked."""
    old, new = (grants(before) if before else set[Grant]()), grants(after)
    said = [*_said(new - old, gained=True), *_said(old - new, gained=False)]
    was = trusts(before) if before else {}
    for role, who in trusts(after).items():
        if role in was and was[role] != who:
            said.append(f"Who may take on {role} changes from {was[role]} to {who}.")
    return sorted(said, key=lambda text: not text.startswith("WIDE"))


def _said(found: set[Grant], *, gained: bool) -> list[str]:
    grouped: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for grant in sorted(found):
        grouped[grant.role, grant.effect, grant.on, grant.condition].append(grant.action)
    said: list[str] = []
    for (role, effect, on, condition), actions in grouped.items():
        may = {
            (True, "Allow"): "may now",
            (False, "Allow"): "may no longer",
            (True, "Deny"): "is now denied to",
            (False, "Deny"): "is no longer denied to",
        }[gained, effect]
        wide = gained and effect == "Allow" and any(action.endswith("*") for action in actions)
        what = "everything" if on == "*" else on
        where = f", where {condition}" if condition else ""
        named = [action for action in actions if action in WORDS]
        others = [action for action in actions if action not in WORDS]
        if named:
            words = f"{', '.join(WORDS[action] for action in named)} {what}".rstrip()
            said.append(f"{'WIDE: ' if wide else ''}{role} {may} {words} ({', '.join(named)}){where}.")
        if others:
            calls = f"call {', '.join(others)} on {what}" if what else f"do what {', '.join(others)} says"
            said.append(f"{'WIDE: ' if wide else ''}{role} {may} {calls}{where}.")
    return said


def names_by_arn(evaluation: Evaluation) -> dict[str, str]:
    """ARN or id → what a reader calls it: kind and name."""
    named: dict[str, str] = {}
    for resource in evaluation.resources:
        state = evaluation.state.get(resource.urn, {})
        for key in ("arn", "id"):
            if state.get(key):  # a secret's version answers with the ARN of its secret, which comes first
                named.setdefault(str(state[key]), called(resource))
    return named


def called(resource: Recorded) -> str:
    """`queue video`, `database database`: the kind without its package, and the name in the program."""
    kind = resource.type.split(":")[-1]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
    return f"{words} {resource.name}"


def shortened(arn: str, names: Mapping[str, str]) -> str:
    if arn in names:
        return names[arn]
    for known, name in names.items():
        if arn.startswith(f"{known}/"):
            return f"{name}/{arn[len(known) + 1 :]}"
    return arn


def as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - from JSON
