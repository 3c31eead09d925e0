"""A whole studio to look at and to measure: the site as Pages serves it, API and workers, projects of every kind."""

import contextlib
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tools.environments import ROOT
from tools.errors import StudioError
from tools.local_cloud import site_build
from tools.local_cloud.client import StudioClient
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.postgres import temporary_state
from tools.local_cloud.site import Site

_SAMPLE: Final = ROOT / "samples" / "the-last-ferry.fountain"
LONG_TITLE: Final = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterin"
_LONG_NAME: Final = "Oberlandesgerichtspräsidentin"
RIGHT_TO_LEFT: Final = "سفينة الليل الأخيرة"


@dataclass(frozen=True, kw_only=True)
class Studio:
    """`url` is the site's, `key` an owner's API key, `api` calls the API with it."""

    url: str
    key: str
    client: StudioClient
    api: httpx.Client


def chromium() -> str:
    """The browser's program. Raises `StudioError`."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise StudioError("Pages are looked at in Chromium, and there is none on the PATH.")
    return found


@contextlib.contextmanager
def studio() -> Generator[Studio]:
    """Until the block ends. Raises `StudioError`."""
    site_build.build()  # before: while it is built, nobody serves it
    with (
        temporary_state() as state,
        LocalCloud(state, say=_silent) as cloud,
        Site(api_url=cloud.api_url, port=cloud.site_port, log=state / "site.log") as site,
        StudioClient(cloud.api_url, cloud.api_key) as client,
        httpx.Client(
            base_url=f"{cloud.api_url}/api/v1",
            headers={"Authorization": f"Bearer {cloud.api_key}"},
            timeout=120,
            trust_env=False,
        ) as api,
    ):
        yield Studio(url=site.url, key=cloud.api_key, client=client, api=api)


def film_project(studio: Studio, *, scenes: int = 3) -> dict[str, str]:
    """A project with a film of so many scenes of the sample, a schedule, a budget, tasks and notes: its id and its
    production's."""
    project = studio.client.create_project("The Last Ferry")["id"]
    revision = studio.client.upload_screenplay(project, beginning(scenes), _SAMPLE.name)
    production = studio.client.start_production(revision["id"])["id"]
    for _ in studio.client.progress(production):
        pass  # until it is over
    for text in ("Hold on her a little longer.", f"{_LONG_NAME}: the rope is on the other side in the shot before."):
        _post(studio, f"/productions/{production}/comments", frame=30, text=text)
    _furnish(studio, project)
    return {"project": project, "production": production}


def long_project(studio: Studio, *, pages: int = 150) -> str:
    """A project with a screenplay of so many pages, more or less, and names as long as German makes them; its id."""
    project = studio.client.create_project(LONG_TITLE)["id"]
    studio.client.upload_screenplay(project, feature(pages=pages), "feature.fountain")
    _furnish(studio, project)
    return project


def right_to_left_project(studio: Studio) -> str:
    """A project whose people and places are written from right to left; its id."""
    project = studio.client.create_project(RIGHT_TO_LEFT)["id"]
    text = (
        f"Title: {RIGHT_TO_LEFT}\n\nINT. المقهى القديم - NIGHT\n\nليلى تنظر من النافذة (OLD TOWN 2nd floor).\n\n"
        "@ليلى\nهل وصلت السفينة؟\n\n@يوسف\n(بهدوء)\nليس بعد.\n\nEXT. الميناء - DAWN\n\nيوسف يركض.\n\n@يوسف\nانتظروا!\n"
    )
    studio.client.upload_screenplay(project, text.encode(), "ship.fountain")
    _furnish(studio, project)
    return project


def shots_project(studio: Studio, *, shots: int) -> tuple[str, int]:
    """A project of which at least so many shots are planned: its id, and how many they are."""
    pages = shots // 12
    project = studio.client.create_project(f"{shots} shots")["id"]
    revision = studio.client.upload_screenplay(project, feature(pages=pages), "feature.fountain")["id"]
    found = studio.api.get(f"/revisions/{revision}/shots", params={"limit": 1, "total": "true"}).raise_for_status()
    planned: int = found.json()["total"]
    if planned < shots:
        raise StudioError(f"{pages} pages have {planned} shots, and {shots} were to be looked at.")
    return project, planned


def feature(*, pages: int) -> bytes:
    """A screenplay of so many pages, more or less: what people say in it is of no matter."""
    scene = (
        "INT. ROOM {0} - DAY\n\nANNA looks out of the window, where it has rained since the morning of day {0}.\n\n"
        "ANNA\nIt was here when I came, and now it is gone.\n\n"
        + _LONG_NAME.upper()
        + "\n(quietly)\nThen we wait until it comes back.\n\n"
        "He puts down two cups. Neither of them drinks.\n\n"
    )
    return ("Title: Feature\n\n" + "".join(scene.format(number) for number in range(1, pages * 10 // 3 + 1))).encode()


def beginning(scenes: int) -> bytes:
    """The first scenes of the sample: a film of a minute or two, which two cores make while somebody waits."""
    text = _SAMPLE.read_text(encoding="utf-8")
    head, *parts = text.replace("\nEXT. ", "\n\0EXT. ").replace("\nINT. ", "\n\0INT. ").split("\0")
    return (head + "".join(parts[:scenes])).encode()


def _furnish(studio: Studio, project: str) -> None:
    """What people make of a screenplay before anything is shot."""
    scenario = _post(studio, f"/projects/{project}/scenarios", name="First schedule")
    _post(studio, f"/projects/{project}/budgets", name="First budget", scenario_id=scenario["id"])
    _post(studio, f"/projects/{project}/tasks", title="Find a boat")
    _post(
        studio,
        f"/projects/{project}/tasks",
        title=f"Ask the {_LONG_NAME} whether the harbour may be closed on a Sunday morning",
        due_on="2026-06-03",
        status="doing",
    )


def _post(studio: Studio, path: str, **body: Any) -> dict[str, Any]:
    answer = studio.api.post(path, json=body)
    if answer.is_error:
        raise StudioError(f"POST {path} was answered {answer.status_code}: {answer.text[:500]}")
    return answer.json()


def _silent(_: str) -> None:
    pass
