"""Mistakes in settings, which the program has to refuse, and in the program's own text."""

from collections.abc import Sequence
from typing import Final

from tools.verify.mutations.mutation import Planted, Setting, Source

MISTAKES: Final[Sequence[Planted]] = (
    Setting(name="production without an edge", key="edge", value="none"),
    Setting(name="production with database passwords", key="databaseAuth", value="password"),
    Setting(name="a canary that nothing watches", key="apiDeployment", value="canary", stack="pr"),
    Setting(name="an unknown setting", key="databseClass", value="db.t4g.micro"),
    Setting(name="every site may call", key="pagesOrigins", value='["*"]'),
    Setting(name="a site with a path", key="pagesOrigins", value='["https://owner.github.io/studio"]'),
    Setting(name="a GPU class that does not exist", key="gpuClasses", value='["gpu9000"]'),
    Setting(name="no host left to spot", key="gpuOndemandMax", value="4"),
    Setting(name="more tasks at least than at most", key="apiCountMin", value="50"),
    Source(
        name="program: an unencrypted database",
        killer="rule database-encrypted",
        file="components/data/database.py",
        old="storage_encrypted=True",
        new="storage_encrypted=False",
    ),
    Source(
        name="program: a firewall that opens to the world",
        killer="the_database_is_behind_the_api",
        file="components/network/firewalls.py",
        old="referenced_security_group_id=other.id",
        new='cidr_ipv4="0.0.0.0/0"',
    ),
    Source(
        name="program: grants of sending that give nothing",
        killer="every_queue_has_a_sender_and_a_receiver",
        file="components/data/queues.py",
        old='self._grant("send", "sqs:SendMessage", "sqs:GetQueueAttributes")',
        new='self._grant("send", "sqs:GetQueueAttributes")',
    ),
    Source(
        name="program: one name for every environment",
        killer="names_carry_project_and_stack",
        file="components/base/naming.py",
        old='return f"{self.project}-{self.stack}"',
        new="return self.project",
    ),
    Source(
        name="program: images by tag",
        killer="rule images-by-digest",
        file="components/compute/images.py",
        old="self.reference = image.repo_digest",
        new="self.reference = image.image_name",
    ),
    Source(
        name="program: no tags",
        killer="rule tags",
        file="__main__.py",
        old='"managed-by": "pulumi"',
        new='"made-by": "pulumi"',
    ),
)
