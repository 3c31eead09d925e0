"""The bank is made of a SoundFont's own words: which recording, how high, how long."""

import io
import json
import struct
import subprocess
import sys
import tarfile  # noqa: TID251 - an archive is made, not read
from pathlib import Path

import av
import numpy as np
import pytest

from tools.errors import StudioError
from tools.material import bank, orchestra
from tools.material.listing import Archive, Made
from tools.material.soundfont import NotASoundFontError, SoundFont

RATE = 32_000
TABLE = """
[[notes]]
instrument = "sine"
articulation = "sustained"
preset = "3:7"
low = 50
high = 80
loops = true
attack = 0.1
release = 0.2

[[sounds]]
name = "knock"
preset = "3:7"
key = 60
"""


def vorbis(hertz: float, seconds: float = 0.8) -> bytes:
    tone = (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)
    written = io.BytesIO()
    with av.open(written, "w", format="ogg") as container:
        stream = container.add_stream("vorbis", rate=RATE, options={"strict": "experimental"})  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
        stream.codec_context.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(np.stack([tone, tone]), format="fltp", layout="stereo")
        frame.sample_rate = RATE
        for sent in (frame, None):
            for packet in stream.encode(sent):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as above
                container.mux(packet)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - as above
    return written.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content


def generators(*pairs: tuple[int, int]) -> bytes:
    return b"".join(struct.pack("<HH", operator, amount & 0xFFFF) for operator, amount in pairs)


def a_font() -> bytes:
    """A preset 3:7 of one instrument with two zones: A4 recorded a tone lower than it says, and the octave above."""
    recordings = [vorbis(440), vorbis(880)]
    smpl = b"".join(recordings)
    first = len(recordings[0])
    samples = b"".join(
        struct.pack("<20sIIIIIBbHH", name, start, end, 3_200, 22_400, RATE, root, correction, 0, 17)
        for name, start, end, root, correction in (
            (b"low", 0, first, 60, 5),
            (b"high", first, len(smpl), 81, 0),
            (b"EOS", 0, 0, 0, 0),
        )
    )
    # Global zone: loops. Keys below 70 play the first recording with a root of its own, the others the second.
    inner = (
        generators((54, 1)),
        generators((43, 0 | 69 << 8), (58, 69), (53, 0)),
        generators((43, 70 | 127 << 8), (51, 1), (53, 1)),
    )
    igen = b"".join(inner) + generators((0, 0))
    ibag = b"".join(struct.pack("<HH", number, 0) for number in (0, 1, 4, 7))
    presets = b"".join(struct.pack("<20sHHHIII", *each, 0, 0, 0) for each in ((b"Sine", 7, 3, 0), (b"EOP", 0, 0, 1)))
    pdta = b"".join(
        (
            chunk(b"phdr", presets),
            chunk(b"pbag", struct.pack("<HHHH", 0, 0, 1, 0)),
            chunk(b"pgen", generators((41, 0), (0, 0))),
            chunk(b"inst", struct.pack("<20sH", b"Sine", 0) + struct.pack("<20sH", b"EOI", 3)),
            chunk(b"ibag", ibag),
            chunk(b"igen", igen),
            chunk(b"shdr", samples),
        )
    )  # fmt: skip
    body = b"sfbk" + chunk(b"LIST", b"sdta" + chunk(b"smpl", smpl)) + chunk(b"LIST", b"pdta" + pdta)
    return chunk(b"RIFF", body)


def test_zones_say_which_recording_sounds_on_which_keys_and_how_high() -> None:
    low, high = SoundFont(a_font()).zones(3, 7, 90)
    assert (low.low, low.high, high.low, high.high) == (0, 69, 70, 127)
    assert low.loops
    assert high.loops, "as the instrument's global zone says"
    assert low.root == pytest.approx(68.95), "its own root, and the recording's correction of five cents"
    assert high.root == pytest.approx(80.0), "a semitone lower, since it is tuned a semitone up"
    assert low.recording.loop == (3_200, 22_400)


def test_what_is_not_a_font_or_has_not_the_preset_is_said() -> None:
    with pytest.raises(NotASoundFontError, match="not a SoundFont"):
        SoundFont(b"RIFF of something else")
    with pytest.raises(NotASoundFontError, match="damaged"):
        SoundFont(a_font()[:-200])
    with pytest.raises(NotASoundFontError, match="no preset 0:1"):
        SoundFont(a_font()).zones(0, 1, 90)


def test_the_bank_holds_each_recording_once_up_to_the_end_of_its_loop(tmp_path: Path) -> None:
    (tmp_path / "font.sf3").write_bytes(a_font())
    (tmp_path / "table.toml").write_text(TABLE)
    bank.make(tmp_path / "font.sf3", tmp_path, tmp_path / "table.toml")
    index = json.loads((tmp_path / "bank.json").read_text())
    samples = np.frombuffer((tmp_path / "bank.s16").read_bytes(), "<i2")
    assert len(samples) == index["samples"] == 2 * 22_400
    (sine,) = index["notes"]
    assert [(zone["low"], zone["high"]) for zone in sine["zones"]] == [(50, 69), (70, 80)]
    stream = sine["zones"][0]["streams"][0]
    heard = samples[stream["start"] :][: stream["length"]] / 32_767
    assert np.argmax(np.abs(np.fft.rfft(heard))) * RATE / len(heard) == pytest.approx(440, rel=0.01)
    assert sine["zones"][0]["gain"] * np.sqrt(np.mean(np.square(heard))) == pytest.approx(0.1, rel=0.05)
    assert index["sounds"][0]["streams"][0]["start"] == stream["start"], "kept once"


def an_archive(folder: Path, font: bytes) -> dict[Archive, Path]:
    path = folder / "fonts.tgz"
    with tarfile.open(path, "w:gz") as packed:
        for name, content in (("package/font.sf3.wasm", font), ("package/font.copyright", b"MIT, for all")):
            told = tarfile.TarInfo(name)
            told.size = len(content)
            packed.addfile(told, io.BytesIO(content))
    listed = Archive(
        client="npm", package="fonts", version="1", sha256="", purpose="orchestra", what="", licence="", source="",
        files=("package/*",),
    )  # fmt: skip
    return {listed: path}


def test_an_archive_with_something_else_is_refused_in_the_makers_words(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"the bank of the orchestra could not be made: not a SoundFont"):
        orchestra.make(an_archive(tmp_path, b"nothing"), tmp_path, Made(version=1, files=()))
    assert (tmp_path / "orchestra" / "notices.txt").read_bytes() == b"MIT, for all"


def test_a_font_without_a_listed_preset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"the font has no preset 20:49"):
        orchestra.make(an_archive(tmp_path, a_font()), tmp_path, Made(version=1, files=()))


def test_a_decoder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"the bank of the orchestra: .*nowhere"):
        orchestra.make(an_archive(tmp_path, a_font()), tmp_path, Made(version=1, files=()), python=tmp_path / "nowhere")


def test_the_maker_itself_needs_the_standard_library_alone() -> None:
    """The image's stage imports it before anything is decoded."""
    done = subprocess.run([sys.executable, "-S", "-c", "import tools.material.make"], cwd=orchestra.ROOT, check=False)
    assert done.returncode == 0
