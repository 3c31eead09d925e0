"""Which project things and jobs are of, whatever engine they belong to."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, Uuid, and_, any_, bindparam, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from film_studio.engines import SUBJECTS
from film_studio.engines.engine import Subject
from film_studio.engines.tracking import PLACE_OF_REPLY
from film_studio.flows import shares
from film_studio.identity.caller import Caller
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


def project_of_owner() -> ColumnElement[uuid.UUID]:
    """The id of the project of what an owner's jobs are for."""
    found = {
        kind: subject.project_of(JobOwnerRow.subject_id).correlate(JobOwnerRow).scalar_subquery()
        for kind, subject in SUBJECTS.items()
    }
    return case(found, value=JobOwnerRow.subject_type)


def is_readable() -> ColumnElement[bool]:
    """Whether a caller may read what an owner's jobs are for, and so what these have made of it: a condition with the
    parameters that `readable_by` gives."""
    is_usual = JobOwnerRow.subject_type == any_(bindparam("usual_types", type_=ARRAY(String)))
    place = JobOwnerRow.subject_type.concat(":").concat(cast(project_of_owner(), String))
    is_other_there = place == any_(bindparam("other_places", type_=ARRAY(String)))
    # Of nearly everybody it is the same in all projects: which one a row is of is not asked then.
    return case(
        (func.cardinality(bindparam("other_places", type_=ARRAY(String))) == 0, is_usual),
        else_=is_usual != is_other_there,
    )


def readable_by(caller: Caller) -> dict[str, list[str]]:
    """The types of what the caller may read in most projects, and where that is otherwise: production:01980b7e-…"""
    usual = [kind for kind, subject in SUBJECTS.items() if subject.permission in caller.permissions]
    others = [
        f"{kind}:{project_id}"
        for project_id, allowed in caller.projects.items()
        for kind, subject in SUBJECTS.items()
        if (subject.permission in allowed) != (kind in usual)
    ]
    return {"usual_types": usual, "other_places": others}


def place_of_job() -> Query:
    return Query(
        select(project_of_owner().label("project_id"))
        .join(JobRow, JobRow.owner_id == JobOwnerRow.id)
        .where(JobRow.organization_id == bindparam("organization_id"), JobRow.id == bindparam("id"))
    )
