"""Renderers: each in its package under its name of the table, loaded by the first job that asks for it."""

import subprocess
import sys
from pathlib import Path

import pytest
from film_workers import renderers
from film_workers.renderers import renderer_of

from contracts.renderers import RENDERERS, Renderer

#: Score and assembly are tasks: they have one implementation, which nobody chooses.
CHOSEN = [each for each in RENDERERS.values() if each.queue != "jobs"]


@pytest.mark.parametrize("renderer", CHOSEN)
def test_every_renderer_of_the_table_is_found_by_its_stamp(renderer: Renderer) -> None:
    assert renderer_of(renderer.stamp).name == renderer.name


def test_every_package_is_in_the_table() -> None:
    packages = {path.parent.name for path in Path(renderers.__file__).parent.glob("*/__init__.py")}
    assert packages == {each.name for each in CHOSEN}


def test_an_idle_worker_has_loaded_no_renderer() -> None:
    program = "import sys; import film_workers.__main__; print(sorted({'cv2', 'av', 'soxr', 'PIL'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
