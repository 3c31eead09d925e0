"""Pages of the API's own: one document and the files that it loads from below it. They load nothing from elsewhere, and
may not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response


@dataclass(frozen=True, kw_only=True)
class File:
    """What a page loads. `content` is asked for when it is."""

    media_type: str
    content: Callable[[], str | bytes]
    cache_control: str = "no-cache"


def serve_page(
    app: FastAPI, path: str, html: str, files: Mapping[str, File], *, name: str, may: Mapping[str, str] | None = None
) -> None:
    """Serve `html` at `path` as the route `name`, and the files below that.

    The page may load scripts and styles from here and ask this API; `may` says what else, by directives of its content
    security policy.
    """
    directives = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'"}
    directives |= dict.fromkeys(("base-uri", "form-action", "frame-ancestors"), "'none'") | dict(may or {})
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in directives.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }

    async def page(_request: Request) -> Response:
        return HTMLResponse(html, headers=headers)

    async def file(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        caching = {"Cache-Control": found.cache_control}
        return Response(found.content(), media_type=found.media_type, headers=headers | caching)

    app.add_route(path, page, name=name, include_in_schema=False)
    app.add_route(f"{path}/{{name}}", file, include_in_schema=False)
