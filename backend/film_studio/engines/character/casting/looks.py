"""Gives each character a look that differs from the others' at a glance and never changes within a film."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from contracts.recipes.animatic import HairStyle, Hat, Look
from film_studio.engines.character.casting.described import NOTHING, Described
from film_studio.engines.character.casting.profile import Profile
from film_studio.engines.character.casting.wardrobe import PLAIN_HAT
from film_studio.kit.seeds import seeded

#: Tops. Neighbours on the wheel stand apart in the list, and none comes near a skin or a night sky.
TOPS: Final = (
    "#c0392b",
    "#2471a3",
    "#d4a017",
    "#1e8449",
    "#8e44ad",
    "#d9d4c7",
    "#d9692a",
    "#17a2a2",
    "#c2457f",
    "#5d6d7e",
    "#7f9a3a",
    "#34495e",
    "#7b3f2a",
    "#9fb8d9",
    "#6b1f35",
    "#e3b7c4",
)
BOTTOMS: Final = ("#2b2f3a", "#4a3f35", "#26364d", "#5a5f66", "#3c2a3f", "#8a7b63", "#c9bfa8", "#1f3b33")
SKINS: Final = ("#f3cfb3", "#8d5a3b", "#e0ac84", "#5f3a28", "#c68a60", "#f0c29e", "#a86f4a", "#d69b72")
HAIR: Final[tuple[str, ...]] = ("#1b1512", "#5a2d1a", "#c9973f", "#8a3b1c", "#3a2a20", "#7a5a3a", "#e0c27a", "#2a2a38")
#: Under these, fair hair reads as dyed, which a screenplay would have said.
DARK_SKINS: Final = frozenset({"#8d5a3b", "#5f3a28", "#a86f4a"})
DARK_HAIR: Final[tuple[str, ...]] = ("#1b1512", "#3a2a20", "#2a2a38", "#241a16", "#4a2818")
GREY_HAIR: Final[tuple[str, ...]] = ("#b9b6b0", "#e6e3dc", "#8d8b88", "#cfc8ba")
STYLES: Final[dict[str, tuple[HairStyle, ...]]] = {
    "female": ("long", "bob", "bun", "curly", "short"),
    "male": ("short", "curly", "bald", "long"),
}
#: Hair has to be seen against the face, and trousers against the shirt: WCAG's contrast ratio, below its mark for text.
MIN_CONTRAST: Final = 1.6
TALLEST: Final = 1.15
_HEIGHT: Final = {"child": 0.68, "young": 0.97, "adult": 1.0, "old": 0.96}


@lru_cache(maxsize=1024)
def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Looks:
    """Gives out the looks of one film. A character's name chooses first and moves on only where its choice is taken, so
    that a character who joins later in the script changes nobody before. Time is the same for each, however many came
    before."""

    def __init__(self) -> None:
        self._tops: Counter[str] = Counter()
        self._skins: Counter[str] = Counter()
        self._bottoms: Counter[str] = Counter()
        self._colours: Counter[str] = Counter()
        self._heads: Counter[tuple[str, str]] = Counter()

    def assign(self, name: str, profile: Profile, described: Described = NOTHING) -> Look:
        """A look as the page describes it; what it leaves open differs from the looks already given."""
        top = _pick(TOPS, self._tops, seeded("top", name), described.top)
        skin = _pick(SKINS, self._skins, seeded("skin", name))
        style, hair = self._hair(name, profile, skin, described)
        bottoms = [colour for colour in BOTTOMS if contrast(colour, top) >= MIN_CONTRAST]
        bottom = _pick(bottoms, self._bottoms, seeded("bottom", name), described.bottom)
        self._colours[hair] += 1
        self._heads[_seen(style, hair)] += 1
        height, build = _figure(name, profile, described)
        beard = profile.sex == "male" and profile.age in {"adult", "old"} and seeded("beard", name) % 3 == 0
        glasses = seeded("glasses", name) % (3 if profile.age == "old" else 6) == 0
        return Look(
            skin=skin,
            hair=hair,
            hair_style=style,
            top=top,
            bottom=bottom,
            height=height,
            build=build,
            beard=beard if described.beard is None else described.beard,
            glasses=glasses if described.glasses is None else described.glasses,
            garment=described.garment,
            hat=_hat(described),
        )

    def _hair(self, name: str, profile: Profile, skin: str, described: Described) -> tuple[HairStyle, str]:
        natural = DARK_HAIR if skin in DARK_SKINS else HAIR
        colours = list[str](GREY_HAIR if profile.age == "old" else natural)
        styles: tuple[HairStyle, ...] = STYLES[profile.sex]
        if described.hair and described.hair_style:
            return described.hair_style, described.hair
        if profile.age in {"child", "young"}:
            styles = tuple[HairStyle, ...](style for style in styles if style != "bald")
        pairs: list[tuple[HairStyle, str]] = [
            (style, colour) for colour in colours for style in styles if _is_seen(colour, skin) or style == "bald"
        ]
        start = seeded("hair", name) % len(pairs)
        order = pairs[start:] + pairs[:start]
        style, colour = min(order, key=lambda pair: (self._heads[_seen(*pair)], self._colours[pair[1]]))
        return described.hair_style or _unlike_bald(style, styles, described), described.hair or colour


def at_another_age(look: Look, name: str, profile: Profile, described: Described = NOTHING) -> Look:
    """The same person at the age of `profile`, in other clothes: skin and, but for grey, hair stay; the page has its
    say."""
    height, build = _figure(name, profile, described)
    natural = DARK_HAIR if look.skin in DARK_SKINS else HAIR
    grown = profile.age in {"adult", "old"}
    hair, style = look.hair, look.hair_style
    if (hair in GREY_HAIR) != (profile.age == "old"):
        choices = [each for each in (GREY_HAIR if profile.age == "old" else natural) if _is_seen(each, look.skin)]
        hair = choices[seeded("hair", name) % len(choices)]
    if style == "bald" and not grown:
        style = STYLES[profile.sex][0]
    tops = [each for each in TOPS if each != look.top]
    top = described.top or tops[seeded("former top", name) % len(tops)]
    bottoms = [each for each in BOTTOMS if contrast(each, top) >= MIN_CONTRAST]
    return Look(
        skin=look.skin,
        hair=described.hair or hair,
        hair_style=described.hair_style or style,
        top=top,
        bottom=described.bottom or bottoms[seeded("former bottom", name) % len(bottoms)],
        height=height,
        build=build,
        beard=look.beard and grown if described.beard is None else described.beard,
        glasses=look.glasses and grown if described.glasses is None else described.glasses,
        garment=described.garment,
        hat=_hat(described),
    )


def _figure(name: str, profile: Profile, described: Described) -> tuple[float, float]:
    """(height, build)."""
    tall = 0.025 if profile.sex == "male" else -0.025
    height = _HEIGHT[profile.age] + tall + (seeded("height", name) % 7 - 3) * 0.015
    if described.height is not None:
        height = _HEIGHT[profile.age] * described.height
    build = 1.0 + (seeded("build", name) % 9 - 3) * 0.03 - (0.06 if profile.age == "child" else 0)
    return round(min(TALLEST, height), 3), round(build if described.build is None else described.build, 3)


def _hat(described: Described) -> Hat | None:
    return Hat(shape=described.hat, colour=described.hat_colour or PLAIN_HAT) if described.hat else None


def _is_seen(hair: str, skin: str) -> bool:
    return contrast(hair, skin) >= MIN_CONTRAST


def _unlike_bald(style: HairStyle, styles: Sequence[HairStyle], described: Described) -> HairStyle:
    """Who has hair of a colour has hair."""
    return style if style != "bald" or not described.hair else next(each for each in styles if each != "bald")


def _seen(style: HairStyle, colour: str) -> tuple[str, str]:
    """Two bald heads look alike, whatever hair they would have."""
    return (style, "" if style == "bald" else colour)


def _pick(choices: Sequence[str], taken: Counter[str], seed: int, given: str | None = None) -> str:
    """The one that is given, else the least taken of the choices, beginning at the one the seed points to; from then on
    taken once more."""
    start = seed % len(choices)
    picked = given or min((*choices[start:], *choices[:start]), key=taken.__getitem__)
    taken[picked] += 1
    return picked


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
