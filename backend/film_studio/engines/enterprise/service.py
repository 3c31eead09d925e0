"""What the enterprise engine does: the caller's organisation, its API keys."""

import uuid
from typing import Final

from sqlalchemy import bindparam, select

from film_studio.engines.enterprise.schemas import ApiKey, ApiKeyCreate, NewApiKey, Organization
from film_studio.identity.caller import check_may_give
from film_studio.identity.keys import make_key
from film_studio.identity.models import ApiKeyRow, OrganizationRow
from film_studio.identity.permissions import ALL
from film_studio.identity.scope import ReadScope, Scope
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import ProblemError, not_found

_ORGANIZATION: Final = Query(
    select(OrganizationRow.id, OrganizationRow.name, OrganizationRow.created_at).where(
        OrganizationRow.id == bindparam("organization_id")
    )
)
WORKING_KEYS: Final = Listing(
    select(*(getattr(ApiKeyRow, name) for name in ApiKey.model_fields)).where(
        ApiKeyRow.organization_id == bindparam("organization_id"), ApiKeyRow.revoked_at.is_(None)
    ),
    by=ApiKeyRow.id,
    descending=True,
    sorts={"created_at": ApiKeyRow.id, "name": folded(ApiKeyRow.name)},
)


async def get_organization(scope: ReadScope) -> Organization:
    (row,) = await scope.rows(_ORGANIZATION)
    return Organization.model_validate(row)


async def list_api_keys(scope: ReadScope, page: PageRequest) -> Page[ApiKey]:
    """Keys that work, the newest first."""
    return await WORKING_KEYS.page(scope, page, ApiKey.model_validate)


async def create_api_key(scope: Scope, body: ApiKeyCreate) -> NewApiKey:
    """Raises a 403 problem for a key that may do more than who makes it."""
    caller = scope.caller
    check_may_give(caller, body.permissions or ())
    made = make_key()
    row = ApiKeyRow(
        organization_id=scope.organization_id,
        name=body.name,
        prefix=made.prefix,
        sha256=made.sha256,
        # Of who may do everything, with what comes with a later release.
        made_by=caller.id if caller.kind == "member" else caller.made_by,
        permissions=body.permissions or (None if caller.permissions == ALL else sorted(caller.permissions)),
    )
    scope.session.add(row)
    await scope.session.flush()
    told = {"name": row.name, "prefix": row.prefix, "permissions": row.permissions}
    scope.record("api_key.created", "api_key", row.id, after=told)
    shown = ApiKey.model_validate(row)
    return NewApiKey(**dict(shown), key=made.secret)


async def delete_api_key(scope: Scope, key_id: uuid.UUID) -> None:
    """Revoke a key. Raises 404 for one that is not there, 409 for the caller's own: nobody locks themselves out by one
    click."""
    if key_id == scope.caller.id:
        raise ProblemError(
            409, "own-key", "this is the key that you are calling with; revoke it with another key of your organisation"
        )
    one = select(ApiKeyRow).where(ApiKeyRow.organization_id == scope.organization_id, ApiKeyRow.id == key_id)
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("API key", key_id)
    if row.revoked_at is None:
        row.revoked_at = scope.clock()
        scope.record("api_key.revoked", "api_key", row.id, before={"name": row.name, "prefix": row.prefix})
