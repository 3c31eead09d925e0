"""What the site's benchmark looks at is every page, and screenplays of the size that it says."""

from film_studio.screenplay.elements import SceneHeading
from film_studio.screenplay.parser import parse

from tools.bench.web_shots import gallery, pages
from tools.bench.web_studio import beginning, feature
from tools.local_cloud.site_build import FRONTEND


def test_every_page_of_the_site_is_looked_at() -> None:
    found = pages()
    assert len(found) == len(list((FRONTEND / "src" / "app").rglob("page.tsx")))
    assert {"/", "/boards/", "/script/compare/"} <= set(found)


def test_the_gallery_shows_each_page_wide_and_narrow_dark_and_light() -> None:
    page = gallery(["boards-film", "projects"])
    assert page.count("<img") == 8
    for name in ("boards-film-390-dark.jpg", "boards-film-1440-light.jpg", "projects-1440-dark.jpg"):
        assert page.count(f'href="{name}"') == 1


def headings_of(screenplay: bytes) -> list[str]:
    return [each.text for each in parse(screenplay.decode()).elements if isinstance(each, SceneHeading)]


def test_screenplays_are_as_long_as_they_are_said_to_be() -> None:
    assert len(headings_of(feature(pages=12))) == 40
    assert headings_of(beginning(3)) == ["EXT. HARBOUR - DUSK", "INT. FERRY WHEELHOUSE - NIGHT", "INT. KITCHEN - NIGHT"]
