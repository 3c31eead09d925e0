"""Orders of strips that are looked for, on the wire."""

import uuid

from pydantic import Field

from contracts.recipes.schedule import LONGEST_WORK
from film_studio.kit.schemas import Body


class OrderSearch(Body):
    work: float = Field(
        default=20.0, ge=1, le=LONGEST_WORK, description="At most; about seconds, counted so that it can be repeated"
    )


class OrderToApply(Body):
    job_id: uuid.UUID = Field(description="A job that has looked for an order of this scenario, and may be looking yet")
