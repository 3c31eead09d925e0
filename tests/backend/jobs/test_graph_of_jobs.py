"""What a production consists of, what starts when, and what is not made twice."""

import asyncio
import uuid

import pytest
from film_studio.engines.production.planning.shotlist import Plan

from contracts.recipes import RECIPE, recipe_hash
from contracts.renderers import RENDERERS
from tests.backend.studio import Studio, event, make_plan

pytestmark = pytest.mark.anyio


async def test_a_production_begins_with_all_that_waits_for_nothing(studio: Studio) -> None:
    production = await studio.start()
    assert await studio.statuses(production.id) == {
        "line 0": "queued",
        "line 1": "queued",
        "shot 0": "queued",
        "shot 1": "queued",
        "shot 2": "waiting",
        "shot 3": "waiting",
        "shot 4": "waiting",
        "score 0": "waiting",
        "effects 0": "waiting",
        "assembly 0": "waiting",
    }
    assert studio.outbox(production.id) == 4
    assert production.status == "running"
    assert production.fraction == 0


async def test_a_line_said_twice_the_same_way_is_one_job(studio: Studio) -> None:
    production = await studio.start()
    lines = await studio.jobs(production.id, "line")
    assert len(make_plan("x").lines) == 3
    assert len(lines) == 2


async def test_shots_start_when_the_lines_of_their_own_scene_are_there(studio: Studio) -> None:
    production = await studio.start()
    await studio.succeed(await studio.job(production.id, "line", 0))
    statuses = await studio.statuses(production.id)
    assert statuses["shot 4"] == "queued", "its scene's only line is the one that was said before"
    assert statuses["shot 2"] == "waiting", "its scene has a second line"
    await studio.succeed(await studio.job(production.id, "line", 1))
    statuses = await studio.statuses(production.id)
    assert statuses["shot 2"] == statuses["shot 3"] == statuses["score 0"] == statuses["effects 0"] == "queued"
    assert statuses["assembly 0"] == "waiting"


async def test_the_recipe_of_a_shot_holds_the_lengths_that_its_lines_turned_out_to_have(studio: Studio) -> None:
    revision = await studio.revision()
    production = await studio.start(revision)
    for job in await studio.jobs(production.id, "line"):
        result = {"kind": "line", "duration_ms": 4000}
        await studio.apply(event(job, "succeeded", result=result, cached=False, seconds=1))
    shot = await studio.job(production.id, "shot", 2)
    recipe = RECIPE.validate_json(shot.recipe or "")
    assert recipe.kind == "shot"
    assert recipe.frames >= 4 * 24
    assert recipe_hash(recipe) == shot.recipe_hash


async def test_a_production_is_over_when_the_film_is_assembled(studio: Studio) -> None:
    production = await studio.start()
    await studio.succeed_all(production.id, "line", "shot", "score", "effects")
    assert (await studio.production(production.id)).status == "running"
    await studio.succeed_all(production.id, "assembly")
    after = await studio.production(production.id)
    assert after.status == "succeeded"
    assert after.fraction == 1
    assert after.finished_at is not None


async def test_two_events_at_once_neither_lose_nor_double_what_follows(studio: Studio) -> None:
    for _ in range(5):
        production = await studio.start()
        lines = await studio.jobs(production.id, "line")
        assert await asyncio.gather(*(studio.succeed(line) for line in lines)) == ["applied", "applied"]
        messages = studio.owner.execute(
            "select kind, ordinal, count(*) from outbox join job on job.id = job_id where owner_id = %s"
            " and kind in ('shot', 'score') group by kind, ordinal order by kind, ordinal",
            (production.id,),
        ).fetchall()
        assert messages == [("score", 0, 1), *(("shot", ordinal, 1) for ordinal in range(5))]


async def test_the_same_film_is_not_made_twice(studio: Studio) -> None:
    revision = await studio.revision()
    first = await studio.start(revision)
    await studio.succeed_all(first.id)
    second = await studio.start(revision)
    assert second.status == "succeeded"
    assert studio.outbox(second.id) == 0
    assert all(job.cached for job in await studio.jobs(second.id))
    assert second.jobs["shot"].cached == 5


async def test_a_changed_line_makes_its_shots_again_and_nothing_else(studio: Studio) -> None:
    tag = uuid.uuid4().hex
    first = await studio.start(await studio.revision(make_plan(tag)))
    await studio.succeed_all(first.id)
    changed = await studio.start(await studio.revision(_with_another_second_line(make_plan(tag))))
    await studio.succeed_all(changed.id)
    made = {f"{job.kind} {job.ordinal}" for job in await studio.jobs(changed.id) if not job.cached}
    assert "line 1" in made
    assert "shot 3" in made
    assert not made & {"line 0", "shot 0", "shot 1", "shot 2", "shot 4"}


async def test_two_shots_with_one_recipe_are_one_piece_of_work(studio: Studio) -> None:
    plan = make_plan(uuid.uuid4().hex)
    twins = [plan.shots[1].model_copy(update={"index": index}) for index in range(3)]
    production = await studio.start(await studio.revision(plan.model_copy(update={"shots": tuple(twins)})))
    assert sorted((await studio.statuses(production.id)).values()) == [
        "queued",
        "queued",
        "queued",
        "waiting",
        "waiting",
        "waiting",
    ]
    await studio.succeed(await studio.job(production.id, "shot", 0))
    shots = await studio.jobs(production.id, "shot")
    assert [shot.status for shot in shots] == ["succeeded"] * 3
    assert [shot.cached for shot in shots] == [False, True, True]
    await studio.succeed_all(production.id)
    assert (await studio.production(production.id)).status == "succeeded"


async def test_a_film_without_a_word_is_made_all_the_same(studio: Studio) -> None:
    plan = make_plan(uuid.uuid4().hex)
    silent = plan.model_copy(update={"shots": plan.shots[:2]})
    production = await studio.start(await studio.revision(silent))
    await studio.succeed_all(production.id)
    assert (await studio.production(production.id)).status == "succeeded"


async def test_what_cannot_be_composed_fails_with_its_reason(studio: Studio) -> None:
    production = await studio.start()
    studio.owner.execute(
        "update job set recipe = replace(recipe, %s, 'old/1') where kind = 'shot' and owner_id = %s",
        (RENDERERS["animatic"].stamp, production.id),
    )
    await studio.succeed_all(production.id, "line")
    after = await studio.production(production.id)
    assert after.error is not None
    assert after.error.startswith("score: the score cannot be composed")
    assert after.status == "running", "the shots go on"


def _with_another_second_line(plan: Plan) -> Plan:
    shot = plan.shots[3]
    recipe = shot.lines[0].recipe.model_copy(update={"text": "Stay."})
    line = shot.lines[0].model_copy(update={"text": recipe.text, "recipe": recipe})
    changed = shot.model_copy(update={"lines": (line,)})
    return plan.model_copy(update={"shots": (*plan.shots[:3], changed, plan.shots[4])})
