"""The same storyboard with MoviePy, and with one ffmpeg filter graph: a script for the environment that has both.

Called as `rivals.py (moviepy|ffmpeg) FOLDER`; FOLDER holds the finished stills and `storyboard.json`. Prints wall
seconds and bytes as JSON. Both get what costs them least: finished stills, finished caption pictures, two encoder
threads.
"""

import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, RATE = 1920, 1080, 24
ZOOM = 1.12


def _caption(text: str, target: Path) -> Path:
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - each rival loads what it needs

    image = Image.new("RGBA", (WIDTH, 120), (0, 0, 0, 0))
    if text:
        font = ImageFont.load_default(44)
        draw = ImageDraw.Draw(image)
        wide = draw.textlength(text, font=font)
        draw.rounded_rectangle(((WIDTH - wide) / 2 - 30, 18, (WIDTH + wide) / 2 + 30, 102), 16, fill=(0, 0, 0, 150))
        draw.text(((WIDTH - wide) / 2, 32), text, font=font, fill=(255, 255, 255, 255))
    image.save(target)
    return target


def _slide(seconds: float, room: float) -> Callable[[float], tuple[float, float]]:
    return lambda t: (-room * t / seconds, -HEIGHT * (ZOOM - 1) / 2)


def _grow(seconds: float) -> Callable[[float], float]:
    return lambda t: 1 + (ZOOM - 1) * t / seconds


def moviepy(folder: Path, shots: list[dict[str, Any]]) -> Path:
    library: Any = importlib.import_module("moviepy")
    picture, composite, effects = library.ImageClip, library.CompositeVideoClip, library.vfx

    clips: list[Any] = []
    start = 0.0
    previous = 0.0
    for index, shot in enumerate(shots):
        seconds = shot["seconds"]
        base: Any = picture(str(folder / shot["still"])).with_duration(seconds)
        if shot["move"] in {"pan", "truck"}:
            base = base.resized(ZOOM)
            room = WIDTH * (ZOOM - 1)
            base = base.with_position(_slide(seconds, room))
        elif shot["move"] != "static":
            base = base.resized(_grow(seconds)).with_position("center")
        caption: Any = picture(str(_caption(shot["caption"], folder / f"caption{index}.png"))).with_duration(seconds)
        clip: Any = composite([base, caption.with_position((0, 920))], size=(WIDTH, HEIGHT)).with_duration(seconds)
        if previous:
            clip = clip.with_effects([effects.CrossFadeIn(previous)])
        clips.append(clip.with_start(start))
        previous = shot["dissolve"]
        start += seconds - previous
    target = folder / "moviepy.mp4"
    film: Any = composite(clips, size=(WIDTH, HEIGHT))
    film.write_videofile(
        str(target),
        fps=RATE,
        codec="libx264",
        preset="veryfast",
        threads=2,
        audio=False,
        ffmpeg_params=["-crf", "20"],
        logger=None,
    )
    return target


def ffmpeg(folder: Path, shots: list[dict[str, Any]]) -> Path:
    library: Any = importlib.import_module("imageio_ffmpeg")
    command: list[str] = [library.get_ffmpeg_exe(), "-y", "-loglevel", "error"]
    graph: list[str] = []
    for index, shot in enumerate(shots):
        _caption(shot["caption"], folder / f"caption{index}.png")
        command += ["-i", str(folder / shot["still"]), "-i", str(folder / f"caption{index}.png")]
        count = round(shot["seconds"] * RATE)
        if shot["move"] in {"pan", "truck"}:
            zoom, x = f"{ZOOM}", f"(iw-iw/zoom)*on/{count}"
        elif shot["move"] != "static":
            zoom, x = f"1+{ZOOM - 1}*on/{count}", "(iw-iw/zoom)/2"
        else:
            zoom, x = "1", "0"
        graph.append(
            f"[{2 * index}:v]zoompan=z='{zoom}':x='{x}':y='(ih-ih/zoom)/2'"
            f":d={count}:s={WIDTH}x{HEIGHT}:fps={RATE}[m{index}];"
            f"[m{index}][{2 * index + 1}:v]overlay=0:920,format=yuv420p,settb=1/{RATE}[s{index}]"
        )
    last, length = "s0", shots[0]["seconds"]
    for index in range(1, len(shots)):
        fade = shots[index - 1]["dissolve"] or 1 / RATE
        graph.append(f"[{last}][s{index}]xfade=transition=fade:duration={fade}:offset={length - fade}[x{index}]")
        last, length = f"x{index}", length + shots[index]["seconds"] - fade
    target = folder / "ffmpeg.mp4"
    command += [
        "-filter_complex",
        ";".join(graph),
        "-map",
        f"[{last}]",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "20",
    ]
    subprocess.run([*command, "-threads", "2", str(target)], check=True)
    return target


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    shots = json.loads((folder / "storyboard.json").read_text())
    began = time.perf_counter()
    target = {"moviepy": moviepy, "ffmpeg": ffmpeg}[name](folder, shots)
    wall = time.perf_counter() - began
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(part.ru_utime + part.ru_stime for part in used)
    print(json.dumps({"wall_seconds": wall, "cpu_seconds": cpu, "bytes": target.stat().st_size}))


if __name__ == "__main__":
    main()
