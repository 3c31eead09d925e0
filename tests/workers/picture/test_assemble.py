"""The film's file: every frame in its place, sound as long as the picture, subtitles that can be read, equal bytes."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from film_workers.captions.subtitles import Caption
from film_workers.errors import StoppedError
from film_workers.picture.assemble import AssemblyError, Block, Part, assemble
from film_workers.picture.encode import BUSY_X264, X264, SegmentWriter

from contracts.recipes.film import FrameRate, counted, per_second, sample_at
from tests.workers.tiny_shots import HEIGHT, WIDTH, encode

LENGTHS = (30, 1, 2, 3, 25, 7)  # an encoder that reorders pictures treats the shortest shots otherwise
FRAMES = sum(LENGTHS)
CAPTIONS = (
    Caption(start_ms=500, end_ms=1500, lines=("Who is there?", "— It’s me."), character="ANNA"),
    Caption(start_ms=2000, end_ms=2600, lines=("Кто там?",), character="ИВАН"),
)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> list[Part]:
    directory = tmp_path_factory.mktemp("shots")
    return [encode(directory / f"shot{n}.mp4", frames, seed=n) for n, frames in enumerate(LENGTHS)]


def tone(samples: int, *, click_at: int | None = None) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A quiet tone, with a click where one is wanted; shape (samples, 2)."""
    mono = 0.05 * np.sin(np.arange(samples) * 2 * np.pi * 440 / 48_000)
    if click_at is not None:
        mono[click_at : click_at + 24] = 0.9
    return np.stack((mono, mono), axis=1).astype(np.float32)


def in_blocks(samples: Block, size: int) -> Iterator[Block]:
    return (samples[start : start + size] for start in range(0, len(samples), size))


def film(
    target: Path,
    shots: Sequence[Part],
    *,
    frames: int = FRAMES,
    sound: Block | None = None,
    block: int = 4096,
    captions: Sequence[Caption] = CAPTIONS,
    title: str = "Die Tür",
    language: str = "de-AT",
    heard: list[float] | None = None,
    rate: FrameRate = 24,
) -> str:
    return assemble(
        target=target,
        title=title,
        language=language,
        width=WIDTH,
        height=HEIGHT,
        frames=frames,
        parts=shots,
        sound=in_blocks(tone(sample_at(frames, rate)) if sound is None else sound, block),
        captions=captions,
        progress=(heard if heard is not None else []).append,
        rate=rate,
    )


def pictures(path: Path) -> list[tuple[Fraction, str]]:
    """When each decoded picture is shown, in frames, and what it looks like."""
    with av.open(str(path)) as file:
        return [
            (
                (frame.pts or 0) * Fraction(frame.time_base or 0) * 24,
                hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest(),
            )
            for frame in file.decode(video=0)
        ]


def test_every_picture_of_every_shot_is_there_once_in_its_place(shots: list[Part], tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", shots)

    shown = pictures(tmp_path / "film.mp4")
    assert [time for time, _ in shown] == list(range(FRAMES))
    assert [content for _, content in shown] == [content for shot in shots for _, content in pictures(shot.path)]


def test_pictures_are_copied_and_not_encoded_again(shots: list[Part], tmp_path: Path) -> None:
    essence = film(tmp_path / "film.mp4", shots)

    def packets(path: Path) -> list[bytes]:
        with av.open(str(path)) as file:
            return [bytes(packet) for packet in file.demux(file.streams.video[0]) if packet.buffer_size]

    copied = packets(tmp_path / "film.mp4")
    assert copied == [packet for shot in shots for packet in packets(shot.path)]
    assert essence == hashlib.sha256(b"".join(copied)).hexdigest()


def test_sound_begins_and_ends_with_the_picture(shots: list[Part], tmp_path: Path) -> None:
    """Measured on the decoded sound: a click in the last frame is heard in the last frame."""
    samples = FRAMES * 2000
    click = samples - 1500
    film(tmp_path / "film.mp4", shots, sound=tone(samples, click_at=click))

    with av.open(str(tmp_path / "film.mp4")) as file:
        audio, video = file.streams.audio[0], file.streams.video[0]
        assert audio.duration is not None
        assert video.duration is not None
        assert audio.duration * Fraction(audio.time_base or 0) == Fraction(FRAMES, 24)
        assert video.duration * Fraction(video.time_base or 0) == Fraction(FRAMES, 24)
        heard = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    assert 0 <= len(heard) - samples < 1024, "what is decoded beyond the film is the encoder's last, unfinished block"
    assert abs(int(np.argmax(np.abs(heard))) - click) < 48


def test_subtitles_can_be_read_from_the_film(shots: list[Part], tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", shots)

    with av.open(str(tmp_path / "film.mp4")) as file:
        track = file.streams.subtitles[0]
        assert track.codec_context.name == "mov_text"
        assert track.metadata["language"] == "deu"
        read = [
            (
                int((packet.pts or 0) * packet.time_base * 1000),
                int((packet.duration or 0) * packet.time_base * 1000),
                bytes(packet)[2:].decode(),
            )
            for packet in file.demux(track)
            if packet.buffer_size > 2  # the muxer fills the pauses with empty ones
        ]
    assert read == [(500, 1000, "Who is there?\n— It’s me."), (2000, 600, "Кто там?")]


def test_a_film_without_a_word_has_no_subtitle_track(shots: list[Part], tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", shots, captions=())
    with av.open(str(tmp_path / "film.mp4")) as file:
        assert [stream.type for stream in file.streams] == ["video", "audio"]


def test_the_film_says_its_title_and_starts_before_it_is_whole(shots: list[Part], tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", shots)
    with av.open(str(tmp_path / "film.mp4")) as file:
        assert file.metadata["title"] == "Die Tür"
        assert file.streams.audio[0].metadata["language"] == "deu"
    content = (tmp_path / "film.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_same_film_is_the_same_bytes_however_its_sound_arrives(shots: list[Part], tmp_path: Path) -> None:
    film(tmp_path / "once.mp4", shots, block=1000)
    film(tmp_path / "twice.mp4", shots, block=50_000)
    assert (tmp_path / "once.mp4").read_bytes() == (tmp_path / "twice.mp4").read_bytes()


def test_a_shot_may_come_twice(shots: list[Part], tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", [shots[0], shots[4], shots[0]], frames=85)
    assert len(pictures(tmp_path / "film.mp4")) == 85


def test_progress_grows_to_the_end(shots: list[Part], tmp_path: Path) -> None:
    heard: list[float] = []
    film(tmp_path / "film.mp4", shots, heard=heard)
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert len(heard) >= FRAMES // 24


def test_assembly_stops_when_progress_says_so(shots: list[Part], tmp_path: Path) -> None:
    def stop(fraction: float) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        assemble(
            target=tmp_path / "film.mp4",
            title="",
            language="en",
            width=WIDTH,
            height=HEIGHT,
            frames=FRAMES,
            parts=shots,
            sound=in_blocks(tone(FRAMES * 2000), 4096),
            captions=(),
            progress=stop,
        )


def test_a_shot_of_the_wrong_length_is_named(shots: list[Part], tmp_path: Path) -> None:
    wrong = [shots[0], replace(shots[4], frames=26)]
    with pytest.raises(AssemblyError, match="segment shot4 has 25 frames, the film's recipe says 26"):
        film(tmp_path / "film.mp4", wrong, frames=56)


def test_a_shot_of_another_size_is_named(shots: list[Part], tmp_path: Path) -> None:
    wide = encode(tmp_path / "wide.mp4", 12, width=256)
    with pytest.raises(AssemblyError, match=r"segment wide is encoded differently .*width"):
        film(tmp_path / "film.mp4", [shots[0], wide], frames=42)
    with pytest.raises(AssemblyError, match="segment wide is 256×108, the film 192×108"):
        film(tmp_path / "film.mp4", [wide], frames=12)


def test_a_shot_that_was_encoded_otherwise_is_named(shots: list[Part], tmp_path: Path) -> None:
    other = encode(tmp_path / "other.mp4", 12, options={"preset": "medium", "profile": "baseline"})
    with pytest.raises(AssemblyError, match=r"segment other is encoded differently .*parameters differ"):
        film(tmp_path / "film.mp4", [shots[0], other], frames=42)


@pytest.mark.parametrize("rate", ["29.97", "23.976"])
def test_sound_and_picture_are_together_after_ten_minutes(tmp_path: Path, rate: FrameRate) -> None:
    """Measured on the file: what begins with a frame is heard when that frame is shown, in the first second as in the
    last."""
    shot = encode(tmp_path / "shot.mp4", counted(rate) * 20, rate=rate)
    frames = shot.frames * 30
    length = sample_at(frames, rate)
    clicks = range(counted(rate), frames, counted(rate) * 60)
    sound = np.zeros((length, 2), np.float32)
    for frame in clicks:
        sound[sample_at(frame, rate) :][:24] = 0.9
    film(tmp_path / "film.mp4", [shot] * 30, frames=frames, sound=sound, captions=(), rate=rate)

    with av.open(str(tmp_path / "film.mp4")) as file:
        base = Fraction(file.streams.video[0].time_base or 0)
        shown = sorted(packet.pts * base for packet in file.demux(video=0) if packet.pts is not None)
    with av.open(str(tmp_path / "film.mp4")) as file:
        mono = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    assert len(shown) == frames
    assert shown[-1] == (frames - 1) / per_second(rate)
    heard = [int(each) for each in np.flatnonzero(np.abs(mono) > 0.3)]
    heard = [each for each, before in zip(heard, [-48_000, *heard], strict=False) if each - before > 24_000]
    assert len(heard) == len(clicks) == 10
    drift = [Fraction(at, 48_000) - shown[frame] for at, frame in zip(heard, clicks, strict=True)]
    assert max(map(abs, drift)) < Fraction(1, 1000), "seconds; a frame has 33 thousandths"
    assert abs(drift[-1] - drift[0]) <= Fraction(2, 48_000), "it does not grow"


def test_shots_in_rain_and_dry_ones_join(tmp_path: Path) -> None:
    """The bits that rain is given stand in no header of the stream."""
    noise = np.random.default_rng(3).integers(16, 235, (HEIGHT * 3 // 2, WIDTH), np.uint8)
    parts: list[Part] = []
    for name, settings in (("dry", X264), ("wet", BUSY_X264)):
        with SegmentWriter(tmp_path / name, WIDTH, HEIGHT, settings) as writer:
            for number in range(12):
                writer.write(np.roll(noise, 3 * number, axis=1))
        parts.append(Part(name=name, path=tmp_path / name, frames=12))
    film(tmp_path / "film.mp4", parts, frames=24)
    assert len(pictures(tmp_path / "film.mp4")) == 24
    assert parts[1].path.stat().st_size < 0.9 * parts[0].path.stat().st_size


def test_a_shot_at_another_frame_rate_is_named(tmp_path: Path) -> None:
    fast = encode(tmp_path / "fast.mp4", 12, rate=25)
    with pytest.raises(AssemblyError, match="segment fast is not at 24 frames a second"):
        film(tmp_path / "film.mp4", [fast], frames=12)


def test_a_shot_that_is_no_video_is_named(shots: list[Part], tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"not a video")
    broken = Part(name="broken", path=tmp_path / "broken.mp4", frames=12)
    with pytest.raises(AssemblyError, match="segment broken is not a readable video"):
        film(tmp_path / "film.mp4", [shots[0], broken], frames=42)


def test_sound_of_another_length_than_the_picture_is_refused(shots: list[Part], tmp_path: Path) -> None:
    with pytest.raises(AssemblyError, match=r"the sound is 135999 samples long, 68 frames need 136000"):
        film(tmp_path / "film.mp4", shots, sound=tone(FRAMES * 2000 - 1))


def test_a_film_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssemblyError, match="at least one segment"):
        film(tmp_path / "film.mp4", [], frames=0)
