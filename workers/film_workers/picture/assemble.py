"""Joins encoded shots, sound and subtitles into the film's file, without decoding a picture.

Everything streams: pictures are copied packet by packet, one segment open at a time, and the sound is encoded as it
comes, so memory does not grow with the film, the index of packets aside.
"""

import hashlib
import heapq
import itertools
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate, counted, per_second, sample_at
from film_workers.captions.subtitles import Caption
from film_workers.picture.languages import iso_639_2

if TYPE_CHECKING:
    Packet = av.Packet[Any]

SAMPLE_RATE: Final = 48_000
AUDIO_BITS_PER_SECOND: Final = 192_000
_AAC_SAMPLES: Final = 1024
#: libavformat's AVFMT_FLAG_BITEXACT and libavcodec's AV_CODEC_FLAG_BITEXACT: no version, no date in the file.
_FORMAT_BITEXACT: Final = 0x400
_CODEC_BITEXACT: Final = 1 << 23
#: The index in front, so that a film plays while it loads; edit lists in samples, so that sound ends with the picture.
_MUXER: Final = {"movflags": "+faststart", "movie_timescale": str(SAMPLE_RATE)}
#: What the mov_text muxer builds a track's sample description from: a style in the ASS format.
_SUBTITLE_HEADER: Final = (
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n"
    b"[V4+ Styles]\r\n"
    b"Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
    b"Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, "
    b"MarginV, Encoding\r\n"
    b"Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1\r\n\r\n"
    b"[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)

Block = npt.NDArray[np.float32]


class AssemblyError(ValueError):
    """A segment or a sound that cannot be part of this film; the text names it."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One encoded shot: `name` for messages (its recipe), `frames` as the film's recipe has them."""

    name: str
    path: Path
    frames: int


def assemble(
    *,
    target: Path,
    title: str,
    language: str,
    width: int,
    height: int,
    frames: int,
    parts: Iterable[Part],
    sound: Iterable[Block],
    captions: Sequence[Caption],
    progress: Callable[[float], None],
    rate: FrameRate = FRAMES_PER_SECOND,
) -> str:
    """Write the film to `target`: H.264 as in the parts, AAC 192 kb/s, mov_text, the index in front.

    `sound` yields float32 blocks (samples, 2) at 48 kHz, as many samples as `frames` take at `rate` a second.
    `language` is a BCP 47 tag. `progress` is called for every second of film and may raise. Returns the sha256 over all
    encoded pictures as the file holds them (NAL units behind their lengths), in decoding order. Raises `AssemblyError`.
    The same arguments give the same bytes.
    """
    waiting = iter(parts)
    first = next(waiting, None)
    if first is None:
        raise AssemblyError("a film needs at least one segment")
    digest = hashlib.sha256()
    with av.open(str(target), "w", format="mp4", options=_MUXER) as film, _open(first) as sample:
        film.flags |= _FORMAT_BITEXACT
        film.metadata["title"] = title
        model = sample.streams.video[0]
        _check_size(first, model, width, height)
        tag = iso_639_2(language)
        video = film.add_stream_from_template(model)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
        video.time_base = 1 / per_second(rate)
        audio = _add_sound(film, tag)
        text = _add_subtitles(film, tag) if captions else None
        pictures = _pictures(video, _Format.of(model), itertools.chain((first,), waiting), digest.update, rate)
        tracks: list[Iterator[tuple[Fraction, Packet]]] = [
            _clocked(_watched(pictures, frames, rate, progress)),
            _clocked(_sound(audio, sound, frames, rate)),
        ]
        if text is not None:
            tracks.append(_clocked(_subtitles(text, captions)))
        for _, packet in heapq.merge(*tracks, key=lambda timed: timed[0]):
            film.mux(packet)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
    return digest.hexdigest()


# --- picture --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Format:
    """What has to be equal for shots to share one track."""

    codec: str
    width: int
    height: int
    pixels: str | None
    parameters: bytes | None
    reordering: int

    @classmethod
    def of(cls, stream: VideoStream) -> "_Format":
        context = stream.codec_context
        return cls(
            context.name, context.width, context.height, context.pix_fmt, context.extradata, context.reorder_depth
        )


def _open(part: Part) -> InputContainer:
    try:
        opened = av.open(str(part.path))
    except FFmpegError as error:
        raise AssemblyError(f"segment {part.name} is not a readable video: {error}; render its shot again") from error
    if len(opened.streams.video) != 1:
        opened.close()
        raise AssemblyError(
            f"segment {part.name} has {len(opened.streams.video)} picture tracks; render its shot again"
        )
    return opened


def _check_size(part: Part, stream: VideoStream, width: int, height: int) -> None:
    if (stream.width, stream.height) != (width, height):
        raise AssemblyError(
            f"segment {part.name} is {stream.width}×{stream.height}, the film {width}×{height}; "
            "render its shot at the film's size"
        )


def _pictures(
    track: VideoStream, expected: _Format, parts: Iterable[Part], digest: Callable[[bytes], object], rate: FrameRate
) -> "Iterator[Packet]":
    """The packets of all parts, moved to their place. Decoding times are counted anew: one frame apart and as early as
    the encoder's reordering asks, whatever each segment's own edit list said."""
    begin = 0
    for part in parts:
        shown: set[int] = set()
        with _open(part) as segment:
            stream = segment.streams.video[0]
            _check_format(part, _Format.of(stream), expected)
            for number, packet in enumerate(_encoded(segment, stream)):
                frame = _frame_number(part, packet, rate)
                decoded = number - expected.reordering
                if frame < decoded or frame in shown:
                    raise AssemblyError(f"segment {part.name} shows frame {frame} out of order; render its shot again")
                if number == 0 and not packet.is_keyframe:
                    raise AssemblyError(f"segment {part.name} does not begin with a key frame; render its shot again")
                shown.add(frame)
                digest(bytes(packet))
                packet.stream = track
                packet.time_base = 1 / per_second(rate)
                packet.pts, packet.dts, packet.duration = begin + frame, begin + decoded, 1
                yield packet
        if shown != set(range(part.frames)):
            raise AssemblyError(
                f"segment {part.name} has {len(shown)} frames, the film's recipe says {part.frames}; "
                "render its shot again, or start the production again"
            )
        begin += part.frames


def _encoded(segment: InputContainer, stream: VideoStream) -> "Iterator[Packet]":
    """Packets with content; the demuxer ends with an empty one."""
    return (packet for packet in segment.demux(stream) if packet.buffer_size)


def _check_format(part: Part, actual: _Format, expected: _Format) -> None:
    if actual == expected:
        return
    different = [name for name in vars(expected) if getattr(actual, name) != getattr(expected, name)]
    raise AssemblyError(
        f"segment {part.name} is encoded differently from the film's first one ({', '.join(different)} differ), so "
        "they cannot be joined; render its shot again with this version"
    )


def _frame_number(part: Part, packet: "Packet", rate: FrameRate) -> int:
    if packet.pts is None:
        raise AssemblyError(f"segment {part.name} has a picture without a time; render its shot again")
    frame = packet.pts * packet.time_base * per_second(rate)
    if frame.denominator != 1 or frame < 0:
        raise AssemblyError(
            f"segment {part.name} is not at {rate} frames a second (a picture stands at frame "
            f"{float(frame):.3f}); render its shot again"
        )
    return int(frame)


def _watched(
    packets: "Iterator[Packet]", frames: int, rate: FrameRate, progress: Callable[[float], None]
) -> "Iterator[Packet]":
    for number, packet in enumerate(packets):
        if number % counted(rate) == 0:
            progress(min(1.0, number / frames))
        yield packet
    progress(1.0)


# --- sound ----------------------------------------------------------------------------------------------------


def _add_sound(film: OutputContainer, language: str) -> AudioStream:
    audio = film.add_stream("aac", rate=SAMPLE_RATE)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
    audio.bit_rate = AUDIO_BITS_PER_SECOND
    audio.layout = "stereo"
    audio.format = "fltp"
    audio.time_base = Fraction(1, SAMPLE_RATE)
    audio.metadata["language"] = language
    audio.codec_context.flags |= _CODEC_BITEXACT
    audio.codec_context.thread_count = 1
    # The default two-loop search takes four times as long and sounds no better at 192 kb/s.
    audio.codec_context.options = {"aac_coder": "fast"}
    return audio


def _sound(audio: AudioStream, blocks: Iterable[Block], frames: int, rate: FrameRate) -> "Iterator[Packet]":
    """The encoder's packets. Its delay stands before time 0; the file's edit list takes it away again."""
    expected = sample_at(frames, rate)
    position = 0
    for block in _regular(blocks):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = position
        frame.time_base = Fraction(1, SAMPLE_RATE)
        position += block.shape[0]
        yield from audio.encode(frame)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
    if position != expected:
        raise AssemblyError(
            f"the sound is {position} samples long, {frames} frames need {expected}; start the production again"
        )
    yield from audio.encode(None)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open


def _regular(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same samples in blocks of the encoder's size, the last one shorter."""
    rest = np.empty((0, 2), np.float32)
    for block in blocks:
        samples = np.concatenate((rest, block)) if rest.size else block
        whole = samples.shape[0] // _AAC_SAMPLES * _AAC_SAMPLES
        for start in range(0, whole, _AAC_SAMPLES):
            yield samples[start : start + _AAC_SAMPLES]
        rest = samples[whole:]
    if rest.size:
        yield rest


# --- subtitles ------------------------------------------------------------------------------------------------


def _add_subtitles(film: OutputContainer, language: str) -> SubtitleStream:
    text = film.add_stream("mov_text")  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
    text.metadata["language"] = language
    text.codec_context.time_base = Fraction(1, 1000)
    text.codec_context.subtitle_header = _SUBTITLE_HEADER
    text.codec_context.open()
    return text


def _subtitles(track: SubtitleStream, captions: Sequence[Caption]) -> "Iterator[Packet]":
    """3GPP timed text: a length in 16 bits, then UTF-8."""
    for caption in captions:
        text = "\n".join(caption.lines).encode()
        packet = av.Packet(struct.pack(">H", len(text)) + text)
        packet.stream = track
        packet.time_base = Fraction(1, 1000)
        packet.pts = packet.dts = caption.start_ms
        packet.duration = caption.end_ms - caption.start_ms
        yield packet


def _clocked(packets: "Iterator[Packet]") -> "Iterator[tuple[Fraction, Packet]]":
    """Each packet with its decoding time in seconds, by which the tracks are interleaved."""
    for packet in packets:
        yield (packet.dts or 0) * packet.time_base, packet
