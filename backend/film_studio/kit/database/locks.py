"""Advisory locks that keep erasure from deleting an object that another transaction is about to use.

What a recipe made is stored once for an organisation, and so is a screenplay; a project that is erased takes with it
what no other uses. Without these locks one transaction could find a thing there just before another erases it.
"""

import uuid
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

#: Of PostgreSQL's advisory locks, with the organisation: any number that nobody else in this database uses.
_SEED: Final = 0x53544F52


async def keep_stored(session: AsyncSession, organization_id: uuid.UUID) -> None:
    """Keep erasure away from everything that the organisation has stored until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock_shared(_key(organization_id))))


async def erase_stored(session: AsyncSession, organization_id: uuid.UUID) -> None:
    """Keep everybody else from finding or storing objects of the organisation until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(_key(organization_id))))


def _key(organization_id: uuid.UUID) -> int:
    """A signed 64-bit number; the chance that it equals another lock's is one in 2⁶⁴."""
    return int.from_bytes(organization_id.bytes[8:], signed=True) ^ _SEED
