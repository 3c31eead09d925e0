"""Speaks to the API as any user would: over HTTP, with an API key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from tools.errors import FAILED, StudioError

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Deliverable:
    """A file of a finished film, as the API offers it."""

    name: str
    url: str


class StudioClient:
    """The calls that a screenplay takes on its way to a film. Each raises `StudioError` with what the API says against
    it, or where the API does not answer."""

    def __init__(self, api_url: str, api_key: str) -> None:
        self._http = httpx.Client(
            base_url=f"{api_url}/api/v1",
            headers={"Authorization": f"Bearer {api_key}"},
            timeout=httpx.Timeout(30, read=120),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._http.close()

    def create_project(self, title: str) -> Json:
        return self._call("POST", "/projects", json={"title": title})

    def projects(self) -> list[Json]:
        return list(self._pages("/projects"))

    def upload_screenplay(self, project_id: str, screenplay: bytes, filename: str) -> Json:
        """Make a revision of the bytes as they are. Raises `StudioError` with the line that is wrong."""
        return self._call(
            "POST",
            f"/projects/{project_id}/revisions",
            content=screenplay,
            params={"filename": filename},
            headers={"Content-Type": "text/x-fountain"},
        )

    def revisions(self, project_id: str) -> list[Json]:
        return list(self._pages(f"/projects/{project_id}/revisions"))

    def members(self) -> list[Json]:
        return list(self._pages("/members"))

    def invite(self, *, role: str, email: str) -> Json:
        return self._call("POST", "/invitations", json={"role": role, "email": email})

    def accept_invitation(self, token: str, *, email: str, name: str, password: str) -> Json:
        """A session of who was invited; the key goes on calling."""
        body = {"token": token, "email": email, "name": name, "password": password}
        return self._call("POST", "/session/accept-invitation", json=body)

    def sign_in_link(self, member_id: str) -> Json:
        return self._call("POST", f"/members/{member_id}/sign-in-link")

    def check_audit_trail(self, from_sequence: int) -> Json:
        """A part of the audit trail, checked from an entry on."""
        return self._call("GET", "/audit/verify", params={"from_sequence": from_sequence})

    def start_production(self, revision_id: str) -> Json:
        return self._call("POST", f"/revisions/{revision_id}/productions")

    def productions(self, project_id: str) -> list[Json]:
        return list(self._pages(f"/projects/{project_id}/productions"))

    def production(self, production_id: str) -> Json:
        return self._call("GET", f"/productions/{production_id}")

    def jobs(self, production_id: str) -> list[Json]:
        return list(self._pages(f"/productions/{production_id}/jobs"))

    def cancel(self, production_id: str) -> Json:
        return self._call("POST", f"/productions/{production_id}/cancel")

    def retry(self, production_id: str) -> Json:
        return self._call("POST", f"/productions/{production_id}/retry")

    def progress(self, production_id: str) -> Iterator[Json]:
        """The production's state whenever it changes, until it ends; a stream that breaks off is resumed."""
        last: str | None = None
        while True:
            try:
                for event_id, data in self._events(f"/productions/{production_id}/events", after=last):
                    last = event_id or last
                    yield data
                    if data["status"] != "running":
                        return
            except (httpx.RemoteProtocolError, httpx.ReadTimeout, httpx.ReadError):
                continue
            except httpx.HTTPError as error:
                raise _unreachable(error) from error

    def _events(self, path: str, *, after: str | None) -> Iterator[tuple[str | None, Json]]:
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})}
        with self._http.stream("GET", path, headers=headers) as answer:
            if answer.is_error:
                answer.read()
            _refuse(answer)
            yield from _server_sent_events(answer.iter_lines())

    def deliverables(self, production_id: str) -> list[Deliverable]:
        items = self._call("GET", f"/productions/{production_id}/deliverables")["items"]
        return [Deliverable(name=item["name"], url=item["url"]) for item in items]

    def download(self, deliverable: Deliverable, target: Path) -> None:
        """Fetch through the signed URL, which needs no key. The target appears only when it is whole."""
        partial = target.with_name(f".{target.name}.partial")
        try:
            with (
                httpx.stream("GET", deliverable.url, timeout=120, trust_env=False, follow_redirects=True) as answer,
                partial.open("wb") as file,
            ):
                answer.raise_for_status()
                for block in answer.iter_bytes(1 << 20):
                    file.write(block)
        except httpx.HTTPError as error:
            raise _unreachable(error) from error
        partial.replace(target)

    def _call(self, method: str, path: str, **request: Any) -> Json:
        try:
            answer = self._http.request(method, path, **request)
        except httpx.HTTPError as error:
            raise _unreachable(error) from error
        _refuse(answer)
        return answer.json()

    def _pages(self, path: str) -> Iterator[Json]:
        cursor: str | None = None
        while True:
            page = self._call("GET", path, params={"limit": 100, **({"cursor": cursor} if cursor else {})})
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return


def _unreachable(error: httpx.HTTPError) -> StudioError:
    return StudioError(f"The API did not answer as it should: {error}. Its log says more.", exit_code=FAILED)


def _refuse(answer: httpx.Response) -> None:
    if not answer.is_error:
        return
    try:
        problem = answer.json()
        raise StudioError(f"{problem['title']}: {problem.get('detail') or problem['status']}")
    except (json.JSONDecodeError, KeyError) as error:
        raise StudioError(f"{answer.request.method} {answer.request.url} answered {answer.status_code}") from error


def _server_sent_events(lines: Iterator[str]) -> Iterator[tuple[str | None, Json]]:
    """(id, data) of each event; comments and pings are passed over."""
    event_id: str | None = None
    data: list[str] = []
    for line in lines:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "id":
            event_id = value
        elif field == "data":
            data.append(value)
        elif line == "" and data:
            yield event_id, json.loads("\n".join(data))
            data = []
