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
    """Until the transaction ends nothing stored of the organisation is erased: what is found there can be used."""
    await session.execute(select(func.pg_advisory_xact_lock_shared(_key(organization_id))))


async def erase_stored(session: AsyncSession, organization_id: uuid.UUID) -> None:
    """Until the transaction ends nobody else finds or stores anything of the organisation's."""
    await session.execute(select(func.pg_advisory_xact_lock(_key(organization_id))))


def _key(organization_id: uuid.UUID) -> int:
    """A signed 64-bit number, like the other locks' by chance only once in 2⁶⁴."""
    return int.from_bytes(organization_id.bytes[8:], signed=True) ^ _SEED
