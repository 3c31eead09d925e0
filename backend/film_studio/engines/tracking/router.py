"""HTTP of the tracking engine."""

from typing import Final

from fastapi import APIRouter

from film_studio.engines.tracking import (
    approval_router,
    comment_router,
    milestone_router,
    notification_router,
    playlist_router,
    task_filter_router,
    task_router,
)

router: Final = APIRouter(tags=["tracking"])
router.include_router(comment_router.router)
router.include_router(approval_router.router)
router.include_router(task_router.router)
router.include_router(milestone_router.router)
router.include_router(task_filter_router.router)
router.include_router(playlist_router.router)
router.include_router(notification_router.router)
