"""Organisations and their API keys over HTTP; their tables are identity's."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.enterprise.router import router

__all__ = ["ENGINE"]

ENGINE: Final = Engine(name="enterprise", router=router)
