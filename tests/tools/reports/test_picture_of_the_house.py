"""The picture of the house is the house: its rooms, its floors, and who imports whom."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import StudioError
from tools.reports import house

Arrow = tuple[str, str]

FILES = {
    "__main__.py": "from components.base import settings\n",
    "components/__init__.py": "",
    "components/base.py": "from contracts import outputs\n",
    "contracts/__init__.py": "",
    "backend/film_studio/__init__.py": "",
    "backend/film_studio/app.py": "from film_studio.engines import writing\n",
    "backend/film_studio/engines/__init__.py": '_ORDER: tuple[str, ...] = ("writing", "casting")\n',
    "backend/film_studio/engines/writing/__init__.py": "def late():\n    import film_studio.kit.clock\n",
    "backend/film_studio/kit/__init__.py": "",
    "backend/film_studio/kit/clock.py": "import contracts\n",
    "tests/__init__.py": "import components\n",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A house of a few files, with a document in which the picture has its place."""
    for name, source in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    (tmp_path / "README.md").write_text(f"before\n{house.BEGIN}{house.END}\nafter\n")
    return tmp_path


def test_the_documents_show_the_house_as_it_is() -> None:
    assert house.stale() == [], "run: ./studio fix house"


def test_an_arrow_goes_from_the_room_that_imports_to_the_one_that_is_imported(small: Path) -> None:
    assert house.rooms(small) == {
        ("__main__.py", "components"),
        ("components", "contracts"),
        ("backend", "contracts"),
    }


def test_modules_above_the_floors_are_the_application(small: Path) -> None:
    assert house.floors(small / "backend" / "film_studio") == {("app", "engines"), ("engines", "kit")}


def test_a_new_import_makes_the_picture_stale_and_writing_mends_it(small: Path) -> None:
    document = small / "README.md"
    assert house.write(small, [document]) == [document]
    assert house.stale(small, [document]) == []
    (small / "contracts" / "late.py").write_text("from film_studio.kit import clock\n")
    assert house.stale(small, [document]) == [document]
    house.write(small, [document])
    text = document.read_text()
    assert "house_contracts --> house_backend" in text
    assert "writing · casting" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")


def test_a_document_without_a_place_for_the_picture_is_refused_by_name(small: Path) -> None:
    (small / "README.md").write_text("no marks\n")
    with pytest.raises(StudioError, match=r"README\.md has no place"):
        house.write(small, [small / "README.md"])


def reachable(arrows: set[Arrow]) -> set[Arrow]:
    found = set(arrows)
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


@given(st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=20))
def test_leaving_out_arrows_that_follow_changes_nothing_about_who_reaches_whom(arrows: set[Arrow]) -> None:
    kept = set(house.reduced(arrows))
    assert kept <= arrows
    assert reachable(kept) == reachable(arrows)


def test_an_arrow_that_follows_from_two_others_is_left_out() -> None:
    assert house.reduced([("a", "b"), ("b", "c"), ("a", "c")]) == [("a", "b"), ("b", "c")]
