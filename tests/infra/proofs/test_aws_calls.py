"""The AWS calls that `contracts.aws_calls` lists are those that the code makes, both ways."""

import ast
from functools import cache
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.session import Session

from contracts.aws_calls import CALLS

ROOT = Path(__file__).resolve().parent.parent.parent.parent
#: Services of which the code makes clients, and the methods that boto3 adds to what the service offers.
SERVICES = ("s3", "sqs", "secretsmanager", "rds")
ADDED = {
    "upload_file", "upload_fileobj", "download_file", "download_fileobj", "generate_presigned_url",
    "generate_presigned_post", "generate_db_auth_token",
}  # fmt: skip
#: Methods of other objects that are called like one of AWS: (module, method) → whose it is.
NOT_OF_AWS = {
    ("backend/film_studio/database/roles.py", "get_secret_value"): "pydantic.SecretStr",
    ("backend/film_studio/migrate.py", "get_secret_value"): "pydantic.SecretStr",
    # The signer of CloudFront's URLs, which asks nobody.
    ("backend/film_studio/storage.py", "generate_presigned_url"): "CloudFrontSigner",
}


@cache
def methods() -> frozenset[str]:
    session = Session()
    offered = {
        xform_name(operation)
        for service in SERVICES
        for operation in session.get_service_model(service).operation_names
    }
    return frozenset(offered | ADDED)


def calls_in(source: str) -> set[str]:
    """Client methods that a file calls: by attribute, or by name where a stub does not know them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods():
            found.add(node.func.attr)
        elif isinstance(node, ast.Constant) and node.value in ADDED:
            found.add(str(node.value))
    return found


def made() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for room in ("backend/film_studio", "workers/film_workers"):
        for path in sorted((ROOT / room).rglob("*.py")):
            module = str(path.relative_to(ROOT))
            source = path.read_text(encoding="utf-8")
            if "sqs" in source or "s3" in source or "secretsmanager" in source or "boto" in source or "aws" in source:
                found |= {(module, method) for method in calls_in(source)}
    return found


def declared() -> set[tuple[str, str]]:
    return {(call.module, call.method) for calls in CALLS.values() for call in calls if call.method}


def test_every_call_that_the_code_makes_is_listed() -> None:
    assert made() - declared() - set(NOT_OF_AWS) == set()


def test_every_call_that_is_listed_is_made() -> None:
    assert declared() - made() == set()


def test_the_module_of_every_listed_call_exists() -> None:
    assert all((ROOT / call.module).is_file() for calls in CALLS.values() for call in calls)


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
