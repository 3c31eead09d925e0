"""The environment of each process: who sets a name, who reads it, and what it means.

The infrastructure sets exactly these names on a task definition (`components/`), and the settings
classes of the API and the workers read exactly these (`backend/film_studio/kit/settings.py`,
`workers/film_workers/settings.py`). A test holds both sides against this file.

Standard library only: the infrastructure program imports it, and its evaluation has to stay fast.
"""

from collections.abc import Mapping
from dataclasses import dataclass

#: PostgreSQL roles made by the migration task. The API logs in as the first; relay, event consumer
#: and reconciler, which see every organisation, as the second; neither owns a table.
APP_ROLE = "film_studio_app"
SYSTEM_ROLE = "film_studio_system"
OWNER_ROLE = "film_studio_owner"
DATABASE_NAME = "film_studio"


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One name in a process's environment.

    `required` says that the process refuses to start without it; `secret` that ECS injects it from
    Secrets Manager instead of carrying it in the task definition.
    """

    name: str
    purpose: str
    required: bool = True
    secret: bool = False


def _by_name(*variables: Variable) -> Mapping[str, Variable]:
    return {variable.name: variable for variable in variables}


STAGE = Variable(name="STAGE", purpose="The stack: local, dev, production; it stands in every log line.")
AWS_REGION = Variable(name="AWS_REGION", purpose="Region of every AWS client.")
ASSETS_BUCKET = Variable(name="ASSETS_BUCKET", purpose="Bucket of screenplays, recipes and artifacts.")
JOB_QUEUE_URL = Variable(name="JOB_QUEUE_URL", purpose="Queue of score and assembly jobs.")
VIDEO_QUEUE_URL = Variable(name="VIDEO_QUEUE_URL", purpose="Queue of shot jobs.")
VOICE_QUEUE_URL = Variable(name="VOICE_QUEUE_URL", purpose="Queue of spoken-line jobs.")
EVENTS_QUEUE_URL = Variable(name="EVENTS_QUEUE_URL", purpose="Queue on which workers report to the API.")
DATABASE_AUTH = Variable(
    name="DATABASE_AUTH",
    purpose="'iam': log in with an RDS token; 'password': libpq finds the password (PGPASSWORD).",
)
SESSION_KEY_SECRET_ARN = Variable(
    name="SESSION_KEY_SECRET_ARN",
    purpose="Secret of the key that signs sessions' tokens; the migration task fills it once, when it is empty.",
)

#: Where a process sends its spans.
OTEL_EXPORTER_OTLP_ENDPOINT = Variable(
    name="OTEL_EXPORTER_OTLP_ENDPOINT",
    purpose="URL of an OTLP/HTTP receiver of traces, without /v1/traces; absent where nobody collects them.",
    required=False,
)

OTEL_EXPORTER_OTLP_HEADERS = Variable(
    name="OTEL_EXPORTER_OTLP_HEADERS",
    purpose="What that receiver knows this process by, as NAME=VALUE,NAME=VALUE; absent where it asks for nothing.",
    required=False,
    secret=True,
)

API = _by_name(
    STAGE,
    AWS_REGION,
    ASSETS_BUCKET,
    JOB_QUEUE_URL,
    VIDEO_QUEUE_URL,
    VOICE_QUEUE_URL,
    EVENTS_QUEUE_URL,
    DATABASE_AUTH,
    SESSION_KEY_SECRET_ARN,
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS,
    Variable(
        name="FORWARDED_HOPS",
        purpose="How many proxies before the API add the address that they were called from to X-Forwarded-For; "
        "0: nobody does, and the header is not believed.",
    ),
    Variable(name="BIND_HOST", purpose="Address to listen on: 0.0.0.0 in a container, 127.0.0.1 on a laptop."),
    Variable(name="PORT", purpose="Port to listen on."),
    Variable(name="DATABASE_URL", purpose=f"postgresql:// URL of role {APP_ROLE}, without a password."),
    Variable(name="DATABASE_SYSTEM_URL", purpose=f"postgresql:// URL of role {SYSTEM_ROLE}, without a password."),
    Variable(
        name="CORS_ORIGINS",
        purpose="Exact origins that browsers may call from, separated by commas; absent where none may.",
        required=False,
    ),
    Variable(
        name="PUBLIC_URL",
        purpose="https:// URL at which people reach this API, without a path (http:// on a laptop): links in mail "
        "begin with it; absent where nobody is sent any.",
        required=False,
    ),
    Variable(
        name="SITE_URL",
        purpose="https:// URL of the studio's site, path included: links in mail lead there; absent where the API's "
        "own page is all there is.",
        required=False,
    ),
    Variable(
        name="MAIL_FROM",
        purpose="Address that mail comes from, of a domain that SES has verified; absent where no mail goes out.",
        required=False,
    ),
    Variable(name="MAIL_CONFIGURATION_SET", purpose="SES configuration set that mail is sent with.", required=False),
    Variable(
        name="MAIL_FOLDER",
        purpose="Folder into which mail is written instead of being sent: on a laptop.",
        required=False,
    ),
    Variable(
        name="OIDC_ISSUER",
        purpose="URL of the OpenID provider that vouches for people of the first organisation; absent where none does.",
        required=False,
    ),
    Variable(name="OIDC_CLIENT_ID", purpose="What the OpenID provider calls this API.", required=False),
    Variable(
        name="OIDC_CLIENT_SECRET_ARN",
        purpose="Secret of the password that the OpenID provider knows this API by.",
        required=False,
    ),
    Variable(
        name="OIDC_DOMAINS",
        purpose="Domains, separated by commas: who has an address there joins the first organisation by signing in "
        "through the OpenID provider; absent: nobody does.",
        required=False,
    ),
    Variable(name="OIDC_ROLE", purpose="In which role they join: producer, member or guest.", required=False),
    Variable(name="VIDEO_RENDERER", purpose="Renderer of shot jobs; 'animatic' is the only one so far."),
    Variable(
        name="VOICE_RENDERER",
        purpose="Renderer of spoken lines: formant, or kokoro, beside which formant speaks what it cannot.",
    ),
    Variable(
        name="SCORE_RENDERER",
        purpose="Renderer of the music: orchestra, which plays recordings, or score, which needs none.",
    ),
    Variable(
        name="WORK_USD_HOUR",
        purpose="What an hour of a worker costs by its queue, in USD: jobs=0.03,video=0.5,voice=0.03; "
        "absent where nobody knows, and then no start has a price.",
        required=False,
    ),
    Variable(
        name="WRITER_MODEL",
        purpose="Model that is asked for suggestions: bedrock:ID, or openai:ID at WRITER_URL; absent where none is, "
        "and a template alone drafts.",
        required=False,
    ),
    Variable(
        name="WRITER_URL",
        purpose="URL of a server that speaks OpenAI's protocol, /v1 included; present exactly with openai:ID.",
        required=False,
    ),
    Variable(name="WRITER_KEY_SECRET_ARN", purpose="Secret of the key that this server asks for.", required=False),
    Variable(
        name="WRITER_USD_MILLION",
        purpose="What a million tokens cost that the model reads, and that it writes, in USD: 0.15/0.60; absent where "
        "nobody says, and then no suggestion has a price.",
        required=False,
    ),
    Variable(
        name="DOWNLOAD_BASE_URL",
        purpose="https:// URL of the CloudFront distribution that signed downloads go through; "
        "absent on a stack without an edge, where S3 presigned URLs are given out.",
        required=False,
    ),
    Variable(
        name="DOWNLOAD_KEY_PAIR_ID",
        purpose="CloudFront public key id for signed URLs; present exactly with DOWNLOAD_BASE_URL.",
        required=False,
    ),
    Variable(
        name="DOWNLOAD_SIGNING_KEY_SECRET_ARN",
        purpose="Secret that holds the PEM private key for signed URLs; present exactly with DOWNLOAD_BASE_URL.",
        required=False,
    ),
)

MIGRATION = _by_name(
    STAGE,
    AWS_REGION,
    DATABASE_AUTH,
    SESSION_KEY_SECRET_ARN,
    Variable(name="DATABASE_OWNER_URL", purpose=f"postgresql:// URL of role {OWNER_ROLE}, without a password."),
    Variable(name="PGPASSWORD", purpose="Password of the owner; libpq reads it.", secret=True),
    Variable(
        name="API_KEY_SECRET_ARN",
        purpose="Secret into which the first organisation's API key is written, once, when it is empty.",
    ),
)

WORKER = _by_name(
    STAGE,
    AWS_REGION,
    ASSETS_BUCKET,
    JOB_QUEUE_URL,
    VIDEO_QUEUE_URL,
    VOICE_QUEUE_URL,
    EVENTS_QUEUE_URL,
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS,
    Variable(name="WORK_QUEUES", purpose="Which queues to take work from: some of jobs,video,voice."),
    Variable(
        name="RENDERERS",
        purpose="Renderers that this worker carries, separated by commas; a recipe for another one is refused.",
    ),
    Variable(
        name="VISIBILITY_SECONDS",
        purpose="How long a message stays hidden after a heartbeat; the heartbeat comes each third of it.",
    ),
)

#: What the platform adds by itself: ECS, the AWS SDK's endpoint and credentials, libpq. No task definition
#: may set these, and the laptop's cloud adds nothing but these.
PLATFORM = frozenset(
    {
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "ECS_AGENT_URI",
        "PGPASSWORD",
    }
)
