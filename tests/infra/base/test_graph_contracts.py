"""What holds for every resource of every stack, whatever it is."""

from collections import Counter
from collections.abc import Callable

from components.base.naming import Names
from tools.program.evaluate import UNKNOWN, Evaluation, Recorded
from tools.program.sdk_schema import is_known, problems


def test_every_input_is_one_that_the_provider_knows(stack: Evaluation) -> None:
    found = [problem for resource in stack.resources for problem in problems(resource)]
    assert found == []


def test_every_custom_resource_is_described_by_an_installed_sdk(stack: Evaluation) -> None:
    unknown = {
        resource.type
        for resource in stack.resources
        if resource.custom and not resource.type.startswith("pulumi:") and not is_known(resource.type)
    }
    assert unknown == set()


def test_a_preview_registers_exactly_what_an_update_registers(
    stack: Evaluation, preview_of: Callable[[str], Evaluation]
) -> None:
    # The order differs: an update waits for outputs that a preview does not know.
    assert sorted(r.urn for r in preview_of(stack.stack).resources) == sorted(r.urn for r in stack.resources)


def test_a_preview_knows_no_ids_or_addresses(preview_of: Callable[[str], Evaluation]) -> None:
    preview = preview_of("dev")
    assert preview.outputs["apiUrl"] is UNKNOWN
    assert preview.outputs["databaseEndpoint"] is UNKNOWN


def test_every_aws_resource_uses_the_provider_that_sets_region_and_tags(stack: Evaluation) -> None:
    provider = stack.one("pulumi:providers:aws", "aws")
    assert provider.inputs["region"] == "us-east-2"
    tags = provider.inputs["defaultTags"]
    assert '"project"' in tags
    assert f'"stack":"{stack.stack}"' in tags.replace(" ", "")
    expected = f"{provider.urn}::{stack.state[provider.urn]['id']}"
    strays = [r.urn for r in stack.resources if r.type.startswith("aws:") and r.provider != expected]
    assert strays == []
    assert stack.one("awsx:ec2:Vpc").providers["aws"] == expected


def test_only_components_stand_at_the_top_and_each_resource_belongs_to_one(
    stack: Evaluation, parents: Callable[[Evaluation, Recorded], list[Recorded]]
) -> None:
    orphans = [
        resource.urn
        for resource in stack.resources
        if not resource.type.startswith(("film-studio:", "pulumi:providers:")) and not parents(stack, resource)
    ]
    assert orphans == []


def test_every_component_registers_its_outputs(stack: Evaluation) -> None:
    components = {resource.urn for resource in stack.resources if resource.type.startswith("film-studio:")}
    assert components == set(stack.component_outputs)


def test_names_carry_project_and_stack_so_that_no_two_stacks_share_one(stack: Evaluation) -> None:
    prefix = f"film-studio-{stack.stack}"
    named = {
        "aws:autoscaling/group:Group": "namePrefix",
        "aws:cloudfront/keyGroup:KeyGroup": "name",
        "aws:cloudfront/originAccessControl:OriginAccessControl": "name",
        "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
        "aws:ec2/securityGroup:SecurityGroup": "namePrefix",
        "aws:ecr/repository:Repository": "name",
        "aws:ecs/capacityProvider:CapacityProvider": "name",
        "aws:ecs/cluster:Cluster": "name",
        "aws:ecs/service:Service": "name",
        "aws:ecs/taskDefinition:TaskDefinition": "family",
        "aws:iam/role:Role": "name",
        "aws:lb/loadBalancer:LoadBalancer": "name",
        "aws:lb/targetGroup:TargetGroup": "name",
        "aws:rds/instance:Instance": "identifier",
        "aws:s3/bucket:Bucket": "bucket",
        "aws:secretsmanager/secret:Secret": "name",
        "aws:sqs/queue:Queue": "name",
    }
    for type_, key in named.items():
        for resource in stack.of_type(type_):
            value = resource.inputs[key]
            assert value == prefix or value.startswith(f"{prefix}-"), resource.urn


def test_names_stay_within_the_limits_of_their_services(stack: Evaluation) -> None:
    limits = {
        "aws:iam/role:Role": ("name", 64),
        "aws:lb/loadBalancer:LoadBalancer": ("name", 32),
        "aws:lb/targetGroup:TargetGroup": ("name", 32),
        "aws:rds/instance:Instance": ("identifier", 63),
        "aws:s3/bucket:Bucket": ("bucket", 63),
        "aws:sqs/queue:Queue": ("name", 80),
    }
    for type_, (key, limit) in limits.items():
        for resource in stack.of_type(type_):
            assert len(resource.inputs[key]) <= limit, resource.urn


def test_names_within_a_stack_are_unique(stack: Evaluation) -> None:
    names = Counter(
        (resource.type, resource.inputs["name"])
        for resource in stack.resources
        if isinstance(resource.inputs.get("name"), str) and resource.type != "aws:iam/rolePolicy:RolePolicy"
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_a_long_name_is_cut_to_its_limit_and_stays_its_own() -> None:
    names = Names(project="film-studio", stack="production")
    first, second = names.of("a-very-long-part", limit=32), names.of("a-very-long-pars", limit=32)
    assert len(first) <= 32
    assert first != second


def test_nothing_that_is_secret_is_exported_or_stands_in_a_task_definition(stack: Evaluation) -> None:
    assert stack.secret_outputs == set()
    text = str(stack.outputs) + "".join(
        r.inputs["containerDefinitions"] for r in stack.of_type("aws:ecs/taskDefinition:TaskDefinition")
    )
    assert "PRIVATE KEY" not in text


def test_secrets_are_marked_wherever_they_are_handed_on(cloud: Evaluation) -> None:
    assert "secretString" in cloud.one("aws:secretsmanager/secretVersion:SecretVersion").secrets
    for image in cloud.of_type("docker:index/image:Image"):
        assert "registry" not in image.inputs


def test_production_protects_what_cannot_be_made_again(production: Evaluation) -> None:
    protected = {(resource.type, resource.name) for resource in production.resources if resource.protect}
    assert protected == {
        ("aws:rds/instance:Instance", "database"),
        ("aws:s3/bucket:Bucket", "assets"),
        ("aws:s3/bucket:Bucket", "characters"),
        ("aws:s3/bucket:Bucket", "marketing"),
        ("aws:lb/loadBalancer:LoadBalancer", "api"),
        ("aws:backup/vault:Vault", "backups"),
        ("film-studio:components:Protection", "protection"),
    }
    database = production.one("aws:rds/instance:Instance").inputs
    assert database["deletionProtection"] is True
    assert database["skipFinalSnapshot"] is False
    assert database["finalSnapshotIdentifier"] == "film-studio-production-database-final"
    assert all(not bucket.inputs["forceDestroy"] for bucket in production.of_type("aws:s3/bucket:Bucket"))
