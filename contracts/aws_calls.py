"""The AWS calls that each program makes, and the rights each call needs: what its role may do, and nothing beyond it.

A test finds the calls in the code and holds them against these tables; a proof over the registered graph holds the
roles against them. A new call therefore starts here. Standard library only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.environment import APP_ROLE, SYSTEM_ROLE


@dataclass(frozen=True, kw_only=True)
class AwsCall:
    """One method of an AWS client, called by one module.

    `actions` are the IAM actions behind it (Service Authorization Reference). `on` says what it is called on:

    - `bucket:NAME` and `bucket:NAME/PREFIX/*`
    - `queue:NAME`; `queue:own` and `dead-letters:own` are those that the task's WORK_QUEUES names
    - `secret:NAME`; `signing-key`, the secret of download URLs, is there only where CloudFront is, `oidc-client` only
      where people sign in through an OpenID provider, `writer-key` only where a model's server asks for a key
    - `model:own` is the model of Bedrock that the task's WRITER_MODEL names, where it names one
    - `login:USER` is a PostgreSQL role, with IAM tokens only
    - `mail:identity` and `mail:configuration` are what mail is sent with, where the stack sends mail
    - `task:own` is the calling task itself
    - `groups:own`, `services:own` and `targets:own` are those that a function's GPU_GROUPS names: auto scaling groups,
      ECS services, and the scalable targets of those services that have one; `topic:own` is its ALARM_TOPIC_ARN
    """

    module: str
    method: str
    actions: tuple[str, ...]
    on: tuple[str, ...]


_STORAGE = "backend/film_studio/kit/storage.py"
_API_QUEUES = "backend/film_studio/jobs/queues.py"
_SESSION_KEY = "backend/film_studio/identity/tokens.py"
_PROVIDER = "backend/film_studio/identity/openid_provider.py"
_MODELS = "backend/film_studio/engines/writing/suggestions/model_writer.py"
_MAIL = "backend/film_studio/kit/mail.py"
_FIRST_KEY = "backend/film_studio/identity/bootstrap.py"
_DATABASE_LOGIN = "runtime/aws.py"
_OBJECTS = "runtime/s3.py"
_MESSAGES = "runtime/sqs.py"
_STORE = "workers/film_workers/store.py"
_WORK = "workers/film_workers/process/work_queues.py"

_FIRST_SECRETS = ("secret:api-key", "secret:session-key")
_WORK_QUEUES = ("queue:jobs", "queue:video", "queue:voice")
_READ_BY_API = ("bucket:assets/assets/*", "bucket:assets/screenplays/*", "bucket:assets/consents/*")

API: Final = (
    AwsCall(module=_STORAGE, method="head_bucket", actions=("s3:ListBucket",), on=("bucket:assets",)),
    AwsCall(module=_OBJECTS, method="get_object", actions=("s3:GetObject",), on=_READ_BY_API),
    AwsCall(module=_STORAGE, method="head_object", actions=("s3:GetObject",), on=_READ_BY_API),
    AwsCall(
        module=_OBJECTS,
        method="put_object",
        actions=("s3:PutObject",),
        on=(
            "bucket:assets/recipes/*",
            "bucket:assets/screenplays/*",
            "bucket:assets/consents/*",
            "bucket:assets/cancellations/*",
        ),
    ),
    AwsCall(
        module=_STORAGE,
        method="delete_objects",
        actions=("s3:DeleteObject",),
        on=(
            "bucket:assets/assets/*",
            "bucket:assets/recipes/*",
            "bucket:assets/screenplays/*",
            "bucket:assets/consents/*",
            "bucket:assets/cancellations/*",
        ),
    ),
    AwsCall(
        module=_SESSION_KEY,
        method="get_secret_value",
        actions=("secretsmanager:GetSecretValue",),
        on=("secret:session-key",),
    ),
    AwsCall(
        module=_PROVIDER, method="get_secret_value", actions=("secretsmanager:GetSecretValue",), on=("oidc-client",)
    ),
    AwsCall(module=_MODELS, method="get_secret_value", actions=("secretsmanager:GetSecretValue",), on=("writer-key",)),
    # Through pydantic-ai, which calls Converse: no method of ours.
    AwsCall(module=_MODELS, method="", actions=("bedrock:InvokeModel",), on=("model:own",)),
    AwsCall(module=_MAIL, method="send_email", actions=("ses:SendEmail",), on=("mail:identity", "mail:configuration")),
    # S3 checks a presigned URL against the rights of whoever signed it, when it is followed.
    AwsCall(
        module=_STORAGE, method="generate_presigned_url", actions=("s3:GetObject",), on=("bucket:assets/assets/*",)
    ),
    AwsCall(
        module=_STORAGE, method="get_secret_value", actions=("secretsmanager:GetSecretValue",), on=("signing-key",)
    ),
    AwsCall(module=_API_QUEUES, method="get_queue_attributes", actions=("sqs:GetQueueAttributes",), on=_WORK_QUEUES),
    AwsCall(module=_API_QUEUES, method="send_message_batch", actions=("sqs:SendMessage",), on=_WORK_QUEUES),
    AwsCall(module=_MESSAGES, method="receive_message", actions=("sqs:ReceiveMessage",), on=("queue:events",)),
    AwsCall(module=_API_QUEUES, method="delete_message_batch", actions=("sqs:DeleteMessage",), on=("queue:events",)),
    AwsCall(
        module=_DATABASE_LOGIN,
        method="generate_db_auth_token",
        actions=("rds-db:connect",),
        on=(f"login:{APP_ROLE}", f"login:{SYSTEM_ROLE}"),
    ),
)

MIGRATION: Final = (
    AwsCall(
        module=_FIRST_KEY,
        method="get_secret_value",
        actions=("secretsmanager:GetSecretValue",),
        on=_FIRST_SECRETS,
    ),
    AwsCall(
        module=_FIRST_KEY,
        method="put_secret_value",
        actions=("secretsmanager:PutSecretValue",),
        on=_FIRST_SECRETS,
    ),
)

WORKER: Final = (
    AwsCall(
        module=_OBJECTS,
        method="get_object",
        actions=("s3:GetObject",),
        on=("bucket:assets/assets/*", "bucket:assets/recipes/*", "bucket:assets/cancellations/*"),
    ),
    # Without listing S3 answers 403, not 404, for what is not there, and "is it done already?" has no answer.
    AwsCall(module=_OBJECTS, method="get_object", actions=("s3:ListBucket",), on=("bucket:assets",)),
    AwsCall(module=_STORE, method="download_file", actions=("s3:GetObject",), on=("bucket:assets/assets/*",)),
    # Large files go up in parts; an upload that breaks off takes its parts away again.
    AwsCall(
        module=_STORE,
        method="upload_file",
        actions=("s3:PutObject", "s3:AbortMultipartUpload"),
        on=("bucket:assets/assets/*",),
    ),
    AwsCall(module=_OBJECTS, method="put_object", actions=("s3:PutObject",), on=("bucket:assets/assets/*",)),
    AwsCall(module=_WORK, method="get_queue_attributes", actions=("sqs:GetQueueAttributes",), on=("queue:own",)),
    AwsCall(module=_MESSAGES, method="receive_message", actions=("sqs:ReceiveMessage",), on=("queue:own",)),
    AwsCall(
        module=_WORK, method="change_message_visibility", actions=("sqs:ChangeMessageVisibility",), on=("queue:own",)
    ),
    AwsCall(module=_WORK, method="delete_message", actions=("sqs:DeleteMessage",), on=("queue:own",)),
    AwsCall(module=_WORK, method="send_message", actions=("sqs:SendMessage",), on=("dead-letters:own",)),
    AwsCall(
        module="workers/film_workers/process/reporting.py",
        method="send_message",
        actions=("sqs:SendMessage",),
        on=("queue:events",),
    ),
    # Through the agent's endpoint on the host, which acts in the task's role: no client, so no method.
    AwsCall(
        module="workers/film_workers/process/protection.py",
        method="",
        actions=("ecs:UpdateTaskProtection",),
        on=("task:own",),
    ),
)

_SWITCH = "components/operation/kill_switch/handler.py"

KILL_SWITCH: Final = (
    AwsCall(
        module=_SWITCH,
        method="update_auto_scaling_group",
        actions=("autoscaling:UpdateAutoScalingGroup",),
        on=("groups:own",),
    ),
    AwsCall(
        module=_SWITCH,
        method="register_scalable_target",
        actions=("application-autoscaling:RegisterScalableTarget",),
        on=("targets:own",),
    ),
    # Application Auto Scaling asks whether its caller may do to the service itself what scaling does to it.
    AwsCall(
        module=_SWITCH,
        method="register_scalable_target",
        actions=("ecs:DescribeServices", "ecs:UpdateService"),
        on=("services:own",),
    ),
    AwsCall(module=_SWITCH, method="update_service", actions=("ecs:UpdateService",), on=("services:own",)),
    AwsCall(module=_SWITCH, method="publish", actions=("sns:Publish",), on=("topic:own",)),
)

#: Module that a task starts (`python -m …`) → what it calls.
CALLS: Final[Mapping[str, tuple[AwsCall, ...]]] = {
    "film_studio": API,
    "film_studio.migrate": MIGRATION,
    "film_workers": WORKER,
}

#: File that a function is made of → what it calls.
FUNCTIONS: Final[Mapping[str, tuple[AwsCall, ...]]] = {_SWITCH: KILL_SWITCH}

#: What ECS Exec needs in the role of a task whose service allows a shell. Its channels have no ARNs.
REMOTE_SHELL: Final = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
#: What the agent of Systems Manager on a host calls, so that a session can be opened there without a port and a key.
HOST_SESSIONS: Final = ("ssm:UpdateInstanceInformation", *REMOTE_SHELL)
