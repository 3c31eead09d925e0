"""Which mistakes a run plants: a sample of each area that the seed fixes, or all of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.environments import ROOT
from tools.verify.mutations.source.areas import Area
from tools.verify.mutations.source.excused import Excuse, excuses
from tools.verify.mutations.source.operators import Mistake, mistakes


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mistake and the file it would be planted in."""

    file: str
    mistake: Mistake

    def __str__(self) -> str:
        found = self.mistake
        before, after = (_short(text) for text in (found.before, found.after))
        return f"{self.file}:{found.line}  {found.operator:10}  {before}  →  {after}"


def candidates(area: Area, known: Sequence[Excuse] | None = None, root: Path = ROOT) -> list[Candidate]:
    """Every mistake of an area that its tests have to notice, in the order of the files' text."""
    known = excuses() if known is None else known
    found: list[Candidate] = []
    for file in area.sources(root):
        source = (root / file).read_text(encoding="utf-8")
        lines = source.splitlines()
        excused = [excuse for excuse in known if excuse.file == file]
        found += [
            Candidate(file, mistake)
            for mistake in mistakes(source)
            if not any(excuse.fits(mistake, lines) for excuse in excused)
        ]
    return found


def sample(found: Sequence[Candidate], size: int, seed: int) -> list[Candidate]:
    """`size` of them, equal for equal seeds and sources, in the order of the text."""
    if size >= len(found):
        return list(found)
    chosen = random.Random(seed).sample(range(len(found)), size)  # noqa: S311 - no secret depends on it
    return [found[index] for index in sorted(chosen)]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
