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


_ENGINES: Final = "backend/film_studio/engines"
_WORKERS: Final = "workers/film_workers"

AREAS: Final = (
    Area(
        name="planning",
        side="backend",
        files=tuple(
            f"{_ENGINES}/{file}.py"
            for file in (
                "production/coverage",
                "production/moments",
                "production/pieces",
                "production/planner",
                "production/setting",
                "production/shotlist",
                "production/staging",
                "production/wording",
                "postproduction/composition",
                "postproduction/timeline",
            )
        ),
        tests=("tests/backend/planning",),
    ),
    Area(
        name="cast",
        side="backend",
        files=tuple(f"{_ENGINES}/character/{file}.py" for file in ("cast", "looks", "names", "profile", "voices")),
        tests=("tests/backend/planning",),
    ),
    Area(
        name="fountain",
        side="backend",
        files=(f"{_ENGINES}/writing/fountain", f"{_ENGINES}/writing/language.py"),
        tests=("tests/backend/fountain",),
    ),
    Area(
        name="speech",
        side="workers",
        files=tuple(f"{_WORKERS}/speech/{file}.py" for file in ("formant", "scripts", "sound", "wav")),
        tests=(
            "tests/workers/sound/test_scripts_of_speech.py",
            "tests/workers/sound/test_finishing_speech.py",
            "tests/workers/sound/test_speech.py",
        ),
    ),
    Area(
        name="subtitles",
        side="workers",
        files=(f"{_WORKERS}/subtitles.py", f"{_WORKERS}/caption_units.py", f"{_WORKERS}/languages.py"),
        tests=(
            "tests/workers/sound/test_caption_units.py",
            "tests/workers/sound/test_caption_placing.py",
            "tests/workers/sound/test_subtitles.py",
        ),
    ),
    Area(
        name="mix",
        side="workers",
        files=(f"{_WORKERS}/mix.py", f"{_WORKERS}/loudness.py", f"{_WORKERS}/limiter.py"),
        tests=("tests/workers/sound/test_loudness.py", "tests/workers/sound/test_mix.py"),
    ),
    Area(
        name="score",
        side="workers",
        files=(f"{_WORKERS}/music",),
        tests=("tests/workers/sound/test_composing.py", "tests/workers/sound/test_score.py"),
    ),
    Area(
        name="drawing",
        side="workers",
        files=(f"{_WORKERS}/picture/animatic",),
        tests=("tests/workers/picture",),
        sampled=False,
    ),
)
