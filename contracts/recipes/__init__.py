"""Recipes: the complete input of a job, whose hash names everything that the job makes.

A module a kind holds its recipe, its result, its files and its queue as one `JobKind`; the vocabularies that they are
written in stand beside them: the film's (`film`) and each renderer's own (`animatic`, `formant`).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, Field, TypeAdapter

from contracts.recipes import (
    assembly,
    casting_sheet,
    contact_sheet,
    document,
    effects,
    line,
    plates,
    schedule,
    score,
    screenplay,
    shot,
)
from contracts.recipes.assembly import AssemblyRecipe, FilmResult
from contracts.recipes.base import JobKind, RecipeBase, RecipeHash
from contracts.recipes.casting_sheet import CastingSheetRecipe, CastingSheetResult
from contracts.recipes.contact_sheet import ContactSheetRecipe, ContactSheetResult
from contracts.recipes.document import DocumentRecipe, DocumentResult
from contracts.recipes.effects import EffectsRecipe, EffectsResult
from contracts.recipes.line import LineRecipe, LineResult
from contracts.recipes.plates import PlatesRecipe, PlatesResult
from contracts.recipes.schedule import ScheduleRecipe, ScheduleResult
from contracts.recipes.score import ScoreRecipe, ScoreResult
from contracts.recipes.screenplay import ScreenplayRecipe, ScreenplayResult
from contracts.recipes.shot import ShotRecipe, ShotResult
from contracts.renderers import Kind

#: Every kind of job. A new one has its module, its place here, and its renderer in `contracts.renderers`.
KINDS: Final[Mapping[Kind, JobKind]] = {
    kind.name: kind
    for kind in (
        line.KIND,
        shot.KIND,
        score.KIND,
        effects.KIND,
        assembly.KIND,
        contact_sheet.KIND,
        screenplay.KIND,
        schedule.KIND,
        plates.KIND,
        casting_sheet.KIND,
        document.KIND,
    )
}

Recipe = (
    LineRecipe
    | ShotRecipe
    | ScoreRecipe
    | EffectsRecipe
    | AssemblyRecipe
    | ContactSheetRecipe
    | ScreenplayRecipe
    | ScheduleRecipe
    | PlatesRecipe
    | CastingSheetRecipe
    | DocumentRecipe
)
RECIPE: Final[TypeAdapter[Recipe]] = TypeAdapter(Annotated[Recipe, Field(discriminator="kind")])
Result = (
    LineResult
    | ShotResult
    | ScoreResult
    | EffectsResult
    | FilmResult
    | ContactSheetResult
    | ScreenplayResult
    | ScheduleResult
    | PlatesResult
    | CastingSheetResult
    | DocumentResult
)
RESULT: Final[TypeAdapter[Result]] = TypeAdapter(Annotated[Result, Field(discriminator="kind")])


def canonical_json(model: BaseModel) -> bytes:
    """The one spelling of a recipe: sorted keys, no blanks, every default written out, UTF-8."""
    return json.dumps(model.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hash_of(spelled: bytes) -> RecipeHash:
    """The hash of a recipe whose canonical JSON is there already."""
    return RecipeHash(hashlib.sha256(spelled).hexdigest())


def recipe_hash(recipe: RecipeBase) -> RecipeHash:
    """The recipe's name in storage and in messages."""
    return hash_of(canonical_json(recipe))
