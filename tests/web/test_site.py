"""The laptop's server serves as Pages does, and a site that cannot be built takes nothing else with it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tools.local_cloud import processes, site_build
from tools.local_cloud.site import Site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "site"
    for name, text in {
        "index.html": "<h1>Home</h1>",
        "404.html": "<h1>Lost</h1>",
        "watch/index.html": "<h1>Watch</h1>",
        "watch/__next._tree.txt": "tree",
        "_next/static/app.js": "1",
    }.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "secret.txt").write_text("secret")
    return made


@pytest.fixture
def site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    monkeypatch.setattr(site_build, "built", lambda: folder)
    port = processes.free_port()
    with (
        Site(api_url="http://127.0.0.1:1", port=port, log=folder.parent / "site.log") as served,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        assert served.state == "served"
        assert served.url == f"http://127.0.0.1:{port}/studio/"
        yield client


def test_files_lie_below_the_sub_path_and_folders_answer_by_their_page(site: httpx.Client) -> None:
    assert site.get("/studio/").text == "<h1>Home</h1>"
    assert site.get("/studio/watch/?id=1").text == "<h1>Watch</h1>"
    moved = site.get("/studio/watch?id=1")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/studio/watch/?id=1")
    assert site.head("/studio/").headers["Content-Length"] == "13"
    # Next asks for these before somebody follows a link.
    assert site.get("/studio/watch/__next._tree.txt").headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "path",
    ["/", "/studio/nowhere/", "/watch/", "/studio/../secret.txt", "/studio/..%2fsecret.txt", "/studio/%00", "/studiox"],
)
def test_everything_else_is_the_page_for_who_is_lost(site: httpx.Client, path: str) -> None:
    port = site.base_url.port
    # As it is written: a client would take the dots out before.
    raw = subprocess.run(
        ["curl", "-s", "--path-as-is", "-w", "%{http_code}", f"http://127.0.0.1:{port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert raw == "<h1>Lost</h1>404"


def test_a_redirect_stays_on_this_host(site: httpx.Client, folder: Path) -> None:
    (folder / "evil.example").mkdir()
    answer = site.get("/studio/" + quote("evil.example"))
    assert answer.headers["Location"] == "/studio/evil.example/"


def test_only_what_carries_its_content_in_its_name_is_kept_by_browsers(site: httpx.Client) -> None:
    assert "immutable" in site.get("/studio/_next/static/app.js").headers["Cache-Control"]
    assert site.get("/studio/").headers["Cache-Control"] == "no-cache"
    config = site.get("/studio/config.json")
    assert (config.json(), config.headers["Cache-Control"]) == ({"apiUrl": "http://127.0.0.1:1"}, "no-cache")


def test_text_is_sent_packed_to_who_takes_it_so(site: httpx.Client, folder: Path) -> None:
    (folder / "_next" / "static" / "long.js").write_text("1;" * 5000)
    packed = site.get("/studio/_next/static/long.js")
    assert (packed.headers["Content-Encoding"], packed.text) == ("gzip", "1;" * 5000)
    assert int(packed.headers["Content-Length"]) < 1000
    plain = site.get("/studio/_next/static/long.js", headers={"Accept-Encoding": "identity"})
    assert ("Content-Encoding" in plain.headers, plain.headers["Content-Length"]) == (False, "10000")
    # What a picture or a few bytes would win by it is nothing.
    assert "Content-Encoding" not in site.get("/studio/_next/static/app.js").headers


def test_a_build_that_fails_says_why_and_leaves_the_rest_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_build, "built", lambda: None)
    start = processes.start

    def start_failing(_command: object, *, environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
        failing = [sys.executable, "-c", "print('npm ci ended with 1'); raise SystemExit(1)"]
        return start(failing, environment=environment, log=log)

    monkeypatch.setattr(processes, "start", start_failing)
    with Site(api_url="http://127.0.0.1:1", port=processes.free_port(), log=tmp_path / "site.log") as site:
        assert site.state == "building"
        while not site.tend():
            pass
        assert site.state == "failed"
        assert "npm ci ended with 1" in site.why_not()
        assert not site.tend()


def test_the_fingerprint_changes_with_what_is_built_and_not_with_what_tests_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frontend = tmp_path / "frontend"
    (frontend / "src").mkdir(parents=True)
    (frontend / "node_modules").mkdir()
    page = frontend / "src" / "page.tsx"
    page.write_text("1")
    monkeypatch.setattr(site_build, "FRONTEND", frontend)
    monkeypatch.setattr(site_build, "ROOT", tmp_path)
    monkeypatch.setattr(site_build, "_SAMPLE", page)
    before = site_build.fingerprint()
    (frontend / "node_modules" / "x.js").write_text("1")
    (frontend / "tests").mkdir()
    (frontend / "tests" / "x.ts").write_text("1")
    assert site_build.fingerprint() == before
    page.write_text("2")
    assert site_build.fingerprint() != before
