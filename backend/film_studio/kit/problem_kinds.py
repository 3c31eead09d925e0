"""The kinds of problems that the API answers with: which status each has, and what it means to a program."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

URN: Final = "urn:film-studio:problem:"
Route = TypeVar("Route", bound=Callable[..., Any])
_ATTRIBUTE: Final = "__film_studio_problems__"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind: the status of its answers, and what it means."""

    status: int
    meaning: str


KINDS: Final[dict[str, ProblemKind]] = {
    # --- of the request itself
    "malformed-json": ProblemKind(400, "The body is not JSON"),
    "unauthorized": ProblemKind(401, "Nobody that this API knows is calling"),
    "not-allowed": ProblemKind(403, "The caller may not do this"),
    "more-than-yours": ProblemKind(403, "Nobody gives away what they may not do themselves"),
    "not-found": ProblemKind(404, "There is no such thing, or it belongs to another organisation"),
    "conflict": ProblemKind(409, "Another request was first, and nothing was changed"),
    "changed-meanwhile": ProblemKind(412, "It was changed since the version in If-Match"),
    "revised-meanwhile": ProblemKind(412, "Another revision was made since the one in based_on"),
    "body-too-large": ProblemKind(413, "The body is over its limit"),
    "unsupported-media-type": ProblemKind(415, "The body's Content-Type is not taken here"),
    "invalid-request": ProblemKind(422, "Something in the request is not as this document says; `errors` names it"),
    "invalid-cursor": ProblemKind(422, "The cursor is not of this listing with these filters and this order"),
    "idempotency-key-reused": ProblemKind(422, "The Idempotency-Key was used for a different request"),
    "done-already": ProblemKind(409, "The request had its effect before, and its answer is no longer kept"),
    "precondition-required": ProblemKind(428, "If-Match is missing"),
    "origin-not-allowed": ProblemKind(403, "Pages of this origin may not do this"),
    "too-many-requests": ProblemKind(429, "Too many requests of one caller; Retry-After says when the next may come"),
    "too-many-attempts": ProblemKind(429, "Too many attempts; Retry-After says when the next may come"),
    # --- of who asks
    "wrong-credentials": ProblemKind(401, "The address or the password is wrong, or the key is unknown or revoked"),
    "link-not-valid": ProblemKind(401, "The link was used, has expired, was revoked, or never was one"),
    "password-needed": ProblemKind(401, "The link has a password"),
    "no-session": ProblemKind(401, "There is no session in this browser, or it has ended"),
    "in-no-organization": ProblemKind(403, "The person is in no organisation any more"),
    "began-with-a-link": ProblemKind(403, "A session that began with a link stays in its organisation"),
    "other-address": ProblemKind(403, "The invitation is for another address"),
    "account-incomplete": ProblemKind(422, "A new account needs a name and a password that is long enough"),
    "no-person": ProblemKind(409, "A key is calling, and only a person has this"),
    "already-a-member": ProblemKind(409, "The person is in this organisation already"),
    "in-the-team": ProblemKind(409, "The member is in this project's team already"),
    "last-owner": ProblemKind(409, "An organisation keeps at least one owner"),
    "in-other-organizations": ProblemKind(409, "The person is in another organisation too"),
    "no-mail": ProblemKind(409, "This studio sends no mail"),
    "no-openid": ProblemKind(409, "This studio has no OpenID provider"),
    "openid-refused": ProblemKind(403, "The OpenID provider did not let the person in"),
    "openid-expired": ProblemKind(401, "The way through the OpenID provider took too long, or was gone before"),
    "openid-not-valid": ProblemKind(401, "What the OpenID provider said is not to be believed"),
    "address-not-confirmed": ProblemKind(403, "The OpenID provider does not say that the address is the person's"),
    "account-exists": ProblemKind(409, "Somebody has the address, and has not connected this account of the provider"),
    "not-known": ProblemKind(403, "Nobody here is connected with this account of the OpenID provider"),
    "password-first": ProblemKind(409, "Without it there would be no way to sign in"),
    "address-taken": ProblemKind(409, "Somebody else signs in with this address"),
    # --- of what is asked for
    "invalid-filename": ProblemKind(422, "No file can be called that"),
    "not-a-screenplay": ProblemKind(422, "The file cannot be read as a screenplay; `line` says where"),
    "screenplay-too-large": ProblemKind(422, "The screenplay is over a limit; `line` says where"),
    "import-is-over": ProblemKind(409, "The import is a revision already"),
    "not-in-the-import": ProblemKind(422, "The import has no such paragraph"),
    "too-many-imports": ProblemKind(409, "The project has as many open imports as it can have"),
    "too-many-assessments": ProblemKind(409, "The project has as many of them as it can have"),
    "suggestion-not-open": ProblemKind(409, "The suggestion is not written yet, failed, or was decided on"),
    "suggestion-has-no-place": ProblemKind(409, "What stands around it was changed since"),
    "not-in-the-suggestion": ProblemKind(422, "The suggestion has no such text or hunk"),
    "too-many-suggestions": ProblemKind(409, "The project has as many undecided suggestions as it can have"),
    "no-such-writer": ProblemKind(409, "This studio has nobody who writes that"),
    "no-shot-plan": ProblemKind(409, "The revision has no planned shots"),
    "voice-not-fit": ProblemKind(422, "No film in this language can be spoken by that voice"),
    "same-person": ProblemKind(409, "The name is another name of somebody else"),
    "not-one-person": ProblemKind(422, "These two names cannot be one person"),
    "no-such-version": ProblemKind(422, "The sheet has no version of this number"),
    "too-many-versions": ProblemKind(409, "There are as many versions or consents as there can be"),
    "consent-missing": ProblemKind(409, "Somebody has not agreed to what would be made; `detail` names who and what"),
    "consent-expires-early": ProblemKind(422, "A consent expires on the day on which it begins, or later"),
    "consent-file-not-valid": ProblemKind(422, "The file is not a PDF, a PNG or a JPEG, or is empty"),
    "newer-revision": ProblemKind(409, "A newer revision goes on with this, and the older one stays as it was"),
    "in-the-scene": ProblemKind(409, "The scene has this element already"),
    "not-in-the-script": ProblemKind(422, "The revision has no such scene, or the scene no such line"),
    "too-many-elements": ProblemKind(422, "The scene has as many elements as one can have"),
    "issued-already": ProblemKind(409, "The revision, or a later one, was issued already"),
    "issued-since": ProblemKind(409, "Another revision was issued since"),
    "nothing-to-print": ProblemKind(409, "No page is as it was asked for"),
    "nothing-said": ProblemKind(409, "The character never speaks"),
    "no-screenplay": ProblemKind(409, "The project has no screenplay yet"),
    "scenario-locked": ProblemKind(409, "A locked scenario is not changed, and one of a project is locked at most"),
    "board-does-not-fit": ProblemKind(409, "The board does not take this change"),
    "budget-locked": ProblemKind(409, "A locked budget is not changed"),
    "line-does-not-fit": ProblemKind(409, "The budget does not take this line; the text says why"),
    "no-such-day": ProblemKind(409, "The scenario has fewer days than this"),
    "call-sheet-exists": ProblemKind(409, "The day has a call sheet already"),
    "nothing-changed": ProblemKind(409, "Nothing has changed since the last version"),
    "no-such-time-zone": ProblemKind(422, "The IANA's list has no time zone of this name"),
    "project-full": ProblemKind(409, "The project has as many of these as one can have"),
    "no-order": ProblemKind(409, "The job has found no order for this scenario"),
    "nothing-to-undo": ProblemKind(409, "No change of the board is left to undo or redo"),
    "production-is-over": ProblemKind(409, "The production has ended, or was cancelled"),
    "nothing-to-retry": ProblemKind(409, "No job has failed"),
    "no-film": ProblemKind(409, "The film, or the shot, is not finished"),
    "approved-already": ProblemKind(409, "It is approved already"),
    "approved-shots": ProblemKind(409, "Approved shots would be made anew"),
    "not-in-the-film": ProblemKind(422, "The film has no such frames or shot"),
    "no-such-subject": ProblemKind(422, "The project has nothing that is called so"),
    "not-in-the-project": ProblemKind(
        422, "The member does not see the project, or the task or milestone is of another one"
    ),
    "tasks-in-a-circle": ProblemKind(409, "A task would await itself"),
    "too-many-of-these": ProblemKind(409, "The project has as many of these as it can have"),
    "too-many-tasks": ProblemKind(409, "There are as many tasks as there can be"),
    "not-yours": ProblemKind(403, "Somebody else has written it"),
    "too-many-comments": ProblemKind(409, "There are as many comments or answers as there can be"),
    "job-is-over": ProblemKind(409, "The job has ended, or was cancelled"),
    "job-is-a-part": ProblemKind(409, "The job is a part of a larger one, which is what can be stopped"),
    "not-a-public-address": ProblemKind(422, "Nothing is sent to this address"),
    "too-many-webhooks": ProblemKind(409, "There are as many webhooks as there can be"),
    "own-key": ProblemKind(409, "A key cannot revoke itself"),
    "shown-once": ProblemKind(409, "The same request made a key already, and a key is shown once"),
    # --- of the service
    "busy": ProblemKind(503, "Too much of this is being done just now"),
    "sign-in-busy": ProblemKind(503, "Too many are signing in just now"),
    "database-unavailable": ProblemKind(503, "The database does not answer"),
    "storage-unavailable": ProblemKind(503, "Storage does not answer"),
    "secrets-unavailable": ProblemKind(503, "The secrets do not answer"),
    "openid-provider-unavailable": ProblemKind(503, "The OpenID provider does not answer"),
    "queue-unavailable": ProblemKind(503, "The queues do not answer"),
    "not-ready": ProblemKind(503, "This process cannot serve requests yet"),
    "internal-error": ProblemKind(500, "Something went wrong in the service; the request_id finds it in the log"),
}


#: Who was first, on 412: left out where that is not kept.
_WHO: Final[dict[str, Any]] = {
    "changed_by": {
        "type": "object",
        "description": "Who has changed it last",
        "properties": {
            "kind": {
                "enum": ["member", "key", "share", "service"],
                "description": "A member, a program with an API key, who holds a share link, or the API itself",
            },
            "name": {"type": ["string", "null"], "description": "What they are called now; null for nobody by name"},
            "is_you": {"type": "boolean", "description": "Whether it was the caller, somewhere else"},
        },
        "required": ["kind", "name", "is_you"],
    },
    "changed_at": {"type": "string", "format": "date-time", "description": "When that was"},
}


def raises(*kinds: str) -> Callable[[Route], Route]:
    """Declare, under a route's decorator, the problems that are its own: what every route of its shape may answer is
    declared by itself."""
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise ValueError(f"{', '.join(unknown)}: not in KINDS of film_studio/kit/problem_kinds.py; add a line there")

    def declared(route: Route) -> Route:
        setattr(route, _ATTRIBUTE, kinds)
        return route

    return declared


def own_problems(route: Callable[..., Any]) -> tuple[str, ...]:
    """What `raises` has declared."""
    return getattr(route, _ATTRIBUTE, ())


def schemas() -> dict[str, Any]:
    """A schema a kind, by its name in components."""
    return {schema_name(name): _schema(name, kind) for name, kind in KINDS.items()}


def schema_name(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("-")) + "Problem"


def _schema(name: str, kind: ProblemKind) -> dict[str, Any]:
    properties: dict[str, Any] = {"type": {"const": f"{URN}{name}"}, "status": {"const": kind.status}}
    if name == "changed-meanwhile":
        properties["current"] = {"type": "object", "description": "The present state, as a GET shows it"}
        properties["changed"] = {
            "type": "array",
            "items": {"type": "string"},
            "description": "The fields that were changed since the version in If-Match",
        }
    required = sorted({"type", "status", *properties})
    if name in ("changed-meanwhile", "revised-meanwhile"):
        properties |= _WHO
    if name == "changed-meanwhile":
        properties["moved_on"] = {
            "type": "array",
            "items": {"type": "object"},
            "description": "Of several: `id`, `title` and `version` of each that was changed, and `by` whom",
        }
    return {
        "allOf": [{"$ref": "#/components/schemas/Problem"}],
        "type": "object",
        "description": kind.meaning,
        "properties": properties,
        "required": required,
    }
