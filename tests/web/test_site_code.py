"""The site's code: its style and units, its client, its lock, and what is built of it."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import run_node
from tools.local_cloud import site_build
from tools.local_cloud.site_build import BASE_PATH, FRONTEND

SCHEMA = FRONTEND / "src" / "api" / "schema.d.ts"
LOCK = FRONTEND / "package-lock.json"
#: What `/` may load before anything is shown, in bytes as gzip packs them; other pages before their heavy part.
FIRST_LOAD = {
    "index.html": 160_000,
    **dict.fromkeys(
        (f"{name}/index.html" for name in ("project", "cast", "boards", "production", "watch", "team", "organization")),
        200_000,
    ),
}
MOST_LINES = 500


@pytest.mark.usefixtures("node")
def test_the_style_is_the_linters() -> None:
    done = run_node("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.usefixtures("node")
def test_the_units_hold() -> None:
    done = run_node("vitest/vitest.mjs", "run")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.usefixtures("node")
def test_the_client_is_the_one_of_the_apis_document(tmp_path: Path) -> None:
    made = tmp_path / "schema.d.ts"
    site_build.write_client(made)
    assert made.read_text() == SCHEMA.read_text(), "run: ./studio fix client"


def packages() -> dict[str, dict[str, Any]]:
    listed: dict[str, dict[str, Any]] = json.loads(LOCK.read_text())["packages"]
    return {path: package for path, package in listed.items() if path}


def test_the_lock_has_hashes_and_no_addresses() -> None:
    assert len(packages()) > 100
    assert [path for path, package in packages().items() if "resolved" in package] == []
    assert not re.search(r"https?://(?!opencollective|github\.com/sponsors)[^\"]*\.tgz", LOCK.read_text())
    bundled = {path for path, package in packages().items() if package.get("inBundle")}
    without = {path for path, package in packages().items() if not package.get("integrity")} - bundled
    assert without == set()


def test_no_file_of_the_site_is_too_long_to_read() -> None:
    written = [path for path in (FRONTEND / "src").rglob("*.ts*") if path != SCHEMA]
    assert len(written) > 20
    assert [path.name for path in written if len(path.read_text().splitlines()) > MOST_LINES] == []


def pages_of(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.html"))
    assert len(found) >= 5
    return found


def test_every_page_runs_its_own_scripts_alone_and_asks_nobody_else(site_folder: Path) -> None:
    for page in pages_of(site_folder):
        html = page.read_text()
        policy = re.search(r'<head><meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)
        assert policy, f"{page} has no policy first in its head"
        directives = dict(part.split(" ", 1) for part in policy[1].split("; "))
        assert directives["default-src"] == "'none'"
        scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)</script>", html)
        hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in scripts}
        assert set(directives["script-src"].split()) == {"'self'", *hashes}
        assert directives["connect-src"] == "'self' http://127.0.0.1:*"
        # Scripts, styles, fonts and pictures lie beside the page.
        assert re.findall(r'(?:src|href)="(?!/studio/|/studio"|/")([^"#]+)"', html) == []


def test_no_style_loads_from_elsewhere(site_folder: Path) -> None:
    styles = list(site_folder.rglob("*.css"))
    assert styles
    for style in styles:
        assert re.findall(r"url\((?!\.\./|data:)", style.read_text()) == []


@pytest.mark.parametrize("page", FIRST_LOAD)
def test_what_a_page_loads_first_is_small(site_folder: Path, page: str) -> None:
    scripts = re.findall(r'<script[^>]*src="([^"]+\.js)"([^>]*)>', (site_folder / page).read_text())
    # Browsers of today leave out what is for those without modules.
    loaded = [source.removeprefix(BASE_PATH) for source, rest in scripts if "nomodule" not in rest.lower()]
    assert len(loaded) > 3
    total = sum(len(gzip.compress((site_folder / source.lstrip("/")).read_bytes())) for source in loaded)
    assert total <= FIRST_LOAD[page]
