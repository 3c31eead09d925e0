"""How the site feels: scrolling 1,500 shots, writing in 150 pages, and what Lighthouse says of three pages.

Times by the clock are those of this machine, and of what else runs on it; times of the processor are the page's own.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tools.bench import web_studio
from tools.bench.web_studio import Studio
from tools.environments import ROOT
from tools.errors import DONE, StudioError
from tools.local_cloud import site_build
from tools.local_cloud.processes import free_port
from tools.local_cloud.site_build import FRONTEND

SHOTS: Final = 1500
PAGES: Final = 150
#: Figure → what it is to be, in words: nothing is asserted, for a busy machine fails for nobody's fault.
MARKS: Final = {
    "boards table, frames over 50 ms of processor": "= 0",
    "boards table, longest frame, ms of processor": "≤ 50",
    "boards table, longest frame, ms": "≤ 50",
    "script, key to paint at p98, ms": "≤ 50",
    "script, key to paint at p98, ms of processor": "≤ 50",
    **{
        f"lighthouse {page}{where} {what}": mark
        for page in ("/", "/watch/", "/boards/")
        for where in ("", " on a phone")
        for what, mark in (("performance", "≥ 95"), ("accessibility", "= 100"))
    },
}
_LIGHTHOUSE: Final = ROOT / "tools" / "bench" / "lighthouse"
_INSTALLED: Final = ROOT / ".studio" / "lighthouse"


def use() -> dict[str, float]:
    """Figure → value. Raises `StudioError`."""
    executable, lighthouse = web_studio.chromium(), install_lighthouse()
    with web_studio.studio() as studio:
        return use_of(studio, web_studio.film_project(studio, scenes=1), executable, lighthouse)


def use_of(studio: Studio, film: Mapping[str, str], executable: str, lighthouse: Path) -> dict[str, float]:
    """As `use`, in a studio with a project that has a film."""
    shots, planned = web_studio.shots_project(studio, shots=SHOTS)
    given = {
        "site": studio.url,
        "key": studio.key,
        "executable": executable,
        "lighthouse": str(lighthouse),
        "port": free_port(),
        "shots": f"boards/?id={shots}&view=table",
        "rows": planned,
        "script": f"script/?id={web_studio.long_project(studio, pages=PAGES)}",
        "audited": {
            "/": "",
            "/watch/": f"watch/?id={film['project']}",
            "/boards/": f"boards/?id={film['project']}",
        },
    }
    done = subprocess.run(
        [str(site_build.node()), "tests/use.mjs"],
        cwd=FRONTEND,
        env={**site_build.node_environment(), "STUDIO_USE": json.dumps(given)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != DONE:
        raise StudioError(f"The pages were not all measured:\n{done.stderr[-2000:]}")
    # What holds a page back, in Lighthouse's words.
    print(done.stderr, end="", file=sys.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def install_lighthouse() -> Path:
    """The folder of Lighthouse's packages, by their lock: nothing but this benchmark needs them. Raises
    `StudioError`."""
    stamp = _INSTALLED / ".studio-lock"
    with site_build.alone():
        site_build.install()
        wanted = hashlib.sha256((_LIGHTHOUSE / "package-lock.json").read_bytes()).hexdigest()
        if not stamp.is_file() or stamp.read_text() != wanted:
            shutil.rmtree(_INSTALLED, ignore_errors=True)
            _INSTALLED.mkdir(parents=True)
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(_LIGHTHOUSE / name, _INSTALLED / name)
            site_build.install_packages(_INSTALLED)
            stamp.write_text(wanted)
    return _INSTALLED / "node_modules" / "lighthouse" / "core" / "index.js"
