"""The areas whose tests answer for them: which files a mistake is planted in, and which tests have to notice it.

`espeak_process.py` is in no area: it runs in a process of its own, where no mistake can be planted.
"""

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


_ENGINES: Final = "backend/film_studio/engines"
_PLANNING: Final = "tests/backend/engines/production/planning"
_CASTING: Final = "tests/backend/engines/character"
_WORKERS: Final = "workers/film_workers"

AREAS: Final = (
    Area(
        name="planning",
        side="backend",
        files=(f"{_ENGINES}/production/planning", f"{_ENGINES}/postproduction/edit"),
        tests=(_PLANNING, "tests/backend/engines/postproduction"),
    ),
    Area(
        name="cast",
        side="backend",
        files=(f"{_ENGINES}/character/casting",),
        tests=(_CASTING, "tests/backend/engines/test_cast_and_sets.py"),
    ),
    Area(
        name="fountain",
        side="backend",
        files=("backend/film_studio/screenplay",),
        tests=("tests/backend/screenplay",),
    ),
    Area(
        name="speech",
        side="workers",
        files=tuple(
            f"{_WORKERS}/{file}.py"
            for file in (
                "renderers/formant/synthesis",
                "sound/wav",
                "speech/finishing",
                "speech/heard",
                "speech/scripts",
            )
        ),
        tests=("tests/workers/renderers/formant", "tests/workers/speech"),
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
        files=tuple(f"{_WORKERS}/sound/{file}.py" for file in ("limiter", "loudness", "mix")),
        tests=("tests/workers/sound/test_loudness.py", "tests/workers/sound/test_mix.py"),
    ),
    Area(
        name="score",
        side="workers",
        files=(f"{_WORKERS}/sound/music", f"{_WORKERS}/sound/placing.py", f"{_WORKERS}/sound/flac.py"),
        tests=tuple(f"tests/workers/sound/test_{name}.py" for name in ("composing", "instruments", "score")),
    ),
    Area(
        name="effects",
        side="workers",
        files=(f"{_WORKERS}/sound/effects",),
        tests=("tests/workers/sound/test_effects.py",),
    ),
    Area(
        name="drawing",
        side="workers",
        files=(f"{_WORKERS}/renderers/animatic",),
        tests=("tests/workers/renderers/animatic",),
        sampled=False,
    ),
)
