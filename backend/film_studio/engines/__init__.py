"""The studio's engines, each in its own package. A new one needs its package and one line here."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from film_studio.engines.engine import Engine, Subject
from film_studio.jobs.types import JobTypes

#: Packages of engines, in an order in which each needs only earlier ones.
_ORDER: Final = (
    "management",
    "writing",
    "character",
    "production",
    "preproduction",
    "postproduction",
    "tracking",
    "enterprise",
)


def _engine(package: str) -> Engine:
    engine = getattr(import_module(f"{__name__}.{package}"), "ENGINE", None)
    if not isinstance(engine, Engine):
        raise TypeError(f"{__name__}/{package}/__init__.py has to set ENGINE = Engine(name={package!r}, …)")
    return engine


ENGINES: Final[tuple[Engine, ...]] = tuple(_engine(package) for package in _ORDER)
#: Every kind of job that an engine declares.
JOB_TYPES: Final = JobTypes(each for engine in ENGINES for each in engine.jobs)
#: All that jobs can be for and that can be watched, by its type.
SUBJECTS: Final[Mapping[str, Subject]] = {subject.type: subject for engine in ENGINES for subject in engine.subjects}
