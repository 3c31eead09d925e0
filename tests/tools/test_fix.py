"""`./studio fix` makes again what is stale, and with --check says what it would make."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tools.command import fix
from tools.command.__main__ import main as studio
from tools.command.fix import MADE, texts_made


@pytest.fixture
def poem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Something made of one text, as the only thing that there is to make."""
    monkeypatch.setattr(fix, "ROOT", tmp_path)

    def texts() -> Mapping[Path, str]:
        return {tmp_path / "poem.txt": "The tide is out.\n"}

    monkeypatch.setattr(fix, "MADE", (texts_made("poem", "the sea", texts),))
    return tmp_path / "poem.txt"


def test_what_is_stale_is_named_with_the_command_that_mends_it(poem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poem.write_text("The tide is in.\n")
    assert studio(["fix", "--check"]) == 1
    assert capsys.readouterr().out == "poem.txt is stale; it is made from the sea. Run ./studio fix poem.\n"
    assert poem.read_text() == "The tide is in.\n"


def test_fix_makes_it_again_and_then_nothing_is_stale(poem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["fix"]) == 0
    assert poem.read_text() == "The tide is out.\n"
    assert "poem: made poem.txt again" in capsys.readouterr().err
    assert studio(["fix", "--check"]) == 0
    assert capsys.readouterr().out == "Nothing is stale.\n"


def test_a_name_that_nothing_has_is_refused_with_the_names_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        studio(["fix", "everything"])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert all(made.name in told for made in MADE)


@pytest.mark.parametrize("name", ["openapi", "diagram"])
def test_it_finds_a_generated_file_that_was_edited_by_hand(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The files that are checked in are held against the code by the tests of their rooms."""
    (made,) = (made for made in MADE if made.name == name)
    assert made.stale() == []
    read = Path.read_text
    monkeypatch.setattr(Path, "read_text", _with_a_word_more(read))
    assert len(made.stale()) == 1


def _with_a_word_more(read: Callable[..., str]) -> Callable[..., str]:
    def edited(path: Path, *arguments: str, **options: str) -> str:
        text = read(path, *arguments, **options)
        return text + "more" if path.name in ("openapi.json", "production.svg") else text

    return edited
