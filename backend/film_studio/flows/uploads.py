"""What an upload has to be before anything of it is read: the kind of body, its name."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from contracts.limits import FILENAME_CHARACTERS
from film_studio.kit.problems import ProblemError
from film_studio.kit.text import composed, is_one_line, is_visible

MEDIA_TYPES: Final = ("text/plain", "text/x-fountain", "text/fountain", "application/xml", "application/octet-stream")
_SCREENPLAY: Final = "Fountain or Final Draft"


def check_media_type(content_type: str | None, taken: Sequence[str] = MEDIA_TYPES, what: str = _SCREENPLAY) -> None:
    """A missing one is taken for the first. Raises a 415 problem."""
    media_type = (content_type or taken[0]).partition(";")[0].strip().lower()
    if media_type not in taken:
        raise ProblemError(
            415,
            "unsupported-media-type",
            f"header.Content-Type: {media_type} is not taken; send the {what} file itself as body, "
            f"with Content-Type: {taken[0]} (or {', '.join(taken[1:])})",
            headers={"Accept-Post": ", ".join(taken)},
        )


def clean_filename(query: str | None, header: str | None) -> str | None:
    """The name of the uploaded file without folders, from `?filename=` or X-Filename (percent-encoded UTF-8).

    Raises a 422 problem for a name that no file system would take.
    """
    given, where = (query, "query.filename") if query is not None else (header, "header.X-Filename")
    if given is None:
        return None
    try:
        name = given if query is not None else unquote(given, errors="strict")
    except UnicodeDecodeError as error:
        raise ProblemError(422, "invalid-filename", f"{where}: not percent-encoded UTF-8") from error
    name = PurePosixPath(composed(name, FILENAME_CHARACTERS).replace("\\", "/")).name.strip()
    if not is_visible(name):
        return None
    if len(name) > FILENAME_CHARACTERS or not is_one_line(name):
        raise ProblemError(
            422,
            "invalid-filename",
            f"{where}: a file's name has at most {FILENAME_CHARACTERS} characters, and no control characters or line "
            "breaks; rename the file",
        )
    return name
