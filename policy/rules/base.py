"""Rules of what every resource carries, whatever it is."""

from collections.abc import Iterator
from typing import Final

from .model import Graph, Resource, document, items, rule, section

REQUIRED_TAGS: Final = ("project", "stack", "stage", "managed-by")


@rule("base", "Every AWS resource carries project, stack, stage and managed-by.")
def tags(graph: Graph) -> Iterator[tuple[Resource, str]]:
    complete: set[str] = set()
    for provider in graph.of("pulumi:providers:aws"):
        given = section(document(provider.inputs.get("defaultTags")), "tags")
        missing = [tag for tag in REQUIRED_TAGS if not given.get(tag)]
        if missing:
            yield provider, f"gives no tag {', '.join(missing)}: set them in the provider's default tags."
        else:
            complete.add(provider.urn)
    for resource in graph.resources:
        if resource.type.startswith("aws:") and resource.provider.rpartition("::")[0] not in complete:
            yield resource, "uses a provider without the required tags: pass the program's provider."
    # Default tags do not reach what a group or a template starts later.
    for group in graph.of("aws:autoscaling/group:Group"):
        marks = {tag.get("key") for tag in items(group.inputs.get("tags")) if tag.get("propagateAtLaunch")}
        if not {"project", "stack"} <= marks:
            yield group, "starts instances without tags: propagate project and stack at launch."
    for template in graph.of("aws:ec2/launchTemplate:LaunchTemplate"):
        kinds = {
            spec.get("resourceType"): section(spec, "tags") for spec in items(template.inputs.get("tagSpecifications"))
        }
        for kind in ("instance", "volume"):
            if not {"project", "stack"} <= set(kinds.get(kind, {})):
                yield template, f"starts a {kind} without tags project and stack: add tag specifications."
