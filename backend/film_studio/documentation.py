"""The page that shows the OpenAPI document, with Swagger UI. It loads nothing from elsewhere, and may not."""

import importlib.resources
from functools import cache
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

#: What of the package is served, as which media type.
_FILES: Final = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
_START: Final = "start.js"
_HEADERS: Final = {
    # Swagger UI lays out by style attributes, and draws its arrows from data URLs.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="{path}/favicon-32x32.png">
<link rel="stylesheet" href="{path}/swagger-ui.css">
</head>
<body>
<div id="page" data-document="{document}"></div>
<script src="{path}/swagger-ui-bundle.js"></script>
<script src="{path}/start.js"></script>
</body>
</html>
"""
_STARTS: Final = """const page = document.getElementById("page");
const studio = SwaggerUIBundle({
  url: page.dataset.document,
  domNode: page,
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  onComplete: async () => {
    // Whoever is signed in need not paste a key. For as long as an access token lasts: then the page is loaded again.
    const answer = await fetch(new URL("session/refresh", new URL(page.dataset.document, location)), {
      method: "POST", credentials: "include",
    });
    if (answer.ok) studio.preauthorizeApiKey("Bearer", (await answer.json()).access_token);
  },
});
"""


def install(app: FastAPI, path: str) -> None:
    """Serve the page at `path`, and what it loads below that."""

    async def page(_request: Request) -> Response:
        html = _PAGE.format(title=app.title, path=path, document=app.openapi_url)
        return HTMLResponse(html, headers=_HEADERS)

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name == _START:
            return Response(_STARTS, media_type="text/javascript; charset=utf-8", headers=_HEADERS)
        if name not in _FILES:
            raise HTTPException(404)
        return Response(
            _file(name), media_type=_FILES[name], headers={**_HEADERS, "Cache-Control": "public, max-age=86400"}
        )

    app.add_route(path, page, include_in_schema=False)
    app.add_route(f"{path}/{{name}}", file, include_in_schema=False)


@cache
def _file(name: str) -> bytes:
    return (importlib.resources.files("fastapi_swagger") / "resources" / name).read_bytes()
