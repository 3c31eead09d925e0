"""What the enterprise engine does: the caller's organisation, its API keys."""

import uuid

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.engines.enterprise.schemas import ApiKeyAnswer, NewApiKeyAnswer, OrganizationAnswer
from film_studio.identity.keys import make_key
from film_studio.identity.models import ApiKey, Organization
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problems import ProblemError, not_found


async def organization(session: AsyncSession, organization_id: uuid.UUID) -> OrganizationAnswer:
    row = await session.get_one(Organization, organization_id)
    return OrganizationAnswer.model_validate(row)


async def api_keys(session: AsyncSession, organization_id: uuid.UUID, page: PageRequest) -> Page[ApiKeyAnswer]:
    """Keys that work, the newest first."""
    query = select(ApiKey).where(ApiKey.organization_id == organization_id, ApiKey.revoked_at.is_(None))
    rows = await page.rows(session, query, ApiKey.id, descending=True)
    return page.page(rows, key=lambda row: row.id, item=ApiKeyAnswer.model_validate)


async def create_api_key(session: AsyncSession, organization_id: uuid.UUID, name: str) -> NewApiKeyAnswer:
    made = make_key()
    row = ApiKey(organization_id=organization_id, name=name, prefix=made.prefix, sha256=made.sha256)
    session.add(row)
    await session.flush()
    return NewApiKeyAnswer(
        id=row.id, name=row.name, prefix=row.prefix, created_at=row.created_at, last_used_at=None, key=made.secret
    )


async def revoke_api_key(
    session: AsyncSession, organization_id: uuid.UUID, key_id: uuid.UUID, *, caller: uuid.UUID
) -> None:
    """Raises 404 for a key that is not there, 409 for the caller's own: nobody locks themselves out by one click."""
    if key_id == caller:
        raise ProblemError(
            409, "own-key", "this is the key that you are calling with; revoke it with another key of your organisation"
        )
    revoked = await session.execute(
        update(ApiKey)
        .where(ApiKey.organization_id == organization_id, ApiKey.id == key_id)
        .values(revoked_at=func.coalesce(ApiKey.revoked_at, func.now()))
        .returning(ApiKey.id)
    )
    if revoked.scalar_one_or_none() is None:
        raise not_found("API key", key_id)
