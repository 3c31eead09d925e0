"""The site in a browser, in front of the laptop's cloud, by the tests of frontend/tests/pages."""

import json
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.backend.engines.writing.suggestions.model_server import of_openai, serving
from tests.backend.identity.openid import CLIENT_ID, CLIENT_SECRET, provider
from tests.web.chromium import CHROMIUM
from tools.command.sign_in import link_of_owner
from tools.local_cloud import site_build
from tools.local_cloud.client import StudioClient
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.postgres import temporary_state
from tools.local_cloud.services import Service
from tools.local_cloud.site import Site
from tools.local_cloud.site_build import FRONTEND

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="pages are tried in Chromium, and there is none"),
    # All of them run in the fixture, after the site was built.
    pytest.mark.timeout(900),
]


def _silent(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def results(site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """Each test by its full name, as Vitest reports it."""
    folder = tmp_path_factory.mktemp("pages")
    with _provided(), temporary_state() as state, LocalCloud(state, say=_silent, voice_renderer="formant") as cloud:
        log = folder / "site.log"
        with (
            Site(api_url=cloud.api_url, port=cloud.site_port, log=log) as site,
            StudioClient(cloud.api_url, cloud.api_key) as client,
        ):
            variables = {
                "STUDIO_SITE": site.url,
                "STUDIO_API": cloud.api_url,
                "STUDIO_KEY": cloud.api_key,
                "STUDIO_LINK": link_of_owner(client, cloud.api_url, site.url),
                "STUDIO_AWAY": str(folder / "away"),
                "STUDIO_CHROMIUM": str(CHROMIUM),
            }
            yield _run(cloud, folder, variables)


@contextmanager
def _provided() -> Generator[None]:
    """An OpenID provider and a model, as whoever tries them names them to ./studio up."""
    with provider() as made, serving(_rewritten) as model, pytest.MonkeyPatch.context() as environment:
        environment.setenv("FILM_STUDIO_WRITER_MODEL", "openai:small")
        environment.setenv("FILM_STUDIO_WRITER_URL", f"{model.url}/v1")
        environment.setenv("FILM_STUDIO_WRITER_USD_MILLION", "0.5/2")
        made.claims = {"sub": "1", "email": "ida@films.example.org", "email_verified": True, "name": "Ida"}
        environment.setenv("FILM_STUDIO_OIDC_ISSUER", made.issuer)
        environment.setenv("FILM_STUDIO_OIDC_CLIENT_ID", CLIENT_ID)
        environment.setenv("FILM_STUDIO_OIDC_CLIENT_SECRET", CLIENT_SECRET)
        environment.setenv("FILM_STUDIO_OIDC_DOMAINS", "films.example.org")
        yield


def _rewritten(body: Any) -> tuple[int, Any]:
    """What the model makes of a part: two lines of it otherwise."""
    asked = json.loads(body["messages"][-1]["content"].partition("\n\n")[2])
    part = asked["screenplay"]["part"]
    return of_openai([part.replace("The tide is out. ", "").replace("this morning.", "yesterday.")])


def _run(cloud: LocalCloud, folder: Path, variables: dict[str, str]) -> dict[str, dict[str, Any]]:
    report = folder / "report.json"
    command = [
        *(str(site_build.node()), "node_modules/vitest/vitest.mjs", "run", "--config", "vitest.pages.config.ts"),
        *("--reporter=json", f"--outputFile={report}"),
    ]
    environment = {**site_build.node_environment(), "NO_COLOR": "1", **variables}
    api = next(service for service in cloud.services if "api" in service.task.name)
    with (folder / "output").open("w") as output:
        running = subprocess.Popen(command, cwd=FRONTEND, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            while running.poll() is None:
                _be_away(cloud, api, wanted=Path(variables["STUDIO_AWAY"]).exists())
                time.sleep(0.2)
        finally:
            running.kill()
            running.wait()
    assert report.exists(), (folder / "output").read_text()
    files = json.loads(report.read_text())["testResults"]
    return {each["fullName"]: each for file in files for each in file["assertionResults"]}


def _be_away(cloud: LocalCloud, api: Service, *, wanted: bool) -> None:
    """End the API's processes, and let nobody start them again, as long as a test wants it so."""
    if wanted and not api.held:
        api.held = True
        for process_id in api.process_ids:
            subprocess.run(["kill", str(process_id)], check=True)
    elif api.held and not wanted:
        api.restart(seconds=1)
    cloud.tend()


def test_people_get_from_a_link_to_a_film_and_all_that_follows(results: dict[str, dict[str, Any]]) -> None:
    failed = {
        name: "\n".join(each["failureMessages"])[:2000] for name, each in results.items() if each["status"] != "passed"
    }
    assert failed == {}, "\n\n".join(f"{name}\n{words}" for name, words in failed.items())
    assert len(results) >= 15
