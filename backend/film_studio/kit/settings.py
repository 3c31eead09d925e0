"""What the API and its migration task read from the environment: exactly the names in `contracts/environment.py`."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts import environment

DatabaseAuth = Literal["iam", "password"]


class SettingsError(ValueError):
    """The environment does not let this process start; the text names each variable and what it is for."""


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def variable_names(cls) -> frozenset[str]:
        """Every name that this process reads."""
        return frozenset(name.upper() for name in cls.model_fields)

    @classmethod
    def _explained(cls, declared: Mapping[str, environment.Variable], values: dict[str, Any]) -> Self:
        try:
            return cls(**values)
        except ValidationError as error:
            raise SettingsError("\n".join(_explain(item, declared) for item in error.errors())) from error


def _explain(item: Any, declared: Mapping[str, environment.Variable]) -> str:
    name = str(item["loc"][0]).upper() if item["loc"] else ""
    if name not in declared:
        return str(item["msg"]).removeprefix("Value error, ")
    problem = "is not set" if item["type"] == "missing" else str(item["msg"]).removeprefix("Value error, ")
    return f"environment variable {name}: {problem}. {declared[name].purpose}"


def _postgresql_url(value: str) -> str:
    if not value.startswith("postgresql://"):
        raise ValueError("has to be a URL that starts with postgresql://")
    return value


class ApiSettings(_Environment):
    """Settings of the API process. Make it with `from_environment`, whose errors a person can act on."""

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
    cors_origins: Annotated[tuple[str, ...], NoDecode]
    video_renderer: str
    voice_renderer: str
    download_base_url: str | None = None
    download_key_pair_id: str | None = None
    download_signing_key_secret_arn: str | None = None

    @classmethod
    def from_environment(cls, **overrides: Any) -> Self:
        """Read the environment; keyword arguments win over it. Raises `SettingsError`."""
        return cls._explained(environment.API, overrides)

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

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
    def _downloads_complete(self) -> Self:
        given = (self.download_base_url, self.download_key_pair_id, self.download_signing_key_secret_arn)
        if any(given) and not all(given):
            raise ValueError(
                "DOWNLOAD_BASE_URL, DOWNLOAD_KEY_PAIR_ID and DOWNLOAD_SIGNING_KEY_SECRET_ARN belong together: "
                "set all three (signed CloudFront downloads) or none (S3 presigned URLs)"
            )
        return self


class MigrationSettings(_Environment):
    """Settings of `python -m film_studio.migrate`."""

    stage: str
    aws_region: str
    database_auth: DatabaseAuth
    database_owner_url: str
    pgpassword: SecretStr
    api_key_secret_arn: str

    @classmethod
    def from_environment(cls, **overrides: Any) -> Self:
        """Read the environment; keyword arguments win over it. Raises `SettingsError`."""
        return cls._explained(environment.MIGRATION, overrides)

    @field_validator("database_owner_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        return _postgresql_url(value)
