"""Every table, in one import: for migrations, and for tests that look at all of them."""

from film_studio.engines.character import models as character
from film_studio.engines.management import models as management
from film_studio.engines.production import models as production
from film_studio.engines.writing import models as writing
from film_studio.identity import models as enterprise
from film_studio.jobs import models as jobs
from film_studio.kit import idempotency
from film_studio.kit.database.base import Base

__all__ = ["Base", "character", "enterprise", "idempotency", "jobs", "management", "production", "writing"]
