"""The container images: a repository each, built and pushed by the deployment itself, run by digest.

Docker logs in to the registry before the update (`docker login`): a token among the inputs would be another one each
hour, and Pulumi holds an update to its saved plan by its inputs.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_docker as docker

from components.base.component import Component
from components.base.json_output import json_output
from components.base.naming import Names
from components.base.settings import Settings
from components.compute.build_watch import BuildWatch
from components.identity.roles import Grant

#: The one tag that moves: the next build finds its layers under it. No task runs it.
CACHE_TAG = "cache"
#: Replaced images that are kept, so that a rollback finds the one it needs.
KEPT_IMAGES = 30


@dataclass(frozen=True, kw_only=True)
class ImageArgs:
    names: Names
    dockerfile: str
    """Relative to the root of the repository, which is the build's context."""
    platform: str
    settings: Settings
    target: str | None = None
    """The stage of the Dockerfile to build; None: its last one."""


class Image(Component):
    """A repository and the image in it. `reference` names the image by digest: what was built is what runs."""

    kind = "Image"

    def __init__(self, name: str, args: ImageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        self.platform = args.platform
        self.repository = self._repository(name, args)
        tag = pulumi.Output.concat(self.repository.repository_url, f":{CACHE_TAG}")
        build: docker.DockerBuildArgsDict = {
            "context": ".",
            "dockerfile": args.dockerfile,
            "platform": args.platform,
            "builder_version": docker.BuilderVersion.BUILDER_BUILD_KIT,
            # The image carries its own cache; a cache of every stage would fill a hosted runner's disk.
            "args": {"BUILDKIT_INLINE_CACHE": "1"},
            "cache_from": {"images": [tag]},
        }
        if args.target:
            build["target"] = args.target
        # Nothing is built for the laptop.
        hooks = BuildWatch(name).hooks() if args.settings.stage != "local" else None
        image = docker.Image(name, image_name=tag, build=build, opts=self.child(hooks=hooks))
        self.reference = image.repo_digest
        #: For `findings.check`: which image it is.
        self.identity = {"repository": self.repository.name, "reference": self.reference}
        self.findings = args.settings.image_findings
        self.register_outputs({"reference": self.reference})

    def _repository(self, name: str, args: ImageArgs) -> aws.ecr.Repository:
        repository = aws.ecr.Repository(
            name,
            name=args.names.of(name, limit=256),
            image_tag_mutability="IMMUTABLE_WITH_EXCLUSION",
            image_tag_mutability_exclusion_filters=[{"filter": CACHE_TAG, "filter_type": "WILDCARD"}],
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "AES256"}],
            force_delete=not args.settings.protected,
            opts=self.child(),
        )
        aws.ecr.LifecyclePolicy(
            name,
            repository=repository.name,
            policy=json_output(
                {
                    "rules": [
                        {
                            "rulePriority": 1,
                            "description": f"Keep {KEPT_IMAGES} replaced images for rollbacks",
                            "selection": {
                                "tagStatus": "untagged",
                                "countType": "imageCountMoreThan",
                                "countNumber": KEPT_IMAGES,
                            },
                            "action": {"type": "expire"},
                        }
                    ]
                }
            ),
            opts=self.child(),
        )
        return repository

    def grant_pull(self) -> tuple[Grant, Grant]:
        return (
            Grant(
                name=f"{self.label}-pull",
                actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                resources=[self.repository.arn],
            ),
            # Logging in to a registry cannot be limited to a repository.
            Grant(name=f"{self.label}-login", actions=["ecr:GetAuthorizationToken"], resources=["*"]),
        )
