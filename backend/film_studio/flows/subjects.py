"""Which project things and jobs are of, whatever engine they belong to."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, case, or_, select

from film_studio.engines import SUBJECTS
from film_studio.engines.engine import Subject
from film_studio.engines.tracking import PLACE_OF_REPLY
from film_studio.flows import shares
from film_studio.jobs.models import JobOwnerRow, JobRow
from film_studio.kit.database.reader import Query


def is_of_project(project_id: Any) -> ColumnElement[bool]:
    """Whether the jobs of an owner are for something of the project: an id, or what stands for one in a statement."""
    return or_(
        *(
            and_(JobOwnerRow.subject_type == subject.type, JobOwnerRow.subject_id.in_(subject.of_project(project_id)))
            for subject in SUBJECTS.values()
        )
    )


def places() -> Mapping[str, Query]:
    """By the type of a thing, the `project_id` of the one with an `id`: subjects, their jobs, replies, share links."""
    return {
        **{kind: _place(subject) for kind, subject in SUBJECTS.items()},
        "job": place_of_job(),
        "reply": PLACE_OF_REPLY,
        "share_link": shares.PLACE,
    }


def _place(subject: Subject) -> Query:
    return Query(select(subject.project_of(bindparam("id", type_=Uuid)).scalar_subquery().label("project_id")))


def place_of_job() -> Query:
    found = {
        kind: subject.project_of(JobOwnerRow.subject_id).correlate(JobOwnerRow).scalar_subquery()
        for kind, subject in SUBJECTS.items()
    }
    return Query(
        select(case(found, value=JobOwnerRow.subject_type).label("project_id"))
        .join(JobRow, JobRow.owner_id == JobOwnerRow.id)
        .where(JobRow.organization_id == bindparam("organization_id"), JobRow.id == bindparam("id"))
    )
