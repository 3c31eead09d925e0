"""Says what workers have done for a project, which its budgets are drawn from."""

import uuid
from typing import Final

from sqlalchemy import Uuid, bindparam, func, select

from contracts.queues import QueueName
from film_studio.engines import JOB_TYPES
from film_studio.engines.preproduction import Rendered
from film_studio.flows.jobs import UsdHour
from film_studio.flows.subjects import is_of_project
from film_studio.identity.scope import ReadScope
from film_studio.jobs.models import JobOwnerRow, JobRow
from film_studio.kit.database.reader import Query

_PROJECT: Final = bindparam("project_id", type_=Uuid)
_DONE: Final = Query(
    select(JobRow.kind, func.sum(JobRow.seconds).label("seconds"))
    .join(JobOwnerRow, JobOwnerRow.id == JobRow.owner_id)
    .where(
        JobRow.organization_id == bindparam("organization_id"),
        JobRow.seconds.is_not(None),
        is_of_project(_PROJECT),
    )
    .group_by(JobRow.kind)
)


async def rendered_for(scope: ReadScope, project_id: uuid.UUID, usd_hour: UsdHour) -> list[Rendered]:
    """Seconds of work by queue, as workers measured them, in the order of their names."""
    seconds: dict[QueueName, float] = {}
    for row in await scope.rows(_DONE, project_id=project_id):
        queue = JOB_TYPES[row["kind"]].queue
        seconds[queue] = seconds.get(queue, 0) + row["seconds"]
    return [
        Rendered(queue=queue, seconds=seconds[queue], usd_hour=(usd_hour or {}).get(queue)) for queue in sorted(seconds)
    ]
