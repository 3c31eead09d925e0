"""The weather that a page names is seen, in six languages; what it denies or means otherwise is not."""

import pytest
from film_studio.engines.production.planning.sounds import Ear
from film_studio.engines.production.planning.weather import LANGUAGES, weather

from contracts.recipes.film import View, Weather
from tests.backend.engines.production.planning.planned_films import film, views


def kind(language: str, text: str) -> str | None:
    found = weather(Ear(language), language, text)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("en", "Rain on the roof.|It is snowing.|Fog over the water.|A storm breaks.|Wind in the trees.", None),
        ("de", "Es regnet.|Es schneit.|Nebel über dem Wasser.|Ein Gewitter bricht los.|Wind in den Bäumen.", None),
        ("fr", "Il pleut.|Il neige.|Du brouillard sur l'eau.|Un orage éclate.|Le vent dans les arbres.", None),
        (
            "es",
            "Llueve.|Nieva sobre la plaza.|Niebla sobre el agua.|Estalla una tormenta.|Viento en la calle.",
            None,
        ),
        ("it", "Piove.|Nevica.|Nebbia sull'acqua.|Scoppia un temporale.|Vento tra gli alberi.", None),
        ("pt", "Chove.|Neva na praça.|Nevoeiro sobre a água.|Rebenta uma tempestade.|Vento nas árvores.", None),
        ("ja", "雨が降る。|雪|霧|嵐|風", [None] * 5),
    ],
)
def test_a_page_names_its_weather(language: str, text: str, kinds: list[str | None] | None) -> None:
    found = [kind(language, each) for each in text.split("|")]
    assert found == (kinds or ["rain", "snow", "fog", "storm", "wind"])


def test_six_languages_have_words_for_every_kind_of_weather() -> None:
    assert set(LANGUAGES) == {"en", "de", "fr", "es", "it", "pt"}


@pytest.mark.parametrize(
    "text",
    [
        "No rain today. The rain has stopped.",
        'She writes "storm" on the wall.',
        "He storms out. She winds the clock.",
        "A storm of words, a rain of blows.",
        "After the rain, the street shines.",
        "A distant storm on the horizon.",
        "Snow lies on the roofs.",
    ],
)
def test_what_is_denied_quoted_far_or_a_figure_is_no_weather_here(text: str) -> None:
    assert kind("en", text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A light drizzle.", Weather(kind="rain", strength=0.2)),
        ("Rain.", Weather(kind="rain", strength=0.5)),
        ("Heavy rain.", Weather(kind="rain", strength=0.9)),
        ("Rain. A howling wind.", Weather(kind="storm", strength=0.9)),
        ("Rain and a gentle breeze.", Weather(kind="rain", strength=0.2)),
        ("A storm.", Weather(kind="storm", strength=0.9)),
        ("It is snowing.", Weather(kind="snow", strength=0.5)),
        ("It is snowing. A storm.", Weather(kind="snow", strength=0.9)),
        ("Fog. A breeze.", Weather(kind="fog", strength=0.5)),
    ],
)
def test_weather_is_as_strong_as_the_page_says(text: str, expected: Weather) -> None:
    assert weather(Ear("en"), "en", text) == expected


def skies(text: str) -> list[tuple[str, str | None, bool]]:
    """Each place of a film in turn, with its weather, and whether snow lies in it."""
    seen: dict[tuple[str, str | None, bool], None] = {}
    for _, view in views(film(text).plan):
        weather_of = view.set.weather
        seen[view.set.location, weather_of.kind if weather_of else None, view.set.snow_lies] = None
    return list(seen)


def test_weather_goes_on_where_the_scene_does_and_ends_with_it() -> None:
    assert skies(
        "EXT. STREET - NIGHT\n\nRain falls. MARA runs.\n\nINT. KITCHEN - CONTINUOUS\n\nMara takes off her coat.\n\n"
        "EXT. BEACH - DAY\n\nThe sea is flat.\n"
    ) == [("STREET", "rain", False), ("KITCHEN", "rain", False), ("BEACH", None, False)]


def test_a_heading_names_weather_too_and_all_shots_of_the_scene_have_it() -> None:
    assert skies("EXT. FIELD - DAY (SNOWSTORM)\n\nMARA (30) waits.\n\nMARA\nWhere are you?\n\nShe sits down.\n") == [
        ("FIELD", "snow", True)
    ]


def test_snow_lies_where_the_page_says_so_and_falls_where_it_falls() -> None:
    assert skies("EXT. FIELD - DAY\n\nDeep snow on the ground. MARA (30) waits.\n") == [("FIELD", None, True)]


def test_who_is_called_storm_brings_none() -> None:
    shown = [view for _, view in views(film("EXT. FIELD - DAY\n\nSTORM (30) waits. Storm sits down.\n").plan)]
    assert shown
    assert all(isinstance(view, View) and view.set.weather is None for view in shown)


def test_each_line_of_a_montage_has_its_own_weather() -> None:
    made = skies(
        "INT. ROOM - DAY\n\nMARA (30) waits.\n\nMONTAGE - MARA LOOKS FOR HIM\n\n- Mara in the rain at a station.\n\n"
        "- Mara at the sea.\n\nEND MONTAGE\n\nMara sits down.\n"
    )
    assert {weather_of for location, weather_of, _ in made if "SEA" in location} <= {None}
    assert "rain" in {weather_of for _, weather_of, _ in made}
