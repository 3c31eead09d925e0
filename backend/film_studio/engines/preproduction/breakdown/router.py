"""HTTP of the breakdown."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from film_studio.engines.preproduction.breakdown import service
from film_studio.engines.preproduction.breakdown.categories import Category, State
from film_studio.engines.preproduction.breakdown.queries import ELEMENTS
from film_studio.engines.preproduction.breakdown.schemas import (
    Breakdown,
    BreakdownSheet,
    Decided,
    Decision,
    Element,
    ElementCreate,
    ElementUpdate,
    SheetHeader,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()
_ElementsPage = Annotated[PageRequest, Depends(ELEMENTS.request)]
_Scene = Annotated[int, Query(ge=0, lt=2**31, description="Index of a scene, from 0", examples=["0"])]


@router.get("/revisions/{revision_id}/breakdown", summary="A revision's breakdown as a whole")
@needs("scripts:read")
async def get_breakdown(revision_id: uuid.UUID, scope: RequestReadScope) -> Breakdown:
    """How much of it is confirmed, what was kept and lost of the revision before, and what does not go together."""
    return await service.get_breakdown(scope, revision_id)


@router.get("/revisions/{revision_id}/breakdown-sheets", summary="The heads of a revision's breakdown sheets, in order")
@needs("scripts:read")
async def list_breakdown_sheets(
    revision_id: uuid.UUID, scope: RequestReadScope, page: PageOf, tag: EntityTag
) -> Page[SheetHeader]:
    return tag.lasting(await service.list_sheets(scope, revision_id, page))


@router.get("/revisions/{revision_id}/breakdown-sheet", summary="The breakdown sheet of a scene, with its text")
@needs("scripts:read")
async def get_breakdown_sheet(revision_id: uuid.UUID, scene: _Scene, scope: RequestReadScope) -> BreakdownSheet:
    return await service.get_sheet(scope, revision_id, scene)


@router.get("/revisions/{revision_id}/elements", summary="Elements of a revision's scenes, or what it has lost")
@needs("scripts:read")
async def list_elements(
    *,
    revision_id: uuid.UUID,
    scope: RequestReadScope,
    page: _ElementsPage,
    scene: Annotated[int | None, Query(ge=0, lt=2**31, description="Only of this scene, by its index")] = None,
    category: Annotated[Category | None, Query(description="Only of this category")] = None,
    state: Annotated[State | None, Query(description="Only those in this state")] = None,
    lost: Annotated[
        bool, Query(description="Instead: those of the revision before that are in no scene of this one")
    ] = False,
) -> Page[Element]:
    return await service.list_elements(scope, revision_id, page, scene=scene, category=category, state=state, lost=lost)


@router.get(
    "/revisions/{revision_id}/elements.csv",
    summary="Elements of a revision's scenes as a table, without those dismissed",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
@needs("scripts:read")
async def get_elements_csv(revision_id: uuid.UUID, scope: RequestReadScope) -> Response:
    data = await service.list_as_csv(scope, revision_id)
    return Response(
        data,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition("elements.csv"), "Cache-Control": "private, no-cache"},
    )


@router.post("/revisions/{revision_id}/elements", status_code=201, summary="Add an element to a scene")
@needs("preproduction:write")
@raises("newer-revision", "in-the-scene", "not-in-the-script", "too-many-elements")
async def create_element(
    *,
    revision_id: uuid.UUID,
    body: ElementCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Element:
    """Confirmed as it is added. In the next revision it is where its scene is, or its words."""
    element = await idempotency.once(scope.session, Element, lambda: service.create_element(scope, revision_id, body))
    response.headers["Location"] = request.url_for("get_element", element_id=str(element.id)).path
    return tag.edited(element)


@router.post("/revisions/{revision_id}/element-decisions", summary="Confirm, dismiss or take back many elements")
@needs("preproduction:write")
@raises("newer-revision")
async def decide_elements(
    revision_id: uuid.UUID, body: Decision, scope: RequestScope, idempotency: IdempotencyKey
) -> Decided:
    """Those that are in another state by now than they were seen in are left alone. The same the other way round takes
    it back."""
    return await idempotency.once(scope.session, Decided, lambda: service.decide(scope, revision_id, body))


@router.get("/elements/{element_id}", summary="An element")
@needs("scripts:read")
async def get_element(element_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Element:
    return tag.edited(await service.get_element(scope, element_id))


@router.patch("/elements/{element_id}", summary="Confirm, dismiss, rename or recategorise an element")
@needs("preproduction:write")
@raises("newer-revision", "not-in-the-script")
async def update_element(
    *, element_id: uuid.UUID, body: ElementUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Element:
    """With a scene, one that was lost is put back."""
    return tag.edited(await service.update_element(scope, element_id, body, seen))
