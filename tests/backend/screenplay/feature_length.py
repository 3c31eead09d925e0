"""A screenplay as long as a feature, always the same: something to measure parsing, breakdown and pagination with."""

import random
from typing import Final

_PEOPLE: Final = ("MARTA", "NILS", "ÉLODIE", "R2D2", "DR. O'NEIL", "ВЕРА", "OLD MAN", "THE GIRL")
_PLACES: Final = ("KITCHEN", "HARBOUR", "FERRY - WHEELHOUSE", "STREET", "HOSPITAL CORRIDOR", "BEACH", "OFFICE")
_TIMES: Final = ("DAY", "NIGHT", "DAWN", "DUSK", "CONTINUOUS")
_VOCABULARY: Final = (
    "the a river door slowly light hand turns looks out of across nobody *never* says anything window rain engine "
    "_again_ silence waits table letter opens her coat runs towards somewhere **loud** far white horn and then stops"
)
_WORDS: Final = _VOCABULARY.split()


def feature_length(scenes: int = 109, seed: int = 1) -> str:
    """Fountain with 1.1 pages a scene, every kind of element in it."""
    dice = random.Random(seed)

    def sentences(most: int) -> str:
        return " ".join(
            " ".join(dice.choices(_WORDS, k=dice.randint(4, 14))).capitalize() + "."
            for _ in range(dice.randint(1, most))
        )

    def speech() -> str:
        extension = dice.choice(("", "", "", " (V.O.)", " (O.S.)", " (CONT'D)"))
        lines = [dice.choice(_PEOPLE) + extension]
        if dice.random() < 0.2:
            lines.append(f"({dice.choice(_WORDS)})")
        return "\n".join([*lines, sentences(3)])

    paragraphs = ["Title: A Feature\nCredit: Written by\nAuthor: Nobody\n    and Somebody"]
    for number in range(1, scenes + 1):
        if number % 20 == 1:
            paragraphs += [f"# Act {number // 20 + 1}", "= What happens in it."]
        prefix = dice.choice(("INT.", "EXT.", "INT./EXT."))
        paragraphs.append(f"{prefix} {dice.choice(_PLACES)} - {dice.choice(_TIMES)} #{number}#")
        for _ in range(dice.randint(4, 8)):
            paragraphs.append(sentences(4))
            paragraphs += [speech() for _ in range(dice.randint(0, 2))]
        if dice.random() < 0.1:
            paragraphs.append("[[A note to oneself.]]")
        if dice.random() < 0.05:
            paragraphs.append("/*\nA scene that was cut.\n\nINT. NOWHERE - NEVER\n*/")
        if dice.random() < 0.3:
            paragraphs.append("CUT TO:")
    return "\n\n".join([*paragraphs, "FADE OUT."]) + "\n"
