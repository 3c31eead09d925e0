"""Projects: what an organisation works on."""

from typing import Final

from film_studio.engines.engine import Engine
from film_studio.engines.management.models import ProjectRow
from film_studio.engines.management.queries import RESTORABLE, SUBJECT, check_project, is_kept, project_row
from film_studio.engines.management.router import router
from film_studio.engines.management.schemas import DeletedProject
from film_studio.engines.management.service import delete_project, erase, get_project
from film_studio.engines.management.team import sees_project

__all__ = [
    "ENGINE",
    "RESTORABLE",
    "DeletedProject",
    "ProjectRow",
    "check_project",
    "delete_project",
    "get_project",
    "is_kept",
    "project_row",
    "sees_project",
]

ENGINE: Final = Engine(name="management", router=router, tables=(ProjectRow,), subjects=(SUBJECT,), erase=erase)
