"""HTTP of the enterprise engine."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request

from film_studio.engines.enterprise import activity_router, audit_router, member_router, service
from film_studio.engines.enterprise.schemas import ApiKey, ApiKeyCreate, NewApiKey, Organization
from film_studio.engines.enterprise.webhooks import router as webhook_router
from film_studio.identity.dependencies import RequestReadScope, RequestScope, commit_change_of
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter(tags=["enterprise"])
router.include_router(member_router.router)
router.include_router(audit_router.router)
router.include_router(activity_router.router)
router.include_router(webhook_router.router)
_KeysPage = Annotated[PageRequest, Depends(service.WORKING_KEYS.request)]


@router.get("/organization", summary="The organisation that the API key belongs to")
@needs("organization:read")
async def get_organization(scope: RequestReadScope) -> Organization:
    return await service.get_organization(scope)


@router.get("/api-keys", summary="The organisation's API keys, the newest first or as asked")
@needs("keys:read")
async def list_api_keys(scope: RequestReadScope, page: _KeysPage) -> Page[ApiKey]:
    return await service.list_api_keys(scope, page)


@router.post("/api-keys", status_code=201, summary="Make an API key; it is shown this once")
@needs("keys:write")
@raises("shown-once", "more-than-yours")
async def create_api_key(body: ApiKeyCreate, scope: RequestScope, idempotency: IdempotencyKey) -> NewApiKey:
    return await idempotency.once_shown(scope.session, ApiKey, lambda: service.create_api_key(scope, body))


@router.delete("/api-keys/{key_id}", status_code=204, summary="Revoke an API key")
@needs("keys:write")
@raises("own-key")
async def delete_api_key(key_id: uuid.UUID, request: Request, scope: RequestScope) -> None:
    await service.delete_api_key(scope, key_id)
    await commit_change_of(request, scope, key_id)
