"""The AWS calls that `contracts.aws_calls` lists are those that the code makes, both ways."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.session import Session

from contracts.aws_calls import CALLS, FUNCTIONS

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PROGRAMS = ("s3", "sqs", "secretsmanager", "rds", "sesv2")
#: Folder → services of which its code makes clients.
SERVICES = {
    "backend/film_studio": PROGRAMS,
    "workers/film_workers": PROGRAMS,
    "runtime": PROGRAMS,
    "components/operation/kill_switch": ("autoscaling", "application-autoscaling", "ecs", "sns"),
}
LISTED = [call for calls in (*CALLS.values(), *FUNCTIONS.values()) for call in calls]
#: Methods that boto3 adds to what a service offers.
ADDED = {
    "upload_file", "upload_fileobj", "download_file", "download_fileobj", "generate_presigned_url",
    "generate_presigned_post", "generate_db_auth_token",
}  # fmt: skip
#: Methods of other objects that are called like one of AWS: (module, method) → whose it is.
NOT_OF_AWS = {
    ("backend/film_studio/kit/database/roles.py", "get_secret_value"): "pydantic.SecretStr",
    ("backend/film_studio/migrate.py", "get_secret_value"): "pydantic.SecretStr",
    # The signer of CloudFront's URLs, which asks nobody.
    ("backend/film_studio/kit/storage.py", "generate_presigned_url"): "CloudFrontSigner",
}


@cache
def methods(services: tuple[str, ...]) -> frozenset[str]:
    session = Session()
    offered = {
        xform_name(operation)
        for service in services
        for operation in session.get_service_model(service).operation_names
    }
    return frozenset(offered | ADDED)


def calls_in(source: str, services: tuple[str, ...] = PROGRAMS) -> set[str]:
    """Client methods that a file calls: by attribute, or by name where a stub does not know them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods(services):
            found.add(node.func.attr)
        elif isinstance(node, ast.Constant) and node.value in ADDED:
            found.add(str(node.value))
    return found


def made() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for room, services in SERVICES.items():
        for path in sorted((ROOT / room).rglob("*.py")):
            module = str(path.relative_to(ROOT))
            source = path.read_text(encoding="utf-8")
            if "sqs" in source or "s3" in source or "secretsmanager" in source or "boto" in source or "aws" in source:
                found |= {(module, method) for method in calls_in(source, services)}
    return found


def declared() -> set[tuple[str, str]]:
    return {(call.module, call.method) for call in LISTED if call.method}


def test_every_call_that_the_code_makes_is_listed() -> None:
    assert made() - declared() - set(NOT_OF_AWS) == set()


def test_every_call_that_is_listed_is_made() -> None:
    assert declared() - made() == set()


def test_the_module_of_every_listed_call_exists() -> None:
    assert all((ROOT / call.module).is_file() for call in LISTED)


def test_the_clients_of_a_function_are_those_whose_calls_are_looked_for() -> None:
    for file in FUNCTIONS:
        made_of = set(re.findall(r'boto3\.client\("([\w-]+)"\)', (ROOT / file).read_text()))
        assert made_of == set(SERVICES[str(Path(file).parent)])


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("client.delete_object(Bucket=b, Key=k)", {"delete_object"}),
        ("getattr(client, 'upload_fileobj')(file)", {"upload_fileobj"}),
        ("settings.delete_nothing()", set[str]()),
    ],
)
def test_a_call_is_found_however_it_is_written(source: str, found: set[str]) -> None:
    assert calls_in(source) == found
