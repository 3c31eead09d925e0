"""Which jobs are a project's, whatever engine's things they are for."""

import uuid

from sqlalchemy import ColumnElement, and_, or_

from film_studio.engines import SUBJECTS
from film_studio.jobs.models import JobOwnerRow


def is_of_project(project_id: uuid.UUID) -> ColumnElement[bool]:
    """Whether the jobs of an owner are for something of the project."""
    return or_(
        *(
            and_(JobOwnerRow.subject_type == subject.type, JobOwnerRow.subject_id.in_(subject.of_project(project_id)))
            for subject in SUBJECTS.values()
        )
    )
