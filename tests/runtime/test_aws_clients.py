"""Clients of AWS: made quickly, however many a process makes, and each with the credentials of its moment."""

from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader

from runtime import aws


def test_the_description_of_a_service_is_read_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    whole = JSONFileLoader.load_file

    def load_file(loader: JSONFileLoader, file_path: str) -> Any:
        read.append(Path(file_path).name)
        return whole(loader, file_path)

    monkeypatch.setattr(JSONFileLoader, "load_file", load_file)
    aws.for_worker("us-east-2").sqs()
    read.clear()
    aws.for_requests("eu-west-1").sqs()
    assert [name for name in read if name.startswith(("service-", "endpoint-"))] == []


def test_each_session_finds_the_credentials_of_its_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    for key in ("FIRST", "SECOND"):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        credentials = aws.session("us-east-2").get_credentials()
        assert credentials is not None
        found.append(credentials.access_key)
    assert found == ["FIRST", "SECOND"]
