"""A hollow library is loaded by whatever asked for it, and nobody goes on who calls it."""

import signal
import subprocess
import sys
from pathlib import Path

import av
import pytest

from tools.images import hollow, leave_out
from tools.images.leave_out import Hollow

LIBRARIES = Path(av.__file__).parents[1] / "av.libs"
LOAD = "import ctypes, sys; called = ctypes.CDLL(sys.argv[1], mode=2)"


def library(name: str) -> bytes:
    (path,) = LIBRARIES.glob(f"{name}-*.so*")
    return path.read_bytes()


def calling(folder: Path, content: bytes, program: str) -> subprocess.CompletedProcess[str]:
    path = folder / "hollow.so"
    path.write_bytes(content)
    return subprocess.run(
        [sys.executable, "-c", f"{LOAD}\n{program}", path], capture_output=True, text=True, check=False
    )


def test_whoever_calls_it_ends_at_once(tmp_path: Path) -> None:
    made = hollow.hollow(library("libopus"), {"opus_get_version_string", "opus_strerror", "nothing"})
    found = calling(tmp_path, made, "print(called.opus_strerror, called.opus_get_version_string, flush=True)")
    assert (found.returncode, found.stdout.count("FuncPtr")) == (0, 2), found.stderr
    assert calling(tmp_path, made, "called.opus_strerror(0)").returncode == -signal.SIGILL
    assert "opus_encode" in calling(tmp_path, made, "called.opus_encode").stderr, "it was not asked for"
    assert len(made) < 5000


def test_where_loading_calls_it_the_answer_is_that_there_is_nothing(tmp_path: Path) -> None:
    made = hollow.hollow(library("libx265"), {"x265_api_get_216"}, answers=True)
    assert calling(tmp_path, made, "print(called.x265_api_get_216(8))").stdout == "0\n"


def test_functions_keep_the_version_that_they_are_of(tmp_path: Path) -> None:
    """What asks for one of a version would not be loaded with one of none."""
    made = hollow.hollow(library("libgnutls"), {"gnutls_init", "gnutls_cipher_init"})
    program = (
        "find = ctypes.CDLL(None).dlvsym\n"
        "find.restype = ctypes.c_void_p; find.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]\n"
        "print([bool(find(called._handle, b'gnutls_init', of)) for of in (b'GNUTLS_3_4', b'GNUTLS_9')])"
    )
    found = calling(tmp_path, made, program)
    assert found.stdout == "[True, False]\n", found.stderr


def test_what_is_read_and_not_called_cannot_be_hollow() -> None:
    with pytest.raises(LookupError, match=r"libx264.* cannot be hollow: x264_levels is read, and not called"):
        hollow.hollow(library("libx264"), {"x264_levels", "x264_encoder_open"})


def test_what_a_library_asks_others_for_is_known() -> None:
    asked = hollow.asked(library("libavcodec"))
    assert {"x265_api_get_216", "x264_levels", "opus_multistream_encode"} <= asked
    assert "avcodec_open2" not in asked


def test_the_list_hollows_out_what_others_ask_for_and_leaves_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "av.libs"
    folder.mkdir()
    for name in ("libavcodec", "libopus", "libmp3lame"):
        (path,) = LIBRARIES.glob(f"{name}-*.so*")
        (folder / path.name).hardlink_to(path)
    kept, own = library("libmp3lame"), library("libopus")
    entry = Hollow(images=("worker",), folder="av.libs", libraries=("libopus",), answers=False, why="A test.")
    assert leave_out.hollow_out("api", tmp_path, (entry,)) == 0
    gone = leave_out.hollow_out("worker", tmp_path, (entry,))
    (made,) = folder.glob("libopus-*")
    assert gone == len(own) - made.stat().st_size > 100_000
    assert library("libopus") == own, "another file shares its bytes"
    assert b"opus_multistream_encode\0" in made.read_bytes()
    assert b"opus_encoder_ctl\0" not in made.read_bytes()
    (other,) = folder.glob("libmp3lame-*")
    assert other.read_bytes() == kept
    missing = Hollow(images=("worker",), folder="av.libs", libraries=("libnone",), answers=False, why="A test.")
    with pytest.raises(LookupError, match=r"av\.libs has 0 libraries called libnone, not one"):
        leave_out.hollow_out("worker", tmp_path, (missing,))
