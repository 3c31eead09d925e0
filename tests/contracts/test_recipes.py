"""Recipes: one module a kind, each renderer's own block apart from the film's words, and the table that stamps them."""

from typing import get_args

import pytest
from pydantic import ValidationError

from contracts.queues import WORK_QUEUES
from contracts.recipes import KINDS, RECIPE, base, canonical_json, recipe_hash
from contracts.recipes.animatic import AnimaticShot, DrawnSet, DrawnView, Look
from contracts.recipes.film import Card, FilmSet, Position, View
from contracts.recipes.formant import FormantVoice
from contracts.recipes.line import LineRecipe
from contracts.recipes.shot import Dissolve, ShotRecipe, ShotResult
from contracts.renderers import RENDERERS, Kind, Renderer, stamped_name

VOICE = FormantVoice(name="en-us", words_per_minute=160, pitch=50, pitch_range=50)
LOOK = Look(skin="#c68863", hair="#2b1d14", hair_style="bob", top="#a23b3b", bottom="#27364a", height=1, build=1)
VIEW = View(
    set=FilmSet(interior=True, location="KITCHEN", time_of_day="dusk"),
    blocking=(Position(character="ANNA", x=0.4, facing="right"),),
    subjects=("ANNA",),
    size="MS",
)
DRAWN = DrawnView(set=DrawnSet(place="kitchen", seed=11), looks={"ANNA": LOOK})


def test_every_kind_is_registered_under_its_name_and_its_recipe_says_it() -> None:
    assert set(KINDS) == set(get_args(Kind))
    for name, kind in KINDS.items():
        assert kind.name == kind.recipe.model_fields["kind"].default == kind.result.model_fields["kind"].default == name
        assert kind.queue in WORK_QUEUES


def test_every_kind_has_a_renderer_on_its_own_queue() -> None:
    for kind in KINDS.values():
        assert {renderer.queue for renderer in RENDERERS.values() if kind.name in renderer.kinds} == {kind.queue}


def test_a_renderer_is_known_by_its_name_and_stamps_its_version() -> None:
    for name, renderer in RENDERERS.items():
        assert renderer.name == stamped_name(renderer.stamp) == name
        assert renderer.stamp == f"{name}/{renderer.version}"


def test_no_two_kinds_make_a_file_of_the_same_name() -> None:
    names = [name for kind in KINDS.values() for name in kind.files]
    assert len(names) == len(set(names))


def test_a_shot_of_a_former_release_has_no_pictures_and_is_read_nevertheless() -> None:
    stored = {"version": 1, "kind": "shot", "frames": 24, "renderer": "animatic", "essence_sha256": "0" * 64}
    assert ShotResult.model_validate(stored).strip_frames == 0
    assert list(KINDS["shot"].files_of(stored)) == ["picture.mp4"]
    made = ShotResult.model_validate(stored | {"version": 2, "strip_frames": 10})
    assert list(KINDS["shot"].files_of(made.model_dump())) == ["picture.mp4", "still.jpg", "strip.jpg"]


@pytest.mark.parametrize("stamp", ["animatic/99", "animatic", "formant/1", "diffusion/1"])
def test_a_recipe_for_another_renderer_or_version_is_refused_with_those_that_there_are(stamp: str) -> None:
    with pytest.raises(ValidationError, match=f"does not render a shot; choose among {RENDERERS['animatic'].stamp}"):
        ShotRecipe(renderer=stamp, frames=24, picture=Card(lines=("END",)))


def test_a_view_without_its_drawing_is_refused() -> None:
    with pytest.raises(ValidationError, match="how a view is drawn: give it in the block 'animatic'"):
        ShotRecipe(frames=24, picture=VIEW)
    with pytest.raises(ValidationError, match="how a view is drawn"):
        ShotRecipe(frames=24, picture=Card(lines=("END",)), dissolve=Dissolve(frames=6, into=VIEW))
    with pytest.raises(ValidationError, match="how a view is drawn"):
        ShotRecipe(frames=24, picture=VIEW, dissolve=Dissolve(frames=6, into=VIEW), animatic=AnimaticShot(view=DRAWN))


def test_somebody_without_a_look_is_refused_by_name() -> None:
    faceless = AnimaticShot(view=DRAWN.model_copy(update={"looks": {"IVAN": LOOK}}))
    with pytest.raises(ValidationError, match="ANNA stands in the set without a look"):
        ShotRecipe(frames=24, picture=VIEW, animatic=faceless)


def test_a_line_without_a_voice_is_refused() -> None:
    with pytest.raises(ValidationError, match="the block 'formant' exactly where formant speaks it"):
        LineRecipe(text="Hello.", language="en")


def test_a_block_of_another_renderer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    others = (
        Renderer(name="diffusion", kinds=("shot",), version=3, queue="video", video_memory_gib=20),
        Renderer(name="neural", kinds=("line",), version=1, queue="voice"),
    )
    monkeypatch.setattr(base, "RENDERERS", {**RENDERERS, **{other.name: other for other in others}})
    assert ShotRecipe(renderer="diffusion/3", frames=24, picture=VIEW).animatic is None
    assert LineRecipe(renderer="neural/1", text="Hello.", language="en").formant is None
    with pytest.raises(ValidationError, match="only the animatic reads the block 'animatic'"):
        ShotRecipe(renderer="diffusion/3", frames=24, picture=VIEW, animatic=AnimaticShot(view=DRAWN))
    with pytest.raises(ValidationError, match="exactly where formant speaks it, and this one is for neural/1"):
        LineRecipe(renderer="neural/1", text="Hello.", language="en", formant=VOICE)


def test_the_films_words_say_nothing_of_how_the_animatic_draws() -> None:
    recipe = ShotRecipe(frames=24, picture=VIEW, animatic=AnimaticShot(view=DRAWN))
    said = recipe.model_dump_json(exclude={"animatic"})
    assert "KITCHEN" in said
    for word in ("hair", "seed", "#c68863", "kitchen"):
        assert word not in said


def test_equal_recipes_have_one_hash_whatever_the_order_of_their_looks() -> None:
    view = VIEW.model_copy(update={"blocking": (*VIEW.blocking, Position(character="IVAN", x=0.7, facing="left"))})
    looks = {"ANNA": LOOK, "IVAN": LOOK}
    one, other = (
        ShotRecipe(frames=24, picture=view, animatic=AnimaticShot(view=DrawnView(set=DRAWN.set, looks=ordered)))
        for ordered in (looks, dict(reversed(looks.items())))
    )
    assert recipe_hash(one) == recipe_hash(other)
    assert recipe_hash(one) != recipe_hash(one.model_copy(update={"frames": 25}))
    assert RECIPE.validate_json(canonical_json(one)) == one
