"""HTTP of consents."""

import uuid
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from film_studio.engines.character import consents
from film_studio.engines.character.consent_schemas import Consent, ConsentCreate, ConsentUpdate
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf
from film_studio.kit.problem_kinds import raises
from film_studio.kit.schemas import Name
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "What was signed: a PDF, a PNG or a JPEG; at most 5 MB",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/projects/{project_id}/consents", summary="The consents of a project, the first ones first")
@needs("consents:read")
async def list_consents(project_id: uuid.UUID, scope: RequestReadScope, page: PageOf) -> Page[Consent]:
    """Also those that have expired or were withdrawn: what was made under them was made under them."""
    return await consents.list_consents(scope, project_id, page)


@router.post("/characters/{character_id}/consents", status_code=201, summary="Note that somebody has agreed")
@needs("consents:write")
@raises("too-many-versions", "consent-expires-early")
async def create_consent(
    *,
    character_id: uuid.UUID,
    body: ConsentCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Consent:
    """It allows nothing until it has its file."""
    consent = await idempotency.once(scope.session, Consent, lambda: consents.create_consent(scope, character_id, body))
    response.headers["Location"] = request.url_for("get_consent", consent_id=str(consent.id)).path
    return tag.edited(consent)


@router.get("/consents/{consent_id}", summary="A consent")
@needs("consents:read")
async def get_consent(consent_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Consent:
    return tag.edited(await consents.get_consent(scope, consent_id))


@router.patch("/consents/{consent_id}", summary="Change or withdraw a consent")
@needs("consents:write")
@raises("consent-expires-early")
async def update_consent(
    *, consent_id: uuid.UUID, body: ConsentUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Consent:
    """What is withdrawn stays so. Jobs that have not begun are refused from then on, and say why."""
    return tag.edited(await consents.update_consent(scope, consent_id, body, seen))


@router.put("/consents/{consent_id}/file", summary="Send what was signed", openapi_extra=_FILE)
@needs("consents:write")
@raises("consent-file-not-valid", "storage-unavailable")
async def put_consent_file(
    *,
    consent_id: uuid.UUID,
    request: Request,
    scope: RequestScope,
    seen: IfMatch,
    tag: EntityTag,
    filename: Annotated[Name | None, Query(description="Name of the file")] = None,
) -> Consent:
    """In place of the one before."""
    return tag.edited(await consents.keep_file(scope, consent_id, await request.body(), filename, seen))


@router.get(
    "/consents/{consent_id}/file",
    summary="What was signed",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
@needs("consents:read")
@raises("storage-unavailable")
async def get_consent_file(consent_id: uuid.UUID, scope: RequestReadScope) -> Response:
    data, name, media_type = await consents.get_file(scope, consent_id)
    return Response(
        data,
        media_type=media_type,
        headers={
            "Content-Disposition": content_disposition(name),
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
