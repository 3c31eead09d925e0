"""Ears that share nothing with the code under test: FFmpeg's decoders and its EBU R 128 meter; and short recipes."""

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from contracts.recipes.film import Performance
from contracts.recipes.formant import FormantVoice
from contracts.recipes.line import LineRecipe
from contracts.recipes.score import MusicCue, ScoreRecipe
from contracts.renderers import RENDERERS

SAMPLE_RATE = 48_000
Sound = NDArray[np.float32]


def line(
    text: str, voice: str = "en-us+m3", *, performance: Performance = "normal", language: str = "en"
) -> LineRecipe:
    return LineRecipe(
        text=text,
        language=language,
        formant=FormantVoice(name=voice, words_per_minute=165, pitch=50, pitch_range=50),
        performance=performance,
    )


def score(
    frames: int, *, seed: int = 7, tension: float = 0.2, cuts: tuple[int, ...] = (), renderer: str = "score"
) -> ScoreRecipe:
    """Two scenes of equal length, of which the second is a night."""
    half = frames // 2
    return ScoreRecipe(
        renderer=RENDERERS[renderer].stamp,
        seed=seed,
        frames=frames,
        music_cues=(
            MusicCue(start_frame=0, frames=max(1, half), time_of_day="day", interior=False, tension=tension),
            MusicCue(
                start_frame=half,
                frames=frames - half,
                time_of_day="night",
                interior=True,
                tension=min(1, tension + 0.5),
            ),
        ),
        cuts=cuts,
    )


def decode(path: Path) -> Sound:
    """All samples of a file's sound, shape (n, channels), full scale 1."""
    blocks: list[Sound] = []
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout=stream.layout, rate=SAMPLE_RATE)
        for frame in container.decode(stream):
            blocks.extend(
                part.to_ndarray().reshape(-1, stream.channels).astype(np.float32) for part in resampler.resample(frame)
            )
    return np.concatenate(blocks)


def write_aac(path: Path, blocks: Iterable[Sound]) -> None:
    """As the film carries it: AAC at 192 kb/s."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
        stream.bit_rate = 192_000
        position = 0
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = SAMPLE_RATE, position
            position += len(block)
            for packet in stream.encode(frame):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as above
                container.mux(packet)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - as above
        for packet in stream.encode(None):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as above
            container.mux(packet)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - as above


def ebu_r128(path: Path) -> tuple[float, float]:
    """(integrated LUFS, true peak in dBTP) by FFmpeg's meter."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        graph = Graph()
        source = graph.add_abuffer(template=stream)
        meter = graph.add("ebur128", "peak=true:metadata=1")
        sink = graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        lufs, peak = -70.0, 0.0
        for frame in (*container.decode(stream), None):
            graph.push(frame)
            while (measured := _pulled(graph)) is not None:
                lufs = float(measured.get("lavfi.r128.I", lufs))
                peaks = [float(value) for name, value in measured.items() if "true_peaks_ch" in name]
                peak = max([peak, *peaks])
        return lufs, 20 * float(np.log10(max(peak, 1e-6)))


def _pulled(graph: Graph) -> dict[str, str] | None:
    try:
        return dict(graph.pull().metadata)
    except (BlockingIOError, EOFError):
        return None


def level(sound: NDArray[np.floating]) -> float:
    """RMS in dB of full scale."""
    return 10 * float(np.log10(max(float(np.square(sound).mean()), 1e-12)))
