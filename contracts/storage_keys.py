"""Keys of the assets bucket. Every key starts with its kind and its organisation.

`assets/…` is what CloudFront serves (it strips nothing from a path); everything else stays behind the API.
"""

from uuid import UUID

from contracts.recipes.base import RecipeHash

RESULT_NAME = "result.json"


def screenplay(organization_id: UUID, revision_id: UUID) -> str:
    """The bytes of a revision's screenplay, exactly as they came."""
    return f"screenplays/{organization_id}/{revision_id}.fountain"


def imported(organization_id: UUID, import_id: UUID) -> str:
    """A PDF or a DOCX that was read as a screenplay, exactly as it came."""
    return f"screenplays/{organization_id}/imported/{import_id}"


def consent(organization_id: UUID, consent_id: UUID, sha256: str) -> str:
    """The file that somebody signed, by its bytes: another file of the same consent lies beside it until it is kept."""
    return f"consents/{organization_id}/{consent_id}/{sha256}"


def recipe(organization_id: UUID, recipe_hash: RecipeHash) -> str:
    """The recipe of a job: JSON of one model in `contracts.recipes`."""
    return f"recipes/{organization_id}/{recipe_hash}.json"


def cancellation(organization_id: UUID, owner_id: UUID) -> str:
    """Where this exists, nothing is made for the owner any more: its jobs' messages are dropped."""
    return f"cancellations/{organization_id}/{owner_id}"


def artifact(organization_id: UUID, recipe_hash: RecipeHash, name: str) -> str:
    """One file that a job made; `name` is among the files of its kind (`contracts.recipes.KINDS`) or `RESULT_NAME`."""
    return f"assets/{organization_id}/{recipe_hash}/{name}"


def result(organization_id: UUID, recipe_hash: RecipeHash) -> str:
    """The job's result, written after its artifacts: where it exists, the work is done."""
    return artifact(organization_id, recipe_hash, RESULT_NAME)
