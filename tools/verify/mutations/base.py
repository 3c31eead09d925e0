"""Mistakes in settings, which the program has to refuse, in names, tags and registrations, and in the outputs."""

from collections.abc import Sequence
from typing import Final

from tools.verify.mutations.mutation import Copy, Mutation, Planted, Setting, Source

FLEET: Final = "aws:autoscaling/group:Group"
PULUMI_PROVIDER: Final = "pulumi:providers:aws"


def _untagged(copy: Copy) -> None:
    with copy.document(PULUMI_PROVIDER, None, "defaultTags") as given:
        del given["tags"]["stack"]


def _twice(copy: Copy) -> None:
    copy.evaluation.resources.append(copy.each("aws:sqs/queue:Queue", "video")[0])


MISTAKES: Final[Sequence[Planted]] = (
    Mutation(
        name="an output that nobody was promised",
        killer="outputs_are_as_promised",
        plant=lambda copy: copy.evaluation.outputs.update(databasePassword="x"),
    ),
    Mutation(name="no stack tag", killer="tags", plant=_untagged),
    Mutation(
        name="GPU hosts without tags", killer="tags", plant=lambda copy: copy.put(FLEET, "gpu24-spot", "tags", [])
    ),
    Mutation(
        name="a queue in another region",
        killer="one_provider_makes_everything",
        plant=lambda copy: copy.options(
            "aws:sqs/queue:Queue",
            "video",
            provider="urn:pulumi:production::film-studio::pulumi:providers:aws::default::id",
        ),
    ),
    Mutation(
        name="a name that every environment shares",
        killer="names_carry_project_and_stack",
        plant=lambda copy: copy.put("aws:sqs/queue:Queue", "video", "name", "film-studio-video"),
    ),
    Mutation(
        name="two queues of one name",
        killer="names_are_unique_and_fit",
        plant=lambda copy: copy.put("aws:sqs/queue:Queue", "video", "name", "film-studio-production-voice"),
    ),
    Mutation(
        name="an input that the provider does not know",
        killer="inputs_hold_against_the_sdk",
        plant=lambda copy: copy.put("aws:sqs/queue:Queue", "video", "visibilityTimeout", 120),
    ),
    Mutation(
        name="a word where the provider wants a switch",
        killer="inputs_hold_against_the_sdk",
        plant=lambda copy: copy.put("aws:rds/instance:Instance", None, "multiAz", "yes"),
    ),
    Mutation(name="a resource registered twice", killer="the_tree_is_whole", plant=_twice),
    Mutation(
        name="a resource outside of every component",
        killer="the_tree_is_whole",
        plant=lambda copy: copy.options("aws:sqs/queue:Queue", "video", parent=""),
    ),
    Mutation(
        name="the signing key in the state in plain text",
        killer="secrets_are_marked",
        plant=lambda copy: copy.options(
            "aws:secretsmanager/secretVersion:SecretVersion", "download-signing-key", secrets=frozenset[str]()
        ),
    ),
    Mutation(
        name="a token of the hour among an image's inputs",
        killer="images_hold_no_credential",
        plant=lambda copy: copy.put(
            "docker:index/image:Image", "api", "registry", {"server": "x", "username": "AWS", "password": "token"}
        ),
    ),
    Setting(name="production without an edge", key="edge", value="none"),
    Setting(name="backups copied to where they are", key="backupCopyRegion", value="us-east-2"),
    Setting(name="production with database passwords", key="databaseAuth", value="password"),
    Setting(name="a canary that nothing watches", key="apiDeployment", value="canary", stack="pr"),
    Setting(name="an unknown setting", key="databseClass", value="db.t4g.micro"),
    Setting(name="every site may call", key="pagesOrigins", value='["*"]'),
    Setting(name="a site with a path", key="pagesOrigins", value='["https://owner.github.io/studio"]'),
    Setting(name="a GPU class that does not exist", key="gpuClasses", value='["gpu9000"]'),
    Setting(name="no host left to spot", key="gpuOndemandMax", value="4"),
    Setting(name="more tasks at least than at most", key="apiCountMin", value="50"),
    Source(
        name="program: one name for every environment",
        killer="names_carry_project_and_stack",
        file="components/base/naming.py",
        old='return f"{self.project}-{self.stack}"',
        new="return self.project",
    ),
    Source(
        name="program: no tags",
        killer="tags",
        file="__main__.py",
        old='"managed-by": "pulumi"',
        new='"made-by": "pulumi"',
    ),
)
