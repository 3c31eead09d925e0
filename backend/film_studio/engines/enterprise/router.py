"""HTTP of the enterprise engine."""

import uuid
from typing import Final

from fastapi import APIRouter, Request

from film_studio.engines.enterprise import service
from film_studio.engines.enterprise.schemas import ApiKeyAnswer, ApiKeyRequest, NewApiKeyAnswer, OrganizationAnswer
from film_studio.identity.dependencies import CurrentIdentity, Identities, OrganizationSession
from film_studio.kit.pagination import Page, PageOf

router: Final = APIRouter(tags=["enterprise"])


@router.get("/organization", summary="The organisation that the API key belongs to")
async def get_organization(identity: CurrentIdentity, session: OrganizationSession) -> OrganizationAnswer:
    return await service.organization(session, identity.organization_id)


@router.get("/api-keys", summary="The organisation's API keys, the newest first")
async def list_api_keys(identity: CurrentIdentity, session: OrganizationSession, page: PageOf) -> Page[ApiKeyAnswer]:
    return await service.api_keys(session, identity.organization_id, page)


@router.post("/api-keys", status_code=201, summary="Make an API key; it is shown this once")
async def create_api_key(
    body: ApiKeyRequest, identity: CurrentIdentity, session: OrganizationSession
) -> NewApiKeyAnswer:
    return await service.create_api_key(session, identity.organization_id, body.name)


@router.delete("/api-keys/{key_id}", status_code=204, summary="Revoke an API key")
async def revoke_api_key(
    key_id: uuid.UUID, request: Request, identity: CurrentIdentity, session: OrganizationSession
) -> None:
    await service.revoke_api_key(session, identity.organization_id, key_id, caller=identity.key_id)
    identities: Identities = request.app.state.identities
    identities.forget(key_id)
