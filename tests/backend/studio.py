"""A small film's plan, and the hands to drive its jobs step by step: relay, events, reconciler, the clock."""

import uuid
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from film_studio.engines import JOB_TYPES
from film_studio.engines.production import Production, get_production
from film_studio.engines.production.planning.shotlist import Plan, PlannedLine, PlannedShot
from film_studio.engines.production.plans import rows_of
from film_studio.flows import productions
from film_studio.identity.caller import service_of
from film_studio.identity.scope import Scope, open_scope
from film_studio.jobs import events
from film_studio.jobs.context import JobsContext
from film_studio.jobs.models import JobRow
from film_studio.jobs.reconciler import Reconciler
from film_studio.jobs.relay import Relay
from film_studio.kit.database.bulk import encode, insert_encoded
from film_studio.kit.database.session import Database
from film_studio.kit.settings import ApiSettings
from film_studio.kit.storage import Storage
from sqlalchemy import select

from contracts.messages import EVENT, Failed, JobMessage, Progress, Released, Started, Succeeded, read_job
from contracts.recipes import RECIPE, RESULT, Recipe, Result
from contracts.recipes.animatic import DrawnSet, DrawnView, Look
from contracts.recipes.assembly import FilmResult, Poster
from contracts.recipes.base import RecipeHash
from contracts.recipes.casting_sheet import CastingSheetResult
from contracts.recipes.contact_sheet import ContactSheetResult
from contracts.recipes.document import DocumentResult
from contracts.recipes.effects import EffectsResult
from contracts.recipes.film import Card, FilmFormat, FilmSet, Position, View, per_second
from contracts.recipes.formant import FormantVoice
from contracts.recipes.kokoro import KokoroVoice, VoiceShare
from contracts.recipes.line import LineRecipe, LineResult
from contracts.recipes.plates import PlatesResult
from contracts.recipes.schedule import FoundOrder, ScheduleResult
from contracts.recipes.score import ScoreResult
from contracts.recipes.screenplay import ScreenplayResult
from contracts.recipes.shot import ShotResult

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

Event = Started | Progress | Succeeded | Failed | Released
ESSENCE = "e" * 64
LOOK = Look(skin="#c68642", hair="#2b1b10", hair_style="bob", top="#aa3344", bottom="#223344", height=1, build=1)
NEURAL_VOICE = KokoroVoice(blend=(VoiceShare(name="bf_emma", share=1),))
VOICE = FormantVoice(name="en-us+f2", words_per_minute=160, pitch=50, pitch_range=50)


def make_plan(tag: str) -> Plan:
    """Title card and a silent shot; a scene of two shots and two lines; a scene whose only line was said before.

    `tag` makes its recipes unlike those of every other plan.
    """

    def line(index: int, text: str) -> PlannedLine:
        recipe = LineRecipe(text=f"{text} {tag}", language="en", formant=VOICE)
        return PlannedLine(
            index=index, character="MARA", text=recipe.text, on_screen=True, recipe=recipe, neural_voice=NEURAL_VOICE
        )

    def shot(index: int, scene: int, name: str, **changes: Any) -> PlannedShot:
        view = View(
            set=FilmSet(interior=True, location=f"{name} {tag}", time_of_day="night"),
            blocking=(Position(character="MARA", x=0.4, facing="right"),),
            subjects=("MARA",),
            size="MS",
        )
        drawn = DrawnView(set=DrawnSet(place="kitchen", seed=7), looks={"MARA": LOOK})
        return PlannedShot(index=index, scene=scene, picture=view, drawn=drawn, seconds=2, **changes)

    return Plan(
        title=f"The Ferry {tag}",
        language="en",
        shots=(
            PlannedShot(index=0, scene=0, picture=Card(lines=(f"The Ferry {tag}",)), seconds=3, fade_in=True),
            shot(1, 0, "Pier", action="Fog."),
            shot(2, 1, "Kitchen", lines=(line(0, "Wait."),)),
            shot(3, 1, "Stove", lines=(line(1, "Go."),), transition="dissolve"),
            shot(4, 2, "Hall", lines=(line(2, "Wait."),)),
        ),
    )


def hash_of(job: JobRow) -> RecipeHash:
    """The hash of a job whose recipe is composed."""
    assert job.recipe_hash is not None
    return job.recipe_hash


def result_for(recipe: Recipe) -> Result:
    """What a worker would report for a recipe."""
    match recipe.kind:
        case "line":
            return LineResult(duration_ms=1000)
        case "shot":
            return ShotResult(frames=recipe.frames, renderer="animatic", essence_sha256=ESSENCE, strip_frames=10)
        case "score":
            return ScoreResult(frames=recipe.frames, renderer=recipe.renderer)
        case "effects":
            return EffectsResult(frames=recipe.frames, recorded=(), synthesised=("room_tone",))
        case "assembly":
            frames = sum(segment.frames for segment in recipe.segments)
            return FilmResult(
                frames=frames,
                duration_ms=int(frames * 1000 / per_second(recipe.frame_rate)),
                poster=Poster(frame=recipe.poster_frames[0], luma=0.5),
                notes=recipe.notes,
                essence_sha256=ESSENCE,
                integrated_lufs=-14.0,
                true_peak_dbtp=-1.2,
                captions=3,
                renderers=("animatic",),
                score_renderer=recipe.score_renderer,
            )
        case "contact_sheet":
            panels = [panel for scene in recipe.scenes for panel in scene.panels]
            return ContactSheetResult(panels=len(panels), pictures=sum(1 for panel in panels if panel.shot_hash))
        case "screenplay":
            return ScreenplayResult(pages=len(recipe.pages))
        case "plates":
            return PlatesResult(expressions=("calm",))
        case "casting_sheet":
            return CastingSheetResult(people=len(recipe.people))
        case "document":
            return DocumentResult(paper=recipe.body.paper)
        case "schedule":
            days = tuple(
                tuple(strip.scene for strip in recipe.strips if strip.day == day) for day in range(len(recipe.days))
            )
            return ScheduleResult(outcome="best", order=FoundOrder(days=days, cost=recipe.cost, bound=recipe.cost))


def result_of(job: JobRow) -> Result:
    """What a worker would report for the job's recipe."""
    return result_for(RECIPE.validate_json(job.recipe or ""))


@dataclass
class Clock:
    """Time as the reconciler sees it."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass
class Studio:
    """Everything of the way of work, to be driven by hand."""

    context: JobsContext
    relay: Relay
    reconciler: Reconciler
    clock: Clock
    owner: psycopg.Connection[Any]
    organization_id: uuid.UUID
    sqs: "SQSClient"
    settings: ApiSettings

    @property
    def database(self) -> Database:
        return self.context.database

    @property
    def storage(self) -> Storage:
        return self.context.storage

    def scope(self) -> AbstractAsyncContextManager[Scope]:
        """What a request of the first organisation works with."""
        return open_scope(self.database, self.storage, service_of(self.organization_id))

    async def revision(self, plan: Plan | None = None) -> uuid.UUID:
        """A revision with this plan, or one of its own."""
        project, revision = uuid.uuid4(), uuid.uuid4()
        plan = plan or make_plan(uuid.uuid4().hex)
        self.owner.execute(
            "insert into project (id, organization_id, title) values (%s, %s, 'Film')", (project, self.organization_id)
        )
        self.owner.execute(
            "insert into revision (id, organization_id, project_id, number, sha256, bytes, pages, scene_count)"
            " values (%s, %s, %s, 1, %s, 1, 1, 3)",
            (revision, self.organization_id, project, "0" * 64),
        )
        async with self.database.for_organization(self.organization_id) as session:
            for model, rows in rows_of(plan).items():
                encoded = encode(model, rows)
                await insert_encoded(session, encoded, organization_id=self.organization_id, revision_id=revision)
        return revision

    async def start(
        self,
        revision_id: uuid.UUID | None = None,
        *,
        voice_renderer: str = "formant",
        score_renderer: str = "score",
        film_format: FilmFormat | None = None,
    ) -> Production:
        revision_id = revision_id or await self.revision()
        async with self.scope() as scope:
            return await productions.create_production(
                scope,
                revision_id,
                voice_renderer=voice_renderer,
                score_renderer=score_renderer,
                film_format=film_format,
            )

    async def production(self, production_id: uuid.UUID) -> Production:
        async with self.scope() as scope:
            return await get_production(scope, production_id)

    async def jobs(self, production_id: uuid.UUID, kind: str | None = None) -> list[JobRow]:
        async with self.database.system() as session:
            query = select(JobRow).where(JobRow.owner_id == production_id).order_by(JobRow.kind, JobRow.ordinal)
            return list(await session.scalars(query if kind is None else query.where(JobRow.kind == kind)))

    async def job(self, production_id: uuid.UUID, kind: str, ordinal: int = 0) -> JobRow:
        return next(job for job in await self.jobs(production_id, kind) if job.ordinal == ordinal)

    async def statuses(self, production_id: uuid.UUID) -> dict[str, str]:
        return {f"{job.kind} {job.ordinal}": job.status for job in await self.jobs(production_id)}

    async def apply(self, event: Event) -> str:
        (effect,) = await self.apply_all([event])
        return effect

    async def apply_all(self, together: Sequence[Event]) -> Sequence[str]:
        """Events of one production that have come together."""
        async with self.database.system() as session:
            return await events.apply(session, together, JOB_TYPES, self.context.policies, now=self.clock())

    async def succeed(self, job: JobRow, **changes: Any) -> str:
        """A worker reports that it has done the job."""
        return await self.apply(event(job, "succeeded", result=result_of(job), cached=False, seconds=1.0, **changes))

    async def succeed_all(self, production_id: uuid.UUID, *kinds: str) -> None:
        """Workers do whatever is queued, of these kinds, until nothing more is."""
        while queued := [
            job for job in await self.jobs(production_id) if job.status == "queued" and (not kinds or job.kind in kinds)
        ]:
            for job in queued:
                assert await self.succeed(job) == "applied"

    async def publish(self) -> list[JobMessage]:
        """Relay everything, then take it from the queues, as a worker would that is killed right after."""
        await self.relay.publish_all()
        return [read_job(message["Body"]) for queue in ("jobs", "video", "voice") for message in self.take(queue)]

    def take(self, queue: str) -> list[Any]:
        """Receive and delete everything in a queue: of the stack, or by its URL."""
        url = queue if "/" in queue else self.url(queue)
        taken: list[Any] = []
        while messages := self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        ).get("Messages", []):
            for message in messages:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message.get("ReceiptHandle", ""))
            taken += messages
        return taken

    def url(self, queue: str) -> str:
        return getattr(self.settings, {"jobs": "job_queue_url"}.get(queue, f"{queue}_queue_url"))

    def outbox(self, production_id: uuid.UUID) -> int:
        row = self.owner.execute(
            "select count(*) from outbox join job on job.id = outbox.job_id where owner_id = %s", (production_id,)
        ).fetchone()
        assert row is not None
        return row[0]


def event(job: JobRow, kind: str, **fields: Any) -> Event:
    """An event as the job's current worker would send it; `fields` replace or add to what is usual."""
    usual = {
        "event": kind,
        "job_id": job.id,
        "organization_id": job.organization_id,
        "owner_id": job.owner_id,
        "attempt": job.attempt,
        "sequence": 0 if kind == "started" else 1_000,
        "worker": "worker-1/1",
        "at": datetime.now(UTC),
    }
    return EVENT.validate_python(usual | fields)


def stored_result(job: JobRow) -> bytes:
    """The job's result as a worker writes it to the bucket."""
    return RESULT.dump_json(result_of(job))
