"""The site: how long a build takes, what each page loads first, and how it feels to use with 1,500 shots and 150 pages
of text; what Lighthouse says. With --shots, pictures of every page to look at."""

import argparse
import gzip
import json
import re
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.bench.web_shots import pages, take_shots
from tools.bench.web_use import MARKS as MARKS_OF_USE
from tools.bench.web_use import use
from tools.errors import DONE, StudioError
from tools.local_cloud import site_build
from tools.local_cloud.site_build import FRONTEND

#: Upper limits: seconds of a build with nothing kept, kilobytes as gzip packs them.
MARKS: Final = {"build_seconds": 60.0, "/": 160.0}
MARK_OF_PAGES: Final = 200.0


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


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./studio bench web", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="only take pictures of every page, into this folder")
    options = parser.parse_args(words)
    try:
        if options.shots is not None:
            names = take_shots(options.shots)
            lies = (
                f"{len(names)} pictures lie in {options.shots}: open index.html there; findings.json has what is wrong"
            )
            print(json.dumps(names) if options.json else lies)
            return DONE
        figures = {"build_seconds": round(build_seconds(), 1)}
        site = site_build.build()
        figures |= {page: round(first_load(site, page) / 1000, 1) for page in pages()}
        used = use()
    except StudioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if options.json:
        print(json.dumps(figures | used))
        return DONE
    print(f"{'':<44} {'':>8}     mark")
    for name, value in figures.items():
        mark = MARKS.get(name, MARK_OF_PAGES)
        unit = "s" if name == "build_seconds" else "kB"
        label = "build, nothing kept" if name == "build_seconds" else f"{name} first JavaScript"
        print(f"{label:<44} {value:>8.1f} {unit:<2} ≤ {mark:.0f}")
    for name, value in used.items():
        print(f"{name:<44} {value:>8.1f} {MARKS_OF_USE.get(name, '')}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
