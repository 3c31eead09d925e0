"""The areas whose tests answer for them: which files a mistake is planted in, and which tests have to notice it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.environments import ROOT

#: Where packages are imported from, within the repository.
IMPORT_ROOTS: Final = ("backend", "workers", ".")


@dataclass(frozen=True, kw_only=True)
class Area:
    """`files` and `tests` are paths in the repository, files or folders. Tests need no fixture of a conftest.py."""

    name: str
    side: str
    """What `./studio mutate` calls where it belongs: backend or workers."""
    files: tuple[str, ...]
    tests: tuple[str, ...]
    sampled: bool = True
    """Without it, only whoever names a file of the area or asks for everything plants mistakes in it."""

    def sources(self, root: Path = ROOT) -> tuple[str, ...]:
        """Paths of the area's Python files, sorted. Raises `FileNotFoundError` for an entry that is gone."""
        found: list[str] = []
        for entry in self.files:
            path = root / entry
            if not path.exists():
                raise FileNotFoundError(f"area '{self.name}' names {entry}, which is not there: correct the table")
            paths = sorted(path.rglob("*.py")) if path.is_dir() else [path]
            found += [each.relative_to(root).as_posix() for each in paths]
        return tuple(sorted(set(found)))


_BACKEND: Final = "backend/film_studio"
_WORKERS: Final = "workers/film_workers"

AREAS: Final = (
    Area(
        name="planning",
        side="backend",
        files=(
            f"{_BACKEND}/engines/production/planning",
            f"{_BACKEND}/engines/postproduction/edit",
        ),
        tests=("tests/backend/engines/production/planning", "tests/backend/engines/postproduction"),
    ),
    Area(
        name="cast",
        side="backend",
        files=(
            f"{_BACKEND}/engines/character/casting",
            f"{_BACKEND}/screenplay/names.py",
            f"{_BACKEND}/screenplay/speakers.py",
            f"{_BACKEND}/kit/seeds.py",
        ),
        tests=(
            "tests/backend/engines/character",
            "tests/backend/screenplay/test_names_in_texts.py",
            "tests/backend/engines/production/planning",
        ),
    ),
    Area(
        name="fountain",
        side="backend",
        files=tuple(
            f"{_BACKEND}/screenplay/{file}.py"
            for file in (
                "blocks",
                "cues",
                "elements",
                "headings",
                "language",
                "pagination",
                "parser",
                "remarks",
                "scenes",
                "spelling",
                "text",
                "titles",
                "writer",
            )
        ),
        tests=("tests/backend/screenplay",),
    ),
    Area(
        name="speech",
        side="workers",
        files=(f"{_WORKERS}/renderers/formant", f"{_WORKERS}/sound/wav.py"),
        tests=("tests/workers/renderers/formant",),
    ),
    Area(
        name="captions",
        side="workers",
        files=(f"{_WORKERS}/captions", f"{_WORKERS}/picture/languages.py"),
        tests=("tests/workers/captions",),
    ),
    Area(
        name="mix",
        side="workers",
        files=tuple(f"{_WORKERS}/sound/{file}.py" for file in ("mix", "loudness", "limiter")),
        tests=("tests/workers/sound/test_loudness.py", "tests/workers/sound/test_mix.py"),
    ),
    Area(
        name="score",
        side="workers",
        files=(f"{_WORKERS}/sound/music",),
        tests=("tests/workers/sound/test_composing.py", "tests/workers/sound/test_score.py"),
    ),
    Area(
        name="drawing",
        side="workers",
        files=(f"{_WORKERS}/renderers/animatic",),
        tests=("tests/workers/renderers/animatic",),
        sampled=False,
    ),
)
