"""Makes the registrations of the program real: a bucket a bucket, a queue a queue, an ECS service processes.

It answers the program as the AWS provider would, one resource after the other, so what the program derives from an
answer (an address in an environment, a URL in an output) is derived from something that exists. What has no counterpart
on a laptop is recorded and said.
"""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from contracts.environment import OWNER_ROLE, PLATFORM
from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import StudioError
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres
from tools.local_cloud.services import Container, Task
from tools.program.evaluate import Recorded, default_outputs
from tools.program.stub_outputs import ACCOUNT

Outputs = dict[str, Any]

#: Which environment stands for the image that a Dockerfile builds.
_IMAGES: Final = {"backend/Dockerfile": "api", "workers/Dockerfile": "worker"}


@dataclass(kw_only=True)
class Realiser:
    """Pass `outputs_for` to the evaluation; then read what was made."""

    emulator: Emulator
    postgres: Postgres
    api_port: int
    containers: Mapping[str, Container] = field(default_factory=dict[str, Container])
    """Environment → how tasks are started in the image that it stands for, where images are here."""
    realised: list[str] = field(default_factory=list)
    recorded: Counter[str] = field(default_factory=Counter)
    #: Image reference → environment that stands for it.
    _images: dict[str, str] = field(default_factory=dict)
    _queue_arns: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._s3 = self.emulator.client("s3")
        self._sqs = self.emulator.client("sqs")
        self._secrets = self.emulator.client("secretsmanager")
        self._makers: dict[str, Callable[[Recorded], Outputs]] = {
            "aws:s3/bucket:Bucket": self._bucket,
            "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": self._bucket_cors,
            "aws:sqs/queue:Queue": self._queue,
            "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": self._redrive_allow,
            "aws:secretsmanager/secret:Secret": self._secret,
            "aws:secretsmanager/secretVersion:SecretVersion": self._secret_version,
            "aws:rds/instance:Instance": self._database,
            "aws:lb/loadBalancer:LoadBalancer": self._load_balancer,
            "docker:index/image:Image": self._image,
        }
        self._removers: dict[str, Callable[[Recorded], None]] = {
            "aws:s3/bucket:Bucket": self._remove_bucket,
            "aws:sqs/queue:Queue": self._remove_queue,
            "aws:secretsmanager/secret:Secret": self._remove_secret,
            "aws:rds/instance:Instance": self._remove_database,
        }

    def outputs_for(self, resource: Recorded) -> Mapping[str, Any]:
        maker = self._makers.get(resource.type)
        if maker is None:
            if resource.custom and resource.type not in _BECOME_PROCESSES:
                self.recorded[resource.type.split(":")[-1]] += 1
            return default_outputs(resource)
        return {**default_outputs(resource), **maker(resource)}

    def remove(self, resource: Recorded) -> None:
        """Delete what was made of a resource, with what it holds; what is gone already is deleted."""
        remover = self._removers.get(resource.type)
        if remover is not None:
            remover(resource)

    def left(self) -> list[str]:
        """What there is, whoever has made it: buckets, queues, secrets, databases, in words."""
        queues = self._sqs.list_queues().get("QueueUrls", ())
        return [
            *(f"bucket {bucket.get('Name')}" for bucket in self._s3.list_buckets()["Buckets"]),
            *(f"queue {url.rsplit('/', 1)[-1]}" for url in queues),
            *(f"secret {secret.get('Name')}" for secret in self._secrets.list_secrets()["SecretList"]),
            *(f"database {name}" for name in self.postgres.databases()),
        ]

    def task(self, definition: Recorded) -> Task:
        """The process that a registered task definition describes. Raises `StudioError`."""
        containers: list[dict[str, Any]] = json.loads(definition.inputs["containerDefinitions"])
        if len(containers) != 1:
            raise StudioError(f"{definition.name}: {len(containers)} containers; the laptop runs one a task.")
        container = containers[0]
        image = container["image"]
        if image not in self._images:
            raise StudioError(f"{definition.name}: image {image!r} is not one that the program builds.")
        environment = {entry["name"]: entry["value"] for entry in container.get("environment", ())}
        for entry in container.get("secrets", ()):
            if entry["name"] not in PLATFORM:
                environment[entry["name"]] = self._secret_value(entry["valueFrom"])
        return Task(
            name=container["name"],
            command=tuple(container["command"]),
            python=ENVIRONMENTS[self._images[image]].python,
            environment=environment,
            container=self.containers.get(self._images[image]),
        )

    # --- S3 ---------------------------------------------------------------------------------------------------

    def _bucket(self, resource: Recorded) -> Outputs:
        name: str = resource.inputs["bucket"]
        existing = {bucket.get("Name") for bucket in self._s3.list_buckets()["Buckets"]}
        if name not in existing:
            self._create_bucket(name)
        self.realised.append(f"bucket {name}")
        return {"id": name, "bucket": name, "arn": f"arn:aws:s3:::{name}"}

    def _remove_bucket(self, resource: Recorded) -> None:
        name: str = resource.inputs["bucket"]
        if name not in {bucket.get("Name") for bucket in self._s3.list_buckets()["Buckets"]}:
            return
        for page in self._s3.get_paginator("list_object_versions").paginate(Bucket=name):
            for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                key, version_id = version.get("Key", ""), version.get("VersionId", "")
                self._s3.delete_object(Bucket=name, Key=key, VersionId=version_id)
        self._s3.delete_bucket(Bucket=name)

    def _create_bucket(self, name: str) -> None:
        if self.emulator.region == "us-east-1":  # the one region that S3 wants not to be named
            self._s3.create_bucket(Bucket=name)
        else:
            place: Any = {"LocationConstraint": self.emulator.region}
            self._s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)

    def _bucket_cors(self, resource: Recorded) -> Outputs:
        rules = [
            {key[0].upper() + key[1:]: value for key, value in rule.items() if key != "id"}
            for rule in resource.inputs["corsRules"]
        ]
        for rule in rules:
            if "MaxAgeSeconds" in rule:
                rule["MaxAgeSeconds"] = int(rule["MaxAgeSeconds"])
        self._s3.put_bucket_cors(Bucket=resource.inputs["bucket"], CORSConfiguration={"CORSRules": rules})  # pyright: ignore[reportArgumentType] - the provider's spelling, capitalised
        self.realised.append(f"CORS of bucket {resource.inputs['bucket']}")
        return {}

    # --- SQS --------------------------------------------------------------------------------------------------

    def _queue(self, resource: Recorded) -> Outputs:
        inputs = resource.inputs
        name: str = inputs["name"]
        attributes = {
            wire: str(inputs[key])
            for key, wire in (
                ("visibilityTimeoutSeconds", "VisibilityTimeout"),
                ("messageRetentionSeconds", "MessageRetentionPeriod"),
                ("receiveWaitTimeSeconds", "ReceiveMessageWaitTimeSeconds"),
                ("redrivePolicy", "RedrivePolicy"),
                ("redriveAllowPolicy", "RedriveAllowPolicy"),
            )
            if key in inputs
        }
        url = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        # Set apart from creation, which refuses a queue that exists with other attributes.
        if attributes:
            self._sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)  # pyright: ignore[reportArgumentType] - keys are the API's own
        url = f"{self.emulator.endpoint_url}/{ACCOUNT}/{name}"
        arn = f"arn:aws:sqs:{self.emulator.region}:{ACCOUNT}:{name}"
        self._queue_arns[url] = arn
        self.realised.append(f"queue {name}" + (" with redrive" if "RedrivePolicy" in attributes else ""))
        return {"id": url, "url": url, "arn": arn, "name": name}

    def _remove_queue(self, resource: Recorded) -> None:
        with contextlib.suppress(self._sqs.exceptions.QueueDoesNotExist):
            self._sqs.delete_queue(QueueUrl=self._sqs.get_queue_url(QueueName=resource.inputs["name"])["QueueUrl"])

    def _redrive_allow(self, resource: Recorded) -> Outputs:
        self._sqs.set_queue_attributes(
            QueueUrl=resource.inputs["queueUrl"],
            Attributes={"RedriveAllowPolicy": resource.inputs["redriveAllowPolicy"]},
        )
        return {}

    # --- Secrets Manager --------------------------------------------------------------------------------------

    def _secret(self, resource: Recorded) -> Outputs:
        name: str = resource.inputs["name"]
        try:
            arn = self._secrets.describe_secret(SecretId=name)["ARN"]
        except self._secrets.exceptions.ResourceNotFoundException:
            arn = self._secrets.create_secret(Name=name)["ARN"]
        self.realised.append(f"secret {name}")
        return {"id": arn, "arn": arn, "name": name}

    def _secret_value(self, arn: str) -> str:
        return self._secrets.get_secret_value(SecretId=arn)["SecretString"]

    def _remove_secret(self, resource: Recorded) -> None:
        with contextlib.suppress(self._secrets.exceptions.ResourceNotFoundException):
            self._secrets.delete_secret(SecretId=resource.inputs["name"], ForceDeleteWithoutRecovery=True)

    def _secret_version(self, resource: Recorded) -> Outputs:
        self._secrets.put_secret_value(
            SecretId=resource.inputs["secretId"], SecretString=resource.inputs["secretString"]
        )
        return {}

    # --- RDS, load balancer, images ---------------------------------------------------------------------------

    def _database(self, resource: Recorded) -> Outputs:
        inputs = resource.inputs
        if inputs["username"] != OWNER_ROLE:
            raise StudioError(f"{resource.name}: the laptop's PostgreSQL belongs to {OWNER_ROLE!r}.")
        self.postgres.ensure_database(inputs["dbName"])
        self.realised.append(f"PostgreSQL database {inputs['dbName']} on port {self.postgres.port}")
        return {
            "address": self.postgres.host,
            "port": self.postgres.port,
            "endpoint": f"{self.postgres.host}:{self.postgres.port}",
        }

    def _remove_database(self, resource: Recorded) -> None:
        self.postgres.drop_database(resource.inputs["dbName"])

    def _load_balancer(self, resource: Recorded) -> Outputs:
        self.realised.append(f"load balancer {resource.name} as 127.0.0.1:{self.api_port}")
        return {"dnsName": f"127.0.0.1:{self.api_port}"}

    def _image(self, resource: Recorded) -> Outputs:
        build = resource.inputs["build"]
        context = (ROOT / build.get("context", ".")).resolve()
        dockerfile = (
            (context / build["dockerfile"])
            if not Path(build["dockerfile"]).is_absolute()
            else Path(build["dockerfile"])
        )
        try:
            environment = ENVIRONMENTS[_IMAGES[str(dockerfile.resolve().relative_to(ROOT))]]
        except (KeyError, ValueError) as error:
            raise StudioError(f"{resource.name}: no local environment stands for {dockerfile}.") from error
        reference = f"{resource.inputs['imageName'].split(':')[0]}@sha256:{environment.fingerprint()}"
        self._images[reference] = environment.name
        stands = (
            "itself"
            if environment.name in self.containers
            else f"the environment made from locks/{environment.lock.name}"
        )
        self.realised.append(f"image {environment.name} as {stands}")
        return {"repoDigest": reference, "imageName": reference}


_BECOME_PROCESSES: Final = {"aws:ecs/taskDefinition:TaskDefinition", "aws:ecs/service:Service"}
