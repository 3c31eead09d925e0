"""A text as people say it: short forms in full, an amount before its currency, Louis XIV as the fourteenth."""

from collections.abc import Sequence
from dataclasses import dataclass

from film_workers.speech import han_numbers, short_forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`text` is said; `spans` tell which of it stands for which of what is written: (place in `text`, its length there,
    place as written, length as written), in order and without gaps."""

    text: str
    spans: Sequence[tuple[int, int, int, int]]

    def written(self, offset: int, length: int) -> tuple[int, int]:
        """Where (place, length) what is said at a place of `text` is written."""
        for place, said, start, count in self.spans:
            if offset < place + said:
                if said != count:
                    return start, count
                return start + offset - place, min(length, count - (offset - place))
        return offset, length


def as_said(text: str, language: str) -> Said:
    """What is said of a text in a language (BCP 47); a language without a table says what is written."""
    spoken: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    place = end = 0

    def add(said: str, start: int, count: int) -> None:
        nonlocal place
        if said or count:
            spans.append((place, len(said), start, count))
            spoken.append(said)
            place += len(said)

    primary = language.casefold().split("-")[0]
    short = han_numbers if primary in han_numbers.LANGUAGES else short_forms
    for start, until, said in short.found(text, primary):
        add(text[end:start], end, start - end)
        add(said, start, until - start)
        end = until
    add(text[end:], end, len(text) - end)
    return Said(text="".join(spoken), spans=tuple(spans))
