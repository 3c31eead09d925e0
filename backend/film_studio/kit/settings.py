"""What the API and its migration task read from the environment: exactly the names in `contracts/environment.py`."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from contracts import environment
from contracts.queues import QueueName
from runtime.settings import EnvironmentSettings, Receiver, ReceiverHeaders, Words

DatabaseAuth = Literal["iam", "password"]
Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]


def _postgresql_url(value: str) -> str:
    if not value.startswith("postgresql://"):
        raise ValueError("has to be a URL that starts with postgresql://")
    return value


def _prices(value: object) -> object:
    if not isinstance(value, str):
        return value
    entries = [entry.partition("=") for entry in value.split(",") if entry.strip()]
    return {name.strip(): price.strip() for name, _, price in entries} or None


def _two_prices(value: object) -> object:
    """What a million tokens cost that a model reads, and that it writes: 0.15/0.60."""
    return tuple(value.split("/")) if isinstance(value, str) and value else value or None


def _url_without_path(value: str | None) -> str | None:
    if not value:
        return None
    if not value.startswith(("https://", "http://")) or value.rstrip("/").count("/") != 2:
        raise ValueError(f"{value!r} is not a URL such as https://films.example.org (no path)")
    return value.rstrip("/")


PublicUrl = Annotated[str | None, AfterValidator(_url_without_path)]
#: In which a newcomer joins through the OpenID provider: owners are made by owners.
OidcRole = Literal["producer", "member", "guest"]
#: Absent where it is empty.
Given = Annotated[str | None, AfterValidator(lambda value: value or None)]


class ApiSettings(EnvironmentSettings):
    """Settings of the API process. Make it with `from_environment`, whose errors a person can act on."""

    declared = environment.API

    stage: str
    aws_region: str
    bind_host: str
    port: int = Field(ge=0, le=65535)
    database_url: str
    database_system_url: str
    database_auth: DatabaseAuth
    assets_bucket: str
    job_queue_url: str
    video_queue_url: str
    voice_queue_url: str
    events_queue_url: str
    cors_origins: Words = ()
    session_key_secret_arn: str
    forwarded_hops: int = Field(ge=0, le=10)
    video_renderer: str
    voice_renderer: str
    score_renderer: str
    work_usd_hour: Annotated[Mapping[QueueName, Price] | None, NoDecode, BeforeValidator(_prices)] = None
    otel_exporter_otlp_endpoint: Receiver = None
    otel_exporter_otlp_headers: ReceiverHeaders = None
    public_url: PublicUrl = None
    site_url: Given = None
    mail_from: Given = None
    mail_configuration_set: Given = None
    mail_folder: Given = None
    oidc_issuer: Given = None
    oidc_client_id: Given = None
    oidc_client_secret_arn: Given = None
    oidc_domains: Words = ()
    oidc_role: OidcRole = "member"
    writer_model: Given = None
    writer_url: Given = None
    writer_key_secret_arn: Given = None
    writer_usd_million: Annotated[tuple[Price, Price] | None, NoDecode, BeforeValidator(_two_prices)] = None
    download_base_url: str | None = None
    download_key_pair_id: str | None = None
    download_signing_key_secret_arn: str | None = None

    @field_validator("cors_origins")
    @classmethod
    def _exact_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if "*" in origin or not origin.startswith(("http://", "https://")) or origin.count("/") != 2:
                raise ValueError(f"{origin!r} is not an origin such as https://studio.example.org (no path, no *)")
        return value

    @field_validator("database_url", "database_system_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        return _postgresql_url(value)

    @field_validator("download_base_url", "download_key_pair_id", "download_signing_key_secret_arn")
    @classmethod
    def _empty_is_absent(cls, value: str | None) -> str | None:
        return value or None

    @model_validator(mode="after")
    def _mail_complete(self) -> Self:
        if self.mail_from is not None and self.public_url is None:
            raise ValueError("MAIL_FROM needs PUBLIC_URL: without it a link in a mail leads nowhere; set both or none")
        return self

    @model_validator(mode="after")
    def _provider_complete(self) -> Self:
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret_arn)
        if any(given) and not (all(given) and self.public_url):
            raise ValueError(
                "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET_ARN belong together and need PUBLIC_URL, to which "
                "the provider sends people back: set all of them, or none of the three"
            )
        if self.oidc_issuer is not None:
            issuer = urlsplit(self.oidc_issuer)
            plain = issuer.scheme == "http" and issuer.hostname in ("127.0.0.1", "localhost")
            if not (issuer.scheme == "https" or plain) or not issuer.hostname or issuer.query or issuer.fragment:
                raise ValueError("OIDC_ISSUER has to be an https:// URL, or an http:// one of this machine")
        return self

    @model_validator(mode="after")
    def _writer_complete(self) -> Self:
        service, _, name = (self.writer_model or "").partition(":")
        if self.writer_model is not None and (service not in ("bedrock", "openai") or not name):
            raise ValueError(f"WRITER_MODEL is {self.writer_model!r}; it has to be bedrock:ID or openai:ID")
        speaks_openai = service == "openai"
        if speaks_openai != (self.writer_url is not None) or (self.writer_key_secret_arn and not speaks_openai):
            raise ValueError(
                "WRITER_MODEL openai:NAME needs WRITER_URL, the server that it is asked at, and "
                "WRITER_KEY_SECRET_ARN is its key; with bedrock:NAME, or without a model, leave both out"
            )
        return self

    @model_validator(mode="after")
    def _downloads_complete(self) -> Self:
        given = (self.download_base_url, self.download_key_pair_id, self.download_signing_key_secret_arn)
        if any(given) and not all(given):
            raise ValueError(
                "DOWNLOAD_BASE_URL, DOWNLOAD_KEY_PAIR_ID and DOWNLOAD_SIGNING_KEY_SECRET_ARN belong together: "
                "set all three (signed CloudFront downloads) or none (S3 presigned URLs)"
            )
        return self


class MigrationSettings(EnvironmentSettings):
    """Settings of `python -m film_studio.migrate`."""

    declared = environment.MIGRATION

    stage: str
    aws_region: str
    database_auth: DatabaseAuth
    database_owner_url: str
    pgpassword: SecretStr
    api_key_secret_arn: str
    session_key_secret_arn: str

    @field_validator("database_owner_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        return _postgresql_url(value)
