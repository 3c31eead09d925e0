"""How fast the animatic renderer is, beside what could at best be and what others do with the same storyboard.

Ten shots of four seconds, 1920 × 1080 at 24 frames a second: dolly, pan, zoom, truck and still shots, mouths, captions,
dissolves. In one run, so that the machine's mood is the same for all:

- this renderer, two processes, a shot at a time, drawing included, joined by copying packets;
- x264 alone, two processes of one thread, given these very frames: at `veryfast`, and at the renderer's own settings;
- MoviePy and an ffmpeg filter graph (zoompan, overlay, xfade), given finished stills and captions, both at `veryfast`.

Pictures only: nobody makes sound here.
"""

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import numpy as np
from film_workers.picture.encode import SegmentWriter
from film_workers.renderers.animatic.render import frames, poster, render_shot

from contracts.recipes.film import FRAMES_PER_SECOND
from tools.bench.storyboard import SHOT_FRAMES, storyboard, timings
from tools.environments import ENVIRONMENTS
from tools.errors import StudioError

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PROCESSES: Final = 2
VERYFAST: Final = {"preset": "veryfast", "crf": "20"}
#: Python that can import moviepy and imageio_ffmpeg; the environment `bench` unless this variable names another.
PYTHON_VARIABLE: Final = "FILM_STUDIO_BENCH_PYTHON"


def _render(index: int, folder: str) -> int:
    target = Path(folder) / f"shot{index}.mp4"
    render_shot(storyboard()[index], timings(), target, lambda _: None)
    return target.stat().st_size


def _dump(index: int, folder: str) -> int:
    """The shot's frames as the encoder gets them, for the runs that only encode."""
    with (Path(folder) / f"shot{index}.yuv").open("wb") as file:
        for buffer in frames(storyboard()[index], timings()):
            file.write(buffer.tobytes())
        return file.tell()


def _encode(index: int, folder: str, settings: dict[str, str] | None) -> int:
    recipe = storyboard()[index]
    target = Path(folder) / f"encoded{index}.mp4"
    shape = (recipe.frames, recipe.height * 3 // 2, recipe.width)
    raw = np.memmap(Path(folder) / f"shot{index}.yuv", np.uint8, "r", shape=shape)
    with SegmentWriter(target, recipe.width, recipe.height, settings) as writer:
        for picture in raw:
            writer.write(np.asarray(picture))
    return target.stat().st_size


def _ready(_: int) -> None:
    time.sleep(0.2)  # Long enough for the pool to start every process before the clock does.


def _cpu() -> float:
    """Seconds of processor that all processes started here have used, those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True)
class Measured:
    """One run over the storyboard: `cpu` also counts the start of the processes, `wall` does not."""

    wall: float
    cpu: float
    size: int


def _timed(work: Callable[..., int], *arguments: object, finish: Callable[[], object] | None = None) -> Measured:
    """Do something for each shot, spread over processes that have started already."""
    context = multiprocessing.get_context("spawn")
    before = _cpu()
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        list(pool.map(_ready, range(PROCESSES * 2)))
        began = time.perf_counter()
        given = [pool.submit(work, index, *arguments) for index in _both_ends(len(storyboard()))]
        size = sum(future.result() for future in given)
        if finish:
            finish()
        wall = time.perf_counter() - began
    return Measured(wall, _cpu() - before, size)


def _both_ends(count: int) -> Iterable[int]:
    """0, n-1, 1, n-2 …: two processes that each walk along one end find their neighbour's still in their memory."""
    for index in range((count + 1) // 2):
        yield index
        if count - 1 - index != index:
            yield count - 1 - index


def _join(folder: Path) -> None:
    """All shots in one file, packets copied."""
    import av  # noqa: PLC0415 - the rivals' environment reads this module's constants without it

    with av.open(str(folder / "film.mp4"), "w", options={"movflags": "+faststart"}) as film:
        track = None
        for index in range(len(storyboard())):
            with av.open(str(folder / f"shot{index}.mp4")) as shot:
                source = shot.streams.video[0]
                track = track or film.add_stream_from_template(source)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
                ticks = int(SHOT_FRAMES / FRAMES_PER_SECOND / source.time_base) if source.time_base else 0
                for packet in shot.demux(source):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts += index * ticks
                    packet.dts += index * ticks
                    packet.stream = track
                    film.mux(packet)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open


def _rival(name: str, folder: Path, python: str) -> dict[str, float]:
    """Run one of `tools.bench.rivals` in the environment that has it: its wall seconds and bytes."""
    command = [python, str(ROOT / "tools" / "bench" / "rivals.py"), name, str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise StudioError(f"{name} failed; the end of what it said:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _finished_stills(folder: Path) -> None:
    """What the rivals are given: each shot's first picture, its move, its caption and how it ends."""
    shots: list[dict[str, object]] = []
    for index, recipe in enumerate(storyboard()):
        still = folder / f"still{index}.png"
        still.write_bytes(poster(recipe))
        view = recipe.picture
        shots.append(
            {
                "still": still.name,
                "move": view.move if view.kind == "view" else "static",
                "seconds": recipe.frames / FRAMES_PER_SECOND,
                "dissolve": recipe.dissolve.frames / FRAMES_PER_SECOND if recipe.dissolve else 0,
                "caption": recipe.speech[0].text if recipe.speech else recipe.action or "",
            }
        )
    (folder / "storyboard.json").write_text(json.dumps(shots))


def run(*, with_rivals: bool = True) -> dict[str, object]:
    """All figures. `…_ratio` is this renderer's speed over another's; `realtime` seconds of film a second."""
    python = os.environ.get(PYTHON_VARIABLE) or str(ENVIRONMENTS["bench"].python)
    folder = Path(tempfile.mkdtemp(prefix="film-studio-bench-"))
    seconds = len(storyboard()) * SHOT_FRAMES / FRAMES_PER_SECOND
    try:
        runs = {"renderer": _timed(_render, str(folder), finish=lambda: _join(folder))}
        _timed(_dump, str(folder))
        _timed(_encode, str(folder), None)  # Once unmeasured, so that all frames are in the page cache for both.
        runs["x264_tuned"] = _timed(_encode, str(folder), None)
        runs["x264_veryfast"] = _timed(_encode, str(folder), VERYFAST)
        for raw in folder.glob("*.yuv"):
            raw.unlink()
        own = runs["renderer"].wall
        figures: dict[str, object] = {
            "film_seconds": seconds,
            "wall_seconds": {name: round(run.wall, 3) for name, run in runs.items()},
            "cpu_seconds": {name: round(run.cpu, 2) for name, run in runs.items()},
            "bytes": {name: run.size for name, run in runs.items()},
            "processes": PROCESSES,
            "realtime": round(seconds / own, 2),
            "veryfast_limit_ratio": round(runs["x264_veryfast"].wall / own, 3),
            "tuned_limit_ratio": round(runs["x264_tuned"].wall / own, 3),
        }
        if with_rivals:
            _finished_stills(folder)
            for name in ("moviepy", "ffmpeg"):
                figure = _rival(name, folder, python)
                _put(figures, "wall_seconds", name, round(figure["wall_seconds"], 3))
                _put(figures, "cpu_seconds", name, round(figure["cpu_seconds"], 2))
                _put(figures, "bytes", name, figure["bytes"])
                figures[f"{name}_ratio"] = round(figure["wall_seconds"] / own, 2)
        return figures
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(figures: dict[str, object], group: str, name: str, value: float) -> None:
    cast("dict[str, float]", figures[group])[name] = value


def _show(figures: Mapping[str, object]) -> str:
    lines = [f"{figures['film_seconds']:.0f} s of film, {figures['processes']} processes"]
    walls, cpus, sizes = (cast("dict[str, float]", figures[name]) for name in ("wall_seconds", "cpu_seconds", "bytes"))
    lines += [
        f"  {name:14} {wall:8.2f} s wall {cpus[name]:8.2f} s cpu {sizes[name] / 1e6:8.2f} MB"
        for name, wall in walls.items()
    ]
    lines += [f"  {name:22} {value}" for name, value in figures.items() if name.endswith("ratio") or name == "realtime"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./studio bench render", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--json", action="store_true", help="figures only, as JSON")
    parser.add_argument(
        "--without-rivals", action="store_true", help="leave out MoviePy and ffmpeg, which take minutes"
    )
    options = parser.parse_args()
    try:
        figures = run(with_rivals=not options.without_rivals)
    except StudioError as error:
        sys.exit(str(error))
    print(json.dumps(figures) if options.json else _show(figures))


if __name__ == "__main__":
    main()
