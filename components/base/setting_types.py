"""The types of settings: each reads the text in which Pulumi hands a setting over, and says what would have been right.

A setting's annotation names its reader and why it is there: `Annotated[int, Whole(1, 65535), Why("…")]`. A reader takes
the text and returns the value, or raises `ValueError` whose text completes "it takes …".
"""

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_type_hints
from urllib.parse import urlsplit

import pulumi

from components.base.database_classes import SIZES


class SettingError(pulumi.RunError, ValueError):
    """A setting that is unknown or wrong; the text names the key, the value and the fix.

    As a `RunError` it reaches people without the stack trace that Pulumi prints below every other exception.
    """


@dataclass(frozen=True)
class Why:
    """What a setting is for, or why its default is what it is: errors and documents quote it."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Tunable:
    """One setting of a table: the field's name, how its text is read, and why it is there."""

    name: str
    read: Callable[[str], Any]
    reason: str


def tunables(table: type) -> Mapping[str, Tunable]:
    """Key in a stack's file (`apiPort`) → its setting, of every field of `table` that has a reader."""
    hints = get_type_hints(table, include_extras=True)
    parts = {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}
    return {
        camel_case(name): Tunable(name=name, read=read, reason=why.reason)
        for name, (read, why) in ((name, each) for name, each in parts.items() if each)
    }


def camel_case(name: str) -> str:
    """`api_port` → `apiPort`, as stack files spell it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class SecretText:
    """A setting's value that no log, error or registration shows; empty where none is set."""

    def __init__(self, value: str = "") -> None:
        self._value = value

    def reveal(self) -> str:
        """For a property of a resource that Pulumi keeps encrypted, and nothing else."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretText) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "SecretText(…)" if self._value else "SecretText()"


NO_SECRET: Final = SecretText()


def address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value))
    except ValueError as error:
        raise ValueError("an IP address: 0.0.0.0 for every interface, 127.0.0.1 for this machine alone") from error


def flag(value: str) -> bool:
    if value not in {"true", "false"}:
        raise ValueError("true or false")
    return value == "true"


@dataclass(frozen=True)
class Whole:
    """A whole number without a unit; the setting's name says which unit."""

    least: int
    most: int

    def __call__(self, value: str) -> int:
        if not re.fullmatch(r"\d{1,9}", value) or not self.least <= int(value) <= self.most:
            raise ValueError(f"a whole number from {self.least} to {self.most}, without a unit")
        return int(value)


class OneNumberOf:
    """One of some whole numbers."""

    def __init__(self, *allowed: int) -> None:
        self.allowed = allowed

    def __call__(self, value: str) -> int:
        if value not in {str(number) for number in self.allowed}:
            raise ValueError(f"one of {', '.join(map(str, self.allowed))}, without a unit")
        return int(value)


class OneOf:
    """One of some words."""

    def __init__(self, *allowed: str) -> None:
        self.allowed = allowed

    def __call__(self, value: str) -> str:
        if value not in self.allowed:
            raise ValueError(" or ".join(f"'{item}'" for item in self.allowed))
        return value


class SomeOf:
    """A list of some of these words, each once."""

    def __init__(self, *allowed: str) -> None:
        self.allowed = allowed

    def __call__(self, value: str) -> tuple[str, ...]:
        expected = f'a list of some of {", ".join(self.allowed)}, each once, such as ["{self.allowed[0]}"], or []'
        chosen = _list(value, expected)
        if set(chosen) - set(self.allowed) or len(set(chosen)) != len(chosen):
            raise ValueError(expected)
        return chosen


def renderer_name(value: str) -> str:
    """Whether there is such a renderer is checked together with the renderers on offer."""
    return value


def origins(value: str) -> tuple[str, ...]:
    """Origins as browsers send them: scheme, host and, where it is not the scheme's own, port."""
    expected = (
        'a list of origins such as ["https://studio.example.org"]: '
        "a scheme and a host, no path, no slash at the end, no *"
    )
    found = _list(value, expected)
    for origin in found:
        parts = urlsplit(origin)
        plain_http_is_local = parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1"}
        is_origin = (
            parts.scheme in {"http", "https"} and origin == f"{parts.scheme}://{parts.netloc}" and "@" not in origin
        )
        if not is_origin or not parts.hostname or "*" in origin or origin != origin.lower() or not plain_http_is_local:
            raise ValueError(f"{expected}; {origin!r} is not one (a path belongs to the page, not to its origin)")
    return found


def site(value: str) -> str:
    parts = urlsplit(value)
    is_page = value == f"{parts.scheme}://{parts.netloc}{parts.path}" and bool(parts.hostname) and "@" not in value
    is_local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if not is_page or not (parts.scheme == "https" or is_local):
        raise ValueError("the site's address, such as https://owner.github.io/ai-film-studio, without ? and #")
    return value.rstrip("/")


def mail_address(value: str) -> str:
    if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]+", value):
        raise ValueError("one mail address, such as ops@example.com")
    return value


def folder(value: str) -> str:
    if value.startswith(("/", "~")) or ".." in value.split("/"):
        raise ValueError("a folder below the top of this repository, such as .studio/mail")
    return value


#: Domains that are kept for documents and belong to nobody. Source: RFC 2606.
_NOBODYS = re.compile(r"(.*\.)?(example\.(com|net|org)|example|invalid|test|localhost)")


def is_placeholder(address: str) -> bool:
    """Whether a mail address is one of an example, which nobody reads."""
    return _NOBODYS.fullmatch(address.rpartition("@")[2].lower()) is not None


def domain_name(value: str) -> str:
    if not re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", value):
        raise ValueError("a domain such as api.example.org, without https:// and without a path")
    return value


def receiver(value: str) -> str:
    parts = urlsplit(value)
    on_laptop = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    # What tasks may call outside their network is HTTPS alone.
    reachable = parts.scheme == "https" and parts.hostname and parts.port in (None, 443)
    if not (on_laptop or reachable) or parts.username or parts.query or parts.fragment:
        raise ValueError(
            "the URL of an OTLP/HTTP receiver on port 443 such as https://collector.example.org, without a key in it"
        )
    return value.rstrip("/")


def secret_text(value: str) -> SecretText:
    if not value or value != value.strip() or len(value) > 4000:
        raise ValueError("text of 1 to 4,000 characters, without blanks around it")
    return SecretText(value)


def web_hook(value: str) -> SecretText:
    """A URL that is a secret, because whoever knows it is heard there."""
    parts = urlsplit(value)
    # As with headers, a preview without the stack's key sees that there is one, and not which.
    is_url = parts.scheme == "https" and parts.hostname and not parts.username and not parts.fragment
    if not value.startswith("<secret ") and (not is_url or any(each.isspace() for each in value)):
        raise ValueError("the https:// URL that the service gives for Amazon SNS")
    return SecretText(value)


def headers(value: str) -> SecretText:
    """As OpenTelemetry's own variable has them."""
    # What stands in a stack's file is encrypted: previews without its key see that there is something, and not what.
    if not value.startswith("<secret ") and not re.fullmatch(r"[\w-]+=[^,\s=][^,\s]*(,[\w-]+=[^,\s=][^,\s]*)*", value):
        raise ValueError("headers as NAME=VALUE,NAME=VALUE, with % in a value for what is not plain text (W3C Baggage)")
    return SecretText(value)


def issuer(value: str) -> str:
    parts = urlsplit(value)
    on_laptop = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    # What tasks may call outside their network is HTTPS alone.
    reachable = parts.scheme == "https" and parts.hostname and parts.port in (None, 443)
    if not (on_laptop or reachable) or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(
            "the issuer of an OpenID provider on port 443, exactly as it spells it: https://accounts.example.org"
        )
    return value


def client_id(value: str) -> str:
    if not re.fullmatch(r"[!-~]{1,300}", value):
        raise ValueError("what the OpenID provider calls this client: 1 to 300 characters without blanks")
    return value


def domain_names(value: str) -> tuple[str, ...]:
    expected = 'a list of domains in small letters, each once, such as ["films.example.org"], or []'
    found = _list(value, expected)
    try:
        known = {domain_name(each) for each in found}
    except ValueError as error:
        raise ValueError(expected) from error
    if len(known) != len(found):
        raise ValueError(expected)
    return found


def model_name(value: str) -> str:
    if not re.fullmatch(r"(bedrock:[a-z0-9][a-zA-Z0-9.:-]{2,150}|openai:[!-~]{1,150})?", value):
        raise ValueError("bedrock:ID with a model of Bedrock, or openai:ID with one of the server at writerUrl")
    return value


def model_server(value: str) -> str:
    parts = urlsplit(value)
    on_laptop = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    # What tasks may call outside their network is HTTPS alone.
    reachable = parts.scheme == "https" and parts.hostname and parts.port in (None, 443)
    if not (on_laptop or reachable) or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(
            "the URL of a server on port 443 that speaks OpenAI's protocol, such as https://models.example.org/v1"
        )
    return value.rstrip("/")


def token_prices(value: str) -> str:
    if not re.fullmatch(r"(\d{1,4}(\.\d{1,6})?/\d{1,4}(\.\d{1,6})?)?", value):
        raise ValueError("USD for a million tokens that are read, and that are written, such as 0.15/0.60")
    return value


def hosted_zone(value: str) -> str:
    if not re.fullmatch(r"Z[A-Z0-9]{5,32}", value):
        raise ValueError("the id of a zone in Route 53, such as Z0123456789ABCDEFGHIJ")
    return value


def hosted_zones(value: str) -> tuple[str, ...]:
    expected = "a list of ids of zones in Route 53, such as [Z0123456789ABCDEFGHIJ]"
    found = _list(value, expected)
    for item in found:
        try:
            hosted_zone(item)
        except ValueError as error:
            raise ValueError(expected) from error
    return found


def bucket_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", value):
        raise ValueError("the name of an S3 bucket, without s3:// and without a path")
    return value


def machine_image(value: str) -> str:
    if not re.fullmatch(r"(ami-[0-9a-f]{8,17})?", value):
        raise ValueError("the id of an AMI, such as 'ami-0123456789abcdef0', of the stack's region")
    return value


def region_name(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", value):
        raise ValueError("the name of a region, such as 'us-west-2'")
    return value


def key_alias(value: str) -> str:
    if not re.fullmatch(r"alias/[A-Za-z0-9/_-]{1,250}", value) or value.startswith("alias/aws/"):
        raise ValueError("the alias of a KMS key of yours, such as 'alias/film-studio-state'")
    return value


def repository(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+|[A-Za-z0-9-]+@\d+/[A-Za-z0-9._-]+@\d+", value):
        raise ValueError("a repository on GitHub as OWNER/NAME, or with both ids as OWNER@ID/NAME@ID, without https://")
    return value


def stack_names(value: str) -> tuple[str, ...]:
    expected = "a list of names of small letters, digits and hyphens, each once, such as [dev]"
    found = _list(value, expected)
    if not all(re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name) for name in found) or len(set(found)) != len(found):
        raise ValueError(expected)
    return found


def rds_class(value: str) -> str:
    family, _, size = value.removeprefix("db.").partition(".")
    sizes = SIZES.get(family, ())
    if value.startswith("db.") and size in sizes:
        return value
    if sizes:
        raise ValueError(f"an RDS instance class such as 'db.t4g.micro'; of db.{family} there are {', '.join(sizes)}")
    raise ValueError(
        f"an RDS instance class such as 'db.t4g.micro', of one of {', '.join(sorted(SIZES))} "
        "(components/base/database_classes.py)"
    )


#: CPU units → (least, most, step) MiB. Source: AWS, "Amazon ECS task definition parameters for Fargate", task size.
_FARGATE_MEMORY = {
    256: (512, 2048, 512),
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
}


def check_fargate_size(*, cpu: int, memory_mib: int, cpu_key: str, memory_key: str) -> None:
    """Raise `SettingError` for a pair that Fargate does not offer."""
    least, most, step = _FARGATE_MEMORY[cpu]
    if not least <= memory_mib <= most or memory_mib % step:
        raise SettingError(
            f"{memory_key} is {memory_mib}, which Fargate does not offer with {cpu_key} {cpu}: "
            f"take {least} to {most} MiB in steps of {step}."
        )


def _list(value: str, expected: str) -> tuple[str, ...]:
    try:
        items: object = json.loads(value)
    except json.JSONDecodeError as error:
        raise ValueError(expected) from error
    if not isinstance(items, list):
        raise ValueError(expected)  # noqa: TRY004 - a wrong setting, whatever its type
    found: list[str] = []
    for item in items:  # pyright: ignore[reportUnknownVariableType] - JSON
        if not isinstance(item, str):
            raise ValueError(expected)  # noqa: TRY004
        found.append(item)
    return tuple(found)
