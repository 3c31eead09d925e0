"""Settings from the environment: exactly the names that `contracts.environment` declares, and errors that name them."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts.environment import Variable


class SettingsError(ValueError):
    """The environment does not let this process start; the text names each variable and what it is for."""


class EnvironmentSettings(BaseSettings):
    """Settings of one process; each field is the variable of its name in capitals.

    Make them with `from_environment`, whose errors a person can act on.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    #: Every variable that the process reads, by name.
    declared: ClassVar[Mapping[str, Variable]]

    @classmethod
    def variable_names(cls) -> frozenset[str]:
        """Every name that this process reads."""
        return frozenset(name.upper() for name in cls.model_fields)

    @classmethod
    def from_environment(cls, **overrides: Any) -> Self:
        """Read the environment; keyword arguments win over it. Raises `SettingsError` that names everything wrong."""
        try:
            return cls(**overrides)
        except ValidationError as error:
            raise SettingsError("\n".join(cls._explain(details) for details in error.errors())) from error

    @classmethod
    def _explain(cls, details: ErrorDetails) -> str:
        name = str(details["loc"][0]).upper() if details["loc"] else ""
        said = details["msg"].removeprefix("Value error, ")
        if name not in cls.declared:
            return said
        problem = "is not set" if details["type"] == "missing" else said
        return f"environment variable {name}: {problem}. {cls.declared[name].purpose}"


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    return value


def _is_filled(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    return value


def _is_url(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError(f"{value!r} is not the URL of a queue, which starts with https:// (http:// on a laptop)")
    return value


def _is_receiver(value: object) -> object:
    if not value:
        return None
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise ValueError(f"{value!r} is not the URL of a receiver of traces, which starts with https:// or http://")
    return value


#: Where spans are sent; nowhere, where it is absent or empty.
Receiver = Annotated[str | None, BeforeValidator(_is_receiver)]
#: What receivers of spans know a process by, as OpenTelemetry's variable has it.
ReceiverHeaders = Annotated[SecretStr | None, BeforeValidator(lambda value: value or None)]
#: Words separated by commas, each once, blanks around them dropped.
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
#: Text that says something.
Filled = Annotated[str, AfterValidator(_is_filled)]
QueueUrl = Annotated[str, AfterValidator(_is_url)]
