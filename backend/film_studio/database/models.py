"""Every table, in one import: for migrations, and for tests that look at all of them."""

from film_studio import idempotency
from film_studio.database.base import Base
from film_studio.engines.character import models as character
from film_studio.engines.enterprise import models as enterprise
from film_studio.engines.management import models as management
from film_studio.engines.writing import models as writing

__all__ = ["Base", "character", "enterprise", "idempotency", "management", "writing"]
