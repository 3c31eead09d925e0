"""Proofs of the registrations themselves: inputs that the provider knows, names that no other stack has."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from contracts.outputs import GITHUB_OUTPUTS, OUTPUTS
from policy.rules.identity import BOUNDARIES
from policy.rules.model import rule
from tools.program.recording import Recorded
from tools.program.sdk_schema import problems
from tools.verify.proofs.view import BUCKET, DATABASE, View

NAME_KEYS: Final = (
    "name",
    "namePrefix",
    "bucket",
    "identifier",
    "family",
    "dashboardName",
    "displayName",
    "clusterIdentifier",
)
#: Types whose names live within another resource's, or whose input `name` is not a name in the account.
WITHIN: Final = {
    "aws:iam/rolePolicy:RolePolicy",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:route53/record:Record",
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
}
#: Inputs that name another resource's bucket rather than the resource itself.
REFERS: Final = {"bucket": BUCKET}
LIMITS: Final = {
    "aws:iam/role:Role": ("name", 64),
    "aws:lb/loadBalancer:LoadBalancer": ("name", 32),
    "aws:lb/targetGroup:TargetGroup": ("name", 32),
    DATABASE: ("identifier", 63),
    BUCKET: ("bucket", 63),
    "aws:sqs/queue:Queue": ("name", 80),
    "aws:cloudfront/originAccessControl:OriginAccessControl": ("name", 64),
    "aws:lambda/function:Function": ("name", 64),
}


def physical_names(view: View) -> Iterator[tuple[Recorded, str]]:
    """Names that AWS keeps apart within an account (or the world): what two stacks must never share."""
    for resource in view.evaluation.resources:
        if not resource.type.startswith("aws:") or resource.type in WITHIN:
            continue
        for key in NAME_KEYS:
            value = resource.inputs.get(key)
            if isinstance(value, str) and REFERS.get(key, resource.type) == resource.type:
                yield resource, value if key != "namePrefix" else f"{value}*"


@rule("base", "Every name in the account carries project and stack, so that no two stacks can share one.")
def names_carry_project_and_stack(view: View) -> Iterator[str]:
    path = f"/{view.evaluation.project}/{view.stack}/"
    for resource, name in physical_names(view):
        if resource.inputs.get("path") == BOUNDARIES and re.fullmatch(
            f"{view.evaluation.project}-[a-z0-9]+-boundary", name
        ):
            continue  # called after the stack whose roles it holds, which may be another than the one that makes it
        # After the stack's name comes a hyphen, a slash or nothing: no stack's name begins with another's and those.
        inside = name.removeprefix("alias/").removeprefix("/aws/rds/instance/").removeprefix("/aws/lambda/")
        inside = inside.removeprefix("aws-waf-logs-").removeprefix("/aws/vendedlogs/")
        if not (inside == view.prefix or inside.startswith((f"{view.prefix}-", path))):
            yield f"{resource.name} ({resource.type}) is called '{name}': begin it with {view.prefix}."


@rule("base", "No two resources of a kind share a name, and none is longer than its service takes.")
def names_are_unique_and_fit(view: View) -> Iterator[str]:
    counts = Counter((resource.type, name, resource.inputs.get("region")) for resource, name in physical_names(view))
    for (type_, name, _), count in counts.items():
        if count > 1 and not name.endswith("*"):  # AWS completes a prefix
            yield f"{count} resources of {type_} are called '{name}'."
    for type_, (key, limit) in LIMITS.items():
        for resource in view.of(type_):
            if len(str(resource.inputs.get(key, ""))) > limit:
                yield f"{resource.name}: '{resource.inputs[key]}' is longer than the {limit} characters of {type_}."


@rule("base", "Every input is one that the provider's SDK knows, of its type, and none that it requires is missing.")
def inputs_hold_against_the_sdk(view: View) -> Iterator[str]:
    for resource in view.evaluation.resources:
        yield from problems(resource)


@rule("base", "Every resource stands once, in a component that is there, and waits only for what is there.")
def the_tree_is_whole(view: View) -> Iterator[str]:
    urns = Counter(resource.urn for resource in view.evaluation.resources)
    for urn, count in urns.items():
        if count > 1:
            yield f"{urn} is registered {count} times."
    for resource in view.evaluation.resources:
        for urn in sorted(resource.dependencies - urns.keys()):
            if not urn.endswith(f"::{view.evaluation.project}-{view.stack}"):
                yield f"{resource.name} waits for {urn}, which nothing registers."
        at_top = resource.type.startswith(("film-studio:", "pulumi:providers:"))
        if not at_top and resource.parent not in urns:
            yield f"{resource.name} ({resource.type}) belongs to no component."


@rule("base", "Every AWS resource is made through the one provider that sets region and tags.")
def one_provider_makes_everything(view: View) -> Iterator[str]:
    providers = view.of("pulumi:providers:aws")
    if len(providers) != 1:
        yield f"{len(providers)} AWS providers: there is one."
        return
    expected = f"{providers[0].urn}::{view.output(providers[0], 'id')}"
    for resource in view.evaluation.resources:
        if resource.type.startswith("aws:") and resource.provider != expected:
            yield f"{resource.name} ({resource.type}) is made through another provider: pass the component's own."
        if resource.type.startswith("awsx:") and resource.providers.get("aws") != expected:
            yield f"{resource.name} ({resource.type}) hands on another provider."


@rule("base", "Secrets are marked as such wherever they are handed on.")
def secrets_are_marked(view: View) -> Iterator[str]:
    for resource in view.of("aws:secretsmanager/secretVersion:SecretVersion"):
        if "secretString" not in resource.secrets:
            yield f"{resource.name}: secretString would stand in the state in plain text: wrap it in Output.secret."


@rule("base", "No credential is an input of an image: Pulumi compares inputs with those of the saved plan.")
def images_hold_no_credential(view: View) -> Iterator[str]:
    for image in view.of("docker:index/image:Image"):
        if image.inputs.get("registry"):
            yield f"{image.name}: a token of the hour breaks every second `up --plan`: let Docker log in by itself."


@rule("base", "The outputs are those that contracts/outputs.py promises.")
def outputs_are_as_promised(view: View) -> Iterator[str]:
    makes_roles = any(resource.type.endswith(":GithubRoles") for resource in view.evaluation.resources)
    promised = {*OUTPUTS, *(GITHUB_OUTPUTS if makes_roles else ())}
    for name in sorted(promised ^ set(view.evaluation.outputs)):
        yield f"output {name} is {'promised and missing' if name in promised else 'there and promised to nobody'}."
    if view.evaluation.secret_outputs:
        yield f"outputs {sorted(view.evaluation.secret_outputs)} are secret: hand out ARNs."
