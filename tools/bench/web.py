"""The site: how long a build takes, and what each page loads first. With --shots, pictures of every page to look at."""

import argparse
import gzip
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tools.environments import ROOT
from tools.errors import DONE, StudioError
from tools.local_cloud import site_build
from tools.local_cloud.client import StudioClient
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.postgres import temporary_state
from tools.local_cloud.site import Site
from tools.local_cloud.site_build import FRONTEND

#: Upper limits: seconds of a build with nothing kept, kilobytes as gzip packs them.
MARKS: Final = {"build_seconds": 60.0, "/": 160.0}
MARK_OF_PAGES: Final = 200.0
_SAMPLE: Final = ROOT / "samples" / "the-last-ferry.fountain"
_LONG_TITLE: Final = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterin"
_RIGHT_TO_LEFT: Final = "سفينة الليل الأخيرة"


def pages() -> list[str]:
    """The site's pages by their paths: `/`, `/watch/`, …"""
    folder = FRONTEND / "src" / "app"
    found = (path.parent.relative_to(folder).as_posix() for path in folder.rglob("page.tsx"))
    return sorted("/" if path == "." else f"/{path}/" for path in found)


def first_load(site: Path, page: str) -> int:
    """Bytes of JavaScript, as gzip packs them, that a page of the built site loads before it is shown."""
    html = (site / page.strip("/") / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r'<script[^>]*src="([^"]+\.js)"([^>]*)>', html)
    # Browsers of today leave out what is for those without modules.
    loaded = (source.removeprefix(site_build.BASE_PATH) for source, rest in scripts if "nomodule" not in rest.lower())
    return sum(len(gzip.compress((site / source.lstrip("/")).read_bytes())) for source in loaded)


def build_seconds() -> float:
    """Seconds of a build with nothing kept of a former one but the packages. Raises `StudioError`."""
    with site_build.alone():
        site_build.install()
        shutil.rmtree(FRONTEND / ".next", ignore_errors=True)
        if (former := site_build.built()) is not None:
            shutil.rmtree(former)
    began = time.perf_counter()
    site_build.build()
    return time.perf_counter() - began


def take_shots(folder: Path) -> list[str]:
    """Pictures of every page, in the folder; their names. Raises `StudioError`."""
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if executable is None:
        raise StudioError("Pages are looked at in Chromium, and there is none on the PATH.")
    folder.mkdir(parents=True, exist_ok=True)
    with (
        temporary_state() as state,
        LocalCloud(state, say=_silent) as cloud,
        Site(api_url=cloud.api_url, port=cloud.site_port, log=state / "site.log") as site,
        StudioClient(cloud.api_url, cloud.api_key) as client,
    ):
        given = {
            "site": site.url,
            "key": cloud.api_key,
            "folder": str(folder.resolve()),
            "executable": executable,
            "pages": _scenes(client),
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
    return done.stdout.split()


def _scenes(client: StudioClient) -> list[dict[str, Any]]:
    """What is looked at: each page of a project with a film, of one without anything, of a long screenplay, of titles
    that are long or run from right to left; and a production that failed, which nothing here does by itself."""
    projects = {
        "film": client.create_project("The Last Ferry")["id"],
        "empty": client.create_project("Nothing yet")["id"],
        "long": client.create_project(_LONG_TITLE)["id"],
        "right-to-left": client.create_project(_RIGHT_TO_LEFT)["id"],
    }
    film = client.upload_screenplay(projects["film"], _SAMPLE.read_bytes(), _SAMPLE.name)
    client.upload_screenplay(projects["long"], _feature(pages=150), "feature.fountain")
    production = client.start_production(film["id"])["id"]
    for _ in client.progress(production):
        pass  # until it is over
    found: list[dict[str, Any]] = []
    for page in pages():
        name = page.strip("/").replace("/", "-") or "projects"
        if page == "/":
            found.append({"name": name, "path": page})
        else:
            found += [{"name": f"{name}-{of}", "path": f"{page}?id={project}"} for of, project in projects.items()]
    failed = {"status": "failed", "error": "shot 3: the renderer ended by itself (exit code 137)"}
    answers = {f"**/api/v1/productions/{production}": failed}
    for page in ("project", "production"):
        if f"/{page}/" in pages():
            path = f"/{page}/?id={projects['film']}"
            found.append({"name": f"{page}-failed", "path": path, "answers": answers})
    return found


def _feature(*, pages: int) -> bytes:
    """A screenplay of so many pages, more or less: what people say in it is of no matter."""
    scene = (
        "INT. ROOM {0} - DAY\n\nANNA looks out of the window, where it has rained since the morning of day {0}.\n\n"
        "ANNA\nIt was here when I came, and now it is gone.\n\nTHEO\n(quietly)\nThen we wait until it comes back.\n\n"
        "He puts down two cups. Neither of them drinks.\n\n"
    )
    return ("Title: Feature\n\n" + "".join(scene.format(number) for number in range(1, pages * 3))).encode()


def _silent(_: str) -> None:
    pass


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./studio bench web", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="only take pictures of every page, into this folder")
    options = parser.parse_args(words)
    try:
        if options.shots is not None:
            names = take_shots(options.shots)
            print(json.dumps(names) if options.json else "\n".join(names))
            return DONE
        figures = {"build_seconds": round(build_seconds(), 1)}
        site = site_build.build()
        figures |= {page: round(first_load(site, page) / 1000, 1) for page in pages()}
    except StudioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if options.json:
        print(json.dumps(figures))
        return DONE
    print(f"{'':<28} {'':>8}     mark")
    for name, value in figures.items():
        mark = MARKS.get(name, MARK_OF_PAGES)
        unit = "s" if name == "build_seconds" else "kB"
        label = "build, nothing kept" if name == "build_seconds" else f"{name} first JavaScript"
        print(f"{label:<28} {value:>8.1f} {unit:<2} ≤ {mark:.0f}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
