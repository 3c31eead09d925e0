"""What the stack before this one got wrong, and no other test names: none of it comes back."""

import json

from tools.program.evaluate import Evaluation


def test_there_are_no_users_and_no_keys_that_live_for_ever(stack: Evaluation) -> None:
    assert [r.urn for r in stack.resources if r.type.startswith(("aws:iam/user", "aws:iam/accessKey"))] == []


def test_two_environments_share_no_physical_name(dev: Evaluation, production: Evaluation) -> None:
    def names(evaluation: Evaluation) -> set[str]:
        keys = ("name", "namePrefix", "bucket", "family", "identifier")
        return {
            resource.inputs[key]
            for resource in evaluation.resources
            for key in keys
            # An inline policy's name lives within its role; a parameter group's family is PostgreSQL's version.
            if resource.type not in {"aws:iam/rolePolicy:RolePolicy", "aws:rds/parameterGroup:ParameterGroup"}
            if isinstance(resource.inputs.get(key), str)
        }

    assert names(dev) & names(production) == set()


def test_nothing_points_to_a_service_that_the_stack_does_not_have(stack: Evaluation) -> None:
    for definition in stack.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        text = definition.inputs["containerDefinitions"].lower()
        assert "redis" not in text
        assert "localhost:6379" not in text


def test_nothing_runs_by_a_tag(stack: Evaluation) -> None:
    for definition in stack.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        for container in json.loads(definition.inputs["containerDefinitions"]):
            assert "@sha256:" in container["image"]
            assert not container["image"].endswith(":latest")


def test_no_origin_is_a_wildcard_anywhere(stack: Evaluation) -> None:
    for cors in stack.of_type("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"):
        for rule in cors.inputs["corsRules"]:
            assert not any("*" in origin for origin in rule["allowedOrigins"])


def test_the_database_password_is_in_no_url(stack: Evaluation) -> None:
    for definition in stack.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        for container in json.loads(definition.inputs["containerDefinitions"]):
            for entry in container["environment"]:
                if entry["name"].startswith("DATABASE_") and entry["name"].endswith("_URL"):
                    user, _, rest = entry["value"].removeprefix("postgresql://").partition("@")
                    assert ":" not in user
                    assert "/film_studio?" in rest


def test_every_launch_template_belongs_to_a_group_a_provider_and_a_service(production: Evaluation) -> None:
    templates = {production.state[t.urn]["id"] for t in production.of_type("aws:ec2/launchTemplate:LaunchTemplate")}
    used = {
        group.inputs["mixedInstancesPolicy"]["launchTemplate"]["launchTemplateSpecification"]["launchTemplateId"]
        for group in production.of_type("aws:autoscaling/group:Group")
    }
    assert templates == used
    assert len(templates) == 4
