"""Tasks on the wire."""

import uuid
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from contracts.limits import TASKS_AT_ONCE, TASKS_AWAITED
from film_studio.kit.schemas import VERSION, Body, Lines, Name, Wire

TaskStatus = Annotated[
    Literal["todo", "doing", "review", "done"], Field(description="To do, being done, to be looked at, done")
]


TaskPriority = Annotated[Literal["low", "normal", "high", "urgent"], Field(description="How soon it is wanted")]


class AboutScene(Body):
    type: Literal["scene"]
    number: Name = Field(description="As it stands in the script: 12, 12A", examples=["1"])


class AboutCharacter(Body):
    type: Literal["character"]
    name: Name = Field(examples=["MARA"])


class AboutShot(Body):
    type: Literal["shot"]
    production_id: uuid.UUID
    shot: int = Field(ge=0, le=1_000_000, description="Of the production's film, from 0")


class AboutFilm(Body):
    type: Literal["production"]
    production_id: uuid.UUID


About = Annotated[
    AboutScene | AboutCharacter | AboutShot | AboutFilm,
    Field(discriminator="type", description="A scene or a character by its name, which stays in the next revision"),
]
Awaited = Annotated[
    list[uuid.UUID], Field(max_length=TASKS_AWAITED, description="Tasks of the project that are done before it")
]


class TaskCreate(Body):
    title: Name
    note: Lines | None = None
    status: TaskStatus = "todo"
    priority: TaskPriority = "normal"
    milestone_id: uuid.UUID | None = Field(default=None, description="A milestone of the project")
    assignee_id: uuid.UUID | None = Field(default=None, description="A member who sees the project")
    due_on: date | None = None
    about: About | None = None
    awaits: Awaited = Field(default_factory=list)


class TaskUpdate(Body):
    """What is left out stays; null takes away, where there can be nothing."""

    title: Name | None = None
    note: Lines | None = None
    status: TaskStatus | None = None
    priority: TaskPriority | None = None
    milestone_id: uuid.UUID | None = None
    assignee_id: uuid.UUID | None = None
    due_on: date | None = None
    about: About | None = None
    awaits: Awaited | None = None


class SeenTask(Body):
    id: uuid.UUID
    version: int = Field(ge=1, le=1_000_000_000, description="That was seen: where it is another, nothing changes")


class TasksUpdate(Body):
    """The same change to several tasks. What is left out stays; null takes away, where there can be nothing."""

    tasks: list[SeenTask] = Field(
        min_length=1,
        max_length=TASKS_AT_ONCE,
        examples=[[{"id": "01980b7e-0000-7000-8000-000000000000", "version": 1}]],
    )
    status: TaskStatus | None = None
    priority: TaskPriority | None = None
    milestone_id: uuid.UUID | None = None
    assignee_id: uuid.UUID | None = None
    due_on: date | None = None


class TaskQuery(Body):
    """What GET /projects/{project_id}/tasks takes, and means the same here."""

    status: TaskStatus | None = None
    priority: TaskPriority | None = None
    milestone_id: uuid.UUID | None = None
    assignee_id: uuid.UUID | None = None
    due_before: date | None = None
    overdue: bool = False
    unassigned: bool | None = None
    q: Name | None = None


class TaskFilterCreate(Body):
    name: Name
    shared: bool = Field(default=False, description="With everybody who sees the project's tasks")
    shows: TaskQuery = Field(default_factory=TaskQuery)


class TaskFilter(Wire):
    """Which tasks somebody looks at, by a name."""

    id: uuid.UUID
    name: str
    shared: bool
    is_yours: bool = Field(description="Whether you have made it")
    shows: TaskQuery


class Assignee(Wire):
    member_id: uuid.UUID
    name: str


class TaskMilestone(Wire):
    milestone_id: uuid.UUID


class Task(Wire):
    """What somebody has to do for a film."""

    id: uuid.UUID
    title: str
    note: str | None
    status: TaskStatus
    priority: TaskPriority
    milestone: TaskMilestone | None
    assignee: Assignee | None
    due_on: date | None
    about: About | None
    awaits: list[uuid.UUID] = Field(description="Tasks that are done before it")
    version: int = VERSION
    created_at: datetime
    updated_at: datetime


class Tasks(Wire):
    """Tasks that were changed together."""

    items: list[Task]
