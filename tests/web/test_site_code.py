"""The site's code: its style and units, its client, its lock, and what is built of it."""

import base64
import hashlib
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from film_studio.screenplay import cues, titles
from film_studio.screenplay.headings import DEFAULT, STANDARD

from tests.backend.screenplay.feature_length import feature_length
from tests.backend.screenplay.line_kinds import CASES, line_kinds
from tests.web.conftest import run_node
from tools.bench.web import MARK_OF_PAGES, MARKS, first_load, pages
from tools.environments import ROOT
from tools.local_cloud import site_build
from tools.local_cloud.site_build import FRONTEND

SCHEMA = FRONTEND / "src" / "api" / "schema.d.ts"
LOCK = FRONTEND / "package-lock.json"
LOCK_OF_BENCH = ROOT / "tools" / "bench" / "lighthouse" / "package-lock.json"
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


def test_the_editor_knows_the_words_of_the_reader() -> None:
    words = json.loads((FRONTEND / "src" / "fountain" / "words.json").read_text())
    assert words["keys"] == sorted(titles.KNOWN)
    assert words["transitions"] == {"whole": sorted(cues.WHOLE), "leading": sorted(cues.LEADING)}
    assert sorted(words["prefixes"]["standard"]) == sorted(STANDARD)
    assert sorted(words["prefixes"]["others"]) == sorted(set(DEFAULT) - set(STANDARD))


@pytest.mark.usefixtures("node")
def test_the_editor_reads_lines_as_the_api_does(tmp_path: Path) -> None:
    made = tmp_path / "line_kinds.json"
    texts = [feature_length(), *(_any_text(random.Random(seed)) for seed in range(2000))]
    made.write_text(json.dumps([{"what": "made", "text": text, "kinds": line_kinds(text)} for text in texts]))
    only = ("run", "tests/unit/fountain-lines.test.ts")
    done = run_node("vitest/vitest.mjs", *only, variables={"STUDIO_LINE_KINDS": str(made)})
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


def _any_text(dice: random.Random) -> str:
    """Lines of every kind, of parts of them, and of what only resembles them."""
    lines = [line for case in CASES for line in case["text"].split("\n")]
    parts = ["[[", "]]", "/*", "*/", "\\", "^", "#1#", " ", "\t", "\u00a0", "(", ")", "İ", "ǅ", "🎬", ":", ".", "TO:"]
    found: list[str] = []
    for _ in range(dice.randint(1, 14)):
        line = dice.choice(lines) if dice.random() < 0.8 else ""
        for _ in range(dice.choice((0, 0, 1, 2))):
            cut = dice.randint(0, len(line))
            line = line[:cut] + dice.choice(parts) + line[cut:]
        found.append(line)
    return "\n".join(found)


def packages(lock: Path) -> dict[str, dict[str, Any]]:
    listed: dict[str, dict[str, Any]] = json.loads(lock.read_text())["packages"]
    return {path: package for path, package in listed.items() if path}


@pytest.mark.parametrize("lock", [LOCK, LOCK_OF_BENCH], ids=["site", "bench"])
def test_the_lock_has_hashes_and_no_addresses(lock: Path) -> None:
    found = packages(lock)
    assert len(found) > 100
    assert [path for path, package in found.items() if "resolved" in package] == []
    assert not re.search(r"https?://(?!opencollective|github\.com/sponsors)[^\"]*\.tgz", lock.read_text())
    bundled = {path for path, package in found.items() if package.get("inBundle")}
    without = {path for path, package in found.items() if not package.get("integrity")} - bundled
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


@pytest.mark.parametrize("page", pages())
def test_what_a_page_loads_first_is_small(site_folder: Path, page: str) -> None:
    loaded = first_load(site_folder, page) / 1000
    assert 50 < loaded <= MARKS.get(page, MARK_OF_PAGES)
