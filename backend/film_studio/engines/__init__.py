"""The studio's engines, each in its own package, in an order in which each needs only earlier ones.

An engine is added by its package and one line here.
"""

from typing import Final

from film_studio.engines import character, enterprise, management, postproduction, production, writing
from film_studio.engines.engine import Engine
from film_studio.jobs.types import JobTypes

ENGINES: Final[tuple[Engine, ...]] = (
    management.ENGINE,
    writing.ENGINE,
    character.ENGINE,
    production.ENGINE,
    postproduction.ENGINE,
    enterprise.ENGINE,
)
#: Every kind of job that an engine declares.
JOB_TYPES: Final = JobTypes(each for engine in ENGINES for each in engine.jobs)
