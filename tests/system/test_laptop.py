"""The laptop's cloud as people use it: a screenplay goes in, a film comes out."""

import json
import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from contracts.outputs import OUTPUTS
from contracts.renderers import RENDERERS
from tests.system.films import MINI, probe
from tests.web.chromium import CHROMIUM
from tools.bench.chaos.film import make_organization
from tools.command.__main__ import main as studio
from tools.command.production import follow, make
from tools.command.sign_in import link_of_owner
from tools.environments import ROOT
from tools.errors import StudioError
from tools.local_cloud.client import StudioClient
from tools.local_cloud.cloud import LocalCloud


@pytest.fixture(scope="module")
def client(cloud: LocalCloud) -> StudioClient:
    return StudioClient(cloud.api_url, cloud.api_key)


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("screenplays") / "low-tide.fountain"
    path.write_bytes(MINI)
    return path


def test_a_screenplay_becomes_a_film_with_picture_sound_and_subtitles(
    client: StudioClient, mini: Path, tmp_path: Path
) -> None:
    film = make(client, mini, tmp_path / "low-tide.mp4")

    found = probe(film.path)
    assert (found.width, found.height, found.frames_per_second) == (1920, 1080, 24)
    assert found.codecs == ("h264", "aac", "mov_text")
    assert found.frames == film.report["frames"]
    assert abs(found.picture_seconds - found.sound_seconds) <= 1 / 24
    assert found.faststart
    assert found.essence == film.report["essence_sha256"]
    assert film.report["renderers"] == ["animatic"]
    assert film.report["score_renderer"] == RENDERERS["score"].stamp, "without the material, it says so"
    assert abs(film.report["integrated_lufs"] + 14) <= 0.5
    assert film.report["true_peak_dbtp"] <= -1
    for suffix in (".srt", ".vtt"):
        assert "Tomorrow, then." in film.path.with_suffix(suffix).read_text()


def test_a_restore_is_tried_beside_the_studio_that_runs_and_nothing_is_lost(
    cloud: LocalCloud, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cloud.api_is_ready()
    capsys.readouterr()
    assert studio(["drill", "--state", str(state), "--json"]) == 0
    drill = json.loads(capsys.readouterr().out)
    assert drill["differences"] == []
    assert drill["tables"] >= 40
    assert drill["named"] > 20, "the screenplay, and what was made of it"
    assert drill["objects"] > drill["named"]
    assert (drill["trails"], drill["entries"] > 0) == (1, True)


def test_a_link_signs_the_owner_in_once(client: StudioClient, cloud: LocalCloud) -> None:
    links = [link_of_owner(client, cloud.api_url) for _ in range(2)]
    assert len(client.members()) == 1
    with httpx.Client(base_url=f"{cloud.api_url}/api/v1", trust_env=False) as browser:
        page = browser.get(links[0])
        assert page.status_code == 200
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        body = {"method": "link", "link": links[0].partition("#")[2]}
        token = browser.post("/session/sign-in", json=body).raise_for_status().json()["access_token"]
        session = browser.get("/session", headers={"Authorization": f"Bearer {token}"}).json()
        assert browser.post("/session/sign-in", json=body).status_code == 401
    assert (session["role"], session["person"]["name"]) == ("owner", "Owner")


@pytest.mark.skipif(CHROMIUM is None, reason="a page is tried in Chromium, and there is none")
def test_the_page_of_a_link_signs_in_and_the_browser_stays_signed_in(
    client: StudioClient, cloud: LocalCloud, tmp_path: Path
) -> None:
    link = link_of_owner(client, cloud.api_url)
    assert "You are signed in to First organisation as Owner (owner)" in shown_at(link, profile=tmp_path)
    page = link.partition("#")[0]
    assert "You are signed in to First organisation as Owner (owner)" in shown_at(page, profile=tmp_path)
    assert "This link was used already" in shown_at(link, profile=tmp_path / "another")


@pytest.mark.skipif(CHROMIUM is None, reason="a page is tried in Chromium, and there is none")
def test_the_page_of_a_share_link_plays_the_film_once_it_has_the_password(
    client: StudioClient, cloud: LocalCloud, mini: Path, tmp_path: Path
) -> None:
    revision = client.upload_screenplay(client.create_project("Shared")["id"], mini.read_bytes(), mini.name)
    production = client.start_production(revision["id"])["id"]
    follow(client, production, tmp_path / "shared.mp4")
    with httpx.Client(base_url=f"{cloud.api_url}/api/v1", trust_env=False) as calling:
        calling.headers["Authorization"] = f"Bearer {cloud.api_key}"
        path = f"/productions/{production}/share-links"
        free, locked = (
            calling.post(path, json={"name": "For Zoë", "password": password}).raise_for_status().json()["url"]
            for password in (None, "a tower in the fog")
        )
    page = shown_at(f"{cloud.api_url}{free}", profile=tmp_path / "free")
    assert "For Zoë · First organisation" in page
    assert ".mp4" in page.partition("<video")[2].partition(">")[0]
    page = shown_at(f"{cloud.api_url}{locked}", profile=tmp_path / "locked")
    assert "This film has a password" in page
    assert ".mp4" not in page


def shown_at(url: str, *, profile: Path) -> str:
    """What Chromium makes of a page, when its scripts have run."""
    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000")
    command = [str(CHROMIUM), *options, f"--user-data-dir={profile}", "--dump-dom", url]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_what_was_done_here_is_in_a_trail_that_holds(
    client: StudioClient, cloud: LocalCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.create_project("In the trail")
    monkeypatch.setenv("FILM_STUDIO_API_KEY", cloud.api_key)
    assert studio(["audit-trail", "--api", f"{cloud.api_url}/api/v1"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"The trail holds: [1-9]\d* entries\.\nIt ends with entry \d+, [0-9a-f]{64}\.\n", said)


def test_the_same_screenplay_again_is_the_same_film_and_no_work(
    client: StudioClient, mini: Path, tmp_path: Path
) -> None:
    first = make(client, mini, tmp_path / "first.mp4")
    second = make(client, mini, tmp_path / "second.mp4")

    assert first.path.read_bytes() == second.path.read_bytes()


def test_what_is_no_screenplay_is_refused_and_leaves_no_revision(client: StudioClient) -> None:
    project = client.create_project("Not a screenplay")

    with pytest.raises(StudioError, match=r"(?i)utf-8"):
        client.upload_screenplay(project["id"], b"INT. KITCHEN - DAY\n\n\xff\xfe broken", "broken.fountain")

    assert client.revisions(project["id"]) == []


def test_a_cancelled_production_stops_and_stays_cancelled(client: StudioClient, cloud: LocalCloud) -> None:
    project = client.create_project("Cancelled")
    revision = client.upload_screenplay(project["id"], MINI.replace(b"Ida", b"Iris"), "cancelled.fountain")
    production = client.start_production(revision["id"])

    client.cancel(production["id"])

    assert [state["status"] for state in client.progress(production["id"])][-1] == "cancelled"
    assert client.production(production["id"])["status"] == "cancelled"


def test_a_film_survives_twenty_killed_workers_bit_for_bit(
    client: StudioClient, cloud: LocalCloud, tmp_path: Path
) -> None:
    disturbed = tmp_path / "disturbed.fountain"
    disturbed.write_bytes(MINI.replace(b"rope", b"line"))
    project = client.create_project("Disturbed")
    revision = client.upload_screenplay(project["id"], disturbed.read_bytes(), disturbed.name)
    production = client.start_production(revision["id"])
    chance = random.Random(20)
    workers = next(service for service in cloud.services if "worker" in service.task.name)
    workers.longest_delay_seconds = 1.0

    killed = 0
    deadline = time.monotonic() + 240
    while client.production(production["id"])["status"] == "running" and time.monotonic() < deadline:
        cloud.tend()
        if killed < 20 and workers.process_ids:
            os.kill(chance.choice(workers.process_ids), signal.SIGKILL)
            killed += 1
        time.sleep(chance.uniform(0.1, 1.2))
    film = follow(client, production["id"], tmp_path / "disturbed.mp4")
    assert killed == 20

    undisturbed = _film_of_another_organisation(cloud, disturbed, tmp_path)
    assert probe(film.path).essence == probe(undisturbed).essence
    for job in client.jobs(production["id"]):
        assert job["status"] == "succeeded"


def _film_of_another_organisation(cloud: LocalCloud, screenplay: Path, folder: Path) -> Path:
    """Made where nothing of it is there already, and nobody is killed."""
    target = folder / "undisturbed.mp4"
    _, key = make_organization(cloud)
    with StudioClient(cloud.api_url, key) as client:
        make(client, screenplay, target)
        jobs = client.jobs(client.productions(client.projects()[0]["id"])[0]["id"])
        assert not any(job["cached"] for job in jobs)
    return target


def test_one_request_can_be_followed_through_every_process(
    client: StudioClient, cloud: LocalCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    project = client.create_project("Followed")
    revision = client.upload_screenplay(project["id"], MINI.replace(b"cups", b"bowls"), "followed.fountain")
    with httpx.Client(headers={"Authorization": f"Bearer {cloud.api_key}"}, trust_env=False) as caller:
        url = f"{cloud.api_url}/api/v1/revisions/{revision['id']}/productions"
        trace_id = "0af7651916cd43dd8448eb211c80319c"
        sent = {"traceparent": f"00-{trace_id}-b7ad6b7169203331-01", "X-Request-ID": "the-producers-question"}
        production = caller.post(url, headers=sent).raise_for_status().json()
    assert [state["status"] for state in client.progress(production["id"])][-1] == "succeeded"

    for identifier in ("the-producers-question", trace_id):
        assert studio(["logs", "--request", identifier, "--state", str(cloud.state)]) == 0
        words = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert [when for _, when, *_ in words] == sorted(when for _, when, *_ in words)
        seen = {(name.partition("-")[0], event) for name, _, event, *_ in words}
        assert seen >= {
            ("api", "request"),
            ("api", "message_sent"),
            ("worker", "job_started"),
            ("worker", "job_succeeded"),
            ("api", "event_applied"),
        }


def test_no_log_holds_a_secret_or_a_word_of_a_screenplay(cloud: LocalCloud) -> None:
    logs = {log.name: log.read_text(errors="replace") for log in cloud.logs.glob("*.log")}
    assert len(logs) > 4
    secrets = (cloud.api_key, cloud.postgres.password, "X-Amz-Signature", "script-src", "eyJ")
    words = ("no longer has a boat", "It was here this morning", "Tomorrow, then", "sank in the spring", "Low Tide")
    for name, text in logs.items():
        for each in (*secrets, *words):
            assert each not in text, name


def test_a_second_studio_on_the_same_state_is_told_so(cloud: LocalCloud) -> None:
    with pytest.raises(StudioError, match=str(cloud.state)), LocalCloud(cloud.state):
        pass


def test_the_command_line_uses_the_cloud_that_runs(cloud: LocalCloud, mini: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [ROOT / "studio", "film", mini, "-o", tmp_path / "film.mp4", "--state", cloud.state],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert done.returncode == 0, done.stderr
    assert probe(tmp_path / "film.mp4").frames > 0
    assert cloud.emulator.is_running()


def test_every_process_has_exactly_the_environment_of_its_task_definition(cloud: LocalCloud) -> None:
    own = {"PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8"}
    for service in cloud.services:
        expected = set(service.task.environment) | {"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
        if "DATABASE_AUTH" in service.task.environment:
            expected.add("PGPASSWORD")
        for process_id in service.process_ids:
            variables = Path(f"/proc/{process_id}/environ").read_bytes().split(b"\0")
            names = {entry.split(b"=")[0].decode() for entry in variables if entry}
            assert names - own == expected


def test_browsers_of_the_pages_origin_may_call_and_others_may_not(cloud: LocalCloud) -> None:
    environments = [service.task.environment for service in cloud.services]
    allowed = next(names["CORS_ORIGINS"] for names in environments if "CORS_ORIGINS" in names).split(",")[0]
    url = f"{cloud.api_url}/api/v1/projects"
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}

    answer = httpx.options(url, headers={"Origin": allowed, **asked})
    assert answer.headers["access-control-allow-origin"] == allowed
    answer = httpx.options(url, headers={"Origin": "https://elsewhere.example", **asked})
    assert "access-control-allow-origin" not in answer.headers


def test_the_program_exports_what_the_contract_names(cloud: LocalCloud) -> None:
    assert json.loads((cloud.state / "access.json").read_text())["api_url"] == cloud.api_url
    assert set(cloud.outputs) == set(OUTPUTS)
