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


def phases(text: str) -> list[tuple[str | None, str | None]]:
    """The weather of a film's pictures in turn, and where each stands in it; what goes on is told once."""
    seen: list[tuple[str | None, str | None]] = []
    for _, view in views(film(text).plan):
        weather_of = view.set.weather
        now = (weather_of.kind, weather_of.phase) if weather_of else (None, None)
        if not seen or seen[-1] != now:
            seen.append(now)
    return seen


SCENE = (
    "{place} - {day}\n\nMARA (30) {waits}.\n\nMARA\n{says}\n\n{begins}\n\nMARA\n{says}\n\n{ends}\n\nMARA\n{says}\n\n"
    "Mara {sits}.\n"
)


@pytest.mark.parametrize(
    ("heads", "begins", "ends"),
    [
        (
            (
                "EXT. STREET",
                "DAY",
                "waits on the corner and looks for the bus",
                "sits down on a bench",
                "Where are you?",
            ),
            "It begins to rain.|It starts to snow.|Fog rolls in from the sea.|A storm breaks.|The wind picks up.",
            "The rain stops.|It stops snowing.|The fog lifts.|The storm passes.|The wind dies down.",
        ),
        (
            (
                "EXT. STRASSE",
                "TAG",
                "wartet an der Ecke auf den Bus und sieht sich um",
                "setzt sich auf die Bank",
                "Wo bist du nur?",
            ),
            "Es beginnt zu regnen.|Es fängt an zu schneien.|Nebel zieht auf.|Ein Sturm bricht los.|Wind kommt auf.",
            "Der Regen hört auf.|Es hört auf zu schneien.|Der Nebel hebt sich.|Der Sturm zieht ab.|Der Wind flaut ab.",
        ),
        (
            (
                "EXT. RUE",
                "JOUR",
                "attend au coin de la rue et regarde les voitures",
                "s'assied sur un banc",
                "Mais où est-il donc ?",
            ),
            "Il se met à pleuvoir.|Il commence à neiger.|La brume descend.|L'orage éclate.|Le vent se lève.",
            "La pluie cesse.|Il cesse de neiger.|La brume se dissipe.|L'orage s'éloigne.|Le vent tombe.",
        ),
        (
            (
                "EXT. CALLE",
                "DÍA",
                "espera en la esquina de la calle y mira los coches",
                "se sienta en un banco",
                "¿Pero dónde está?",
            ),
            "Empieza a llover.|Comienza a nevar.|Baja la niebla.|Estalla una tormenta.|El viento se levanta.",
            "La lluvia cesa.|Deja de nevar.|La niebla se disipa.|La tormenta pasa.|El viento amaina.",
        ),
        (
            (
                "EST. STRADA",
                "GIORNO",
                "aspetta all'angolo della strada e guarda le macchine",
                "si siede su una panchina",
                "Ma dove sei?",
            ),
            "Comincia a piovere.|Inizia a nevicare.|Scende la nebbia.|Scoppia un temporale.|Si alza il vento.",
            "Smette di piovere.|Smette di nevicare.|La nebbia si dirada.|Il temporale passa.|Il vento cala.",
        ),
        (
            (
                "EXT. RUA",
                "DIA",
                "espera na esquina da rua e olha para os carros",
                "senta-se num banco",
                "Mas onde está ele?",
            ),
            "Começa a chover.|Começa a nevar.|Desce o nevoeiro.|Rebenta uma tempestade.|O vento aumenta.",
            "A chuva cessa.|Deixa de nevar.|O nevoeiro dissipa-se.|A tempestade passa.|O vento abranda.",
        ),
    ],
    ids=["en", "de", "fr", "es", "it", "pt"],
)
def test_weather_begins_and_ends_within_a_scene(heads: tuple[str, str, str, str, str], begins: str, ends: str) -> None:
    place, day, waits, sits, says = heads
    kinds = ["rain", "snow", "fog", "storm", "wind"]
    for expected, begin, end in zip(kinds, begins.split("|"), ends.split("|"), strict=True):
        text = SCENE.format(place=place, day=day, waits=waits, begins=begin, ends=end, sits=sits, says=says)
        assert phases(text) == [(expected, each) for each in ("before", "begins", "on", "ends", "after")], (begin, end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mara waits.\n\nMARA\nOh.\n\nThe rain stops.", [("rain", "on"), ("rain", "ends")]),
        ("Rain. Mara waits.\n\nThe rain has stopped.\n\nShe goes.", [("rain", "on"), ("rain", "after")]),
        ("The rain has stopped. Mara waits.", [(None, None)]),
        (
            "MARA\nOh.\n\nIt begins to rain hard. The wind picks up.\n\nMARA\nAh.",
            [("rain", "before"), ("rain", "begins"), ("rain", "on")],
        ),
        (
            "Rain.\n\nMARA\nOh.\n\nThe rain stops. It begins to snow.\n\nMARA\nAh.",
            [("rain", "on"), ("snow", "begins"), ("snow", "on")],
        ),
        ("Rain. Mara waits until the rain stops.\n\nShe goes.", [("rain", "on")]),
        ("Rain. It never stops raining.\n\nMara waits.", [("rain", "on")]),
        ('Mara reads a sign: "It begins to rain."', [(None, None)]),
        ("Rain. Mara waits.\n\nThe bus stops.\n\nShe goes.", [("rain", "on")]),
        (
            "A storm. Mara waits.\n\nMARA\nOh.\n\nThe rain stops.\n\nMARA\nAh.",
            [("storm", "on"), ("storm", "ends"), ("storm", "after")],
        ),
        ("Rain. Mara waits.\n\nThe wind dies down.\n\nShe goes.", [("rain", "on")]),
    ],
)
def test_only_what_is_there_ends_and_only_where_the_page_says_so(
    text: str, expected: list[tuple[str | None, str | None]]
) -> None:
    assert phases(f"EXT. STREET - DAY\n\nMARA (30) on the corner.\n\n{text}\n") == expected


def test_rain_that_begins_is_heard_from_then_on_and_goes_on_in_the_next_room() -> None:
    plan = film(
        "EXT. STREET - DAY\n\nMARA (30) waits. Cars go by.\n\nIt begins to rain hard.\n\nMARA\nOh.\n\n"
        "INT. KITCHEN - CONTINUOUS\n\nMara comes in and sits down.\n\nThe rain stops.\n\nMARA\nAt last.\n"
    ).plan
    heard = {
        shot.index: {each.sound for each in plan.ambience if each.stretch == shot.stretch}
        for shot in plan.shots
        if isinstance(shot.picture, View)
    }
    falls = [
        shot.picture.set.weather is not None and shot.picture.set.weather.is_here
        for shot in plan.shots
        if isinstance(shot.picture, View)
    ]
    assert [("rain" in sounds) for sounds in heard.values()] == falls
    assert falls[0] is False
    assert falls[-1] is False
    assert any(falls)
    streets = {shot.stretch for shot in plan.shots if shot.scene == 0 and isinstance(shot.picture, View)}
    traffic = [each for each in plan.ambience if each.sound == "traffic" and each.stretch in streets]
    assert len(traffic) == len(streets) == 2, "what else is heard goes on"
    strong = next(shot.picture.set.weather for shot in plan.shots if isinstance(shot.picture, View) and falls)
    assert strong is not None
    assert strong.strength == 0.9
