"""Pictures of every page, wide and narrow, dark and light, in the states that are easily forgotten."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tools.bench import web_studio
from tools.bench.web_studio import Studio
from tools.errors import DONE, StudioError
from tools.local_cloud import site_build
from tools.local_cloud.site_build import FRONTEND

#: What a page is called by which nothing of a project is shown.
_OF_NO_PROJECT: Final = ("/", "/components/", "/organization/")
_WIDTHS: Final = (390, 1440)
_SCHEMES: Final = ("dark", "light")


def pages() -> list[str]:
    """The site's pages by their paths: `/`, `/watch/`, …"""
    folder = FRONTEND / "src" / "app"
    found = (path.parent.relative_to(folder).as_posix() for path in folder.rglob("page.tsx"))
    return sorted("/" if path == "." else f"/{path}/" for path in found)


def take_shots(folder: Path) -> list[str]:
    """Pictures of every page, in the folder, with `index.html` to look through them; their names. Raises
    `StudioError`."""
    executable = web_studio.chromium()
    with web_studio.studio() as studio:
        return shots_of(studio, web_studio.film_project(studio), folder, executable)


def shots_of(studio: Studio, film: Mapping[str, str], folder: Path, executable: str) -> list[str]:
    """As `take_shots`, of a studio with a project that has a film."""
    folder.mkdir(parents=True, exist_ok=True)
    scenes = _scenes(studio, film)
    given = {
        "site": studio.url,
        "key": studio.key,
        "folder": str(folder.resolve()),
        "executable": executable,
        "widths": _WIDTHS,
        "schemes": _SCHEMES,
        "pages": scenes,
    }
    done = subprocess.run(
        [str(site_build.node()), "tests/shots.mjs"],
        cwd=FRONTEND,
        env={**site_build.node_environment(), "STUDIO_SHOTS": json.dumps(given)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != DONE:
        raise StudioError(f"The pictures were not all taken:\n{done.stderr[-2000:]}")
    (folder / "index.html").write_text(gallery([scene["name"] for scene in scenes]), encoding="utf-8")
    return done.stdout.split()


def gallery(names: list[str]) -> str:
    """A page of all pictures: those of one page beside each other."""
    rows: list[str] = []
    for name in names:
        pictures = "".join(
            f'<a href="{file}"><img src="{file}" alt="{file}" loading="lazy" height="360"></a>'
            for file in (f"{name}-{width}-{scheme}.jpg" for width in _WIDTHS for scheme in _SCHEMES)
        )
        rows.append(f'<h2>{name}</h2><p style="display:flex;gap:8px;overflow-x:auto">{pictures}</p>')
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages</title>{"".join(rows)}</html>\n'


def _scenes(studio: Studio, film: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is looked at: each page of a project with a film, of one without anything, of a long screenplay with long
    titles, and names that run from right to left; and a production that failed, which nothing here does by itself."""
    projects = {
        "film": film["project"],
        "empty": studio.client.create_project("Nothing yet")["id"],
        "long": web_studio.long_project(studio),
        "right-to-left": web_studio.right_to_left_project(studio),
    }
    found: list[dict[str, Any]] = []
    for page in pages():
        name = page.strip("/").replace("/", "-") or "projects"
        if page in _OF_NO_PROJECT:
            found.append({"name": name, "path": page})
        else:
            found += [{"name": f"{name}-{of}", "path": f"{page}?id={project}"} for of, project in projects.items()]
    for of in ("film", "long"):
        found.append({"name": f"boards-table-{of}", "path": f"/boards/?id={projects[of]}&view=table"})
    production = film["production"]
    failed = {"status": "failed", "error": "shot 3: the renderer ended by itself (exit code 137)"}
    answers = {f"**/api/v1/productions/{production}": failed}
    for page in ("project", "production", "watch"):
        path = f"/{page}/?id={film['project']}"
        found.append({"name": f"{page}-failed", "path": path, "answers": answers})
    return found
