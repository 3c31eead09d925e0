"""The page that shows the OpenAPI document, with Swagger UI. It loads nothing from elsewhere, and may not."""

import importlib.resources
from functools import cache
from typing import Final

from fastapi import FastAPI

from film_studio.kit.pages import File, serve_page

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
    html = _PAGE.format(title=app.title, path=path, document=app.openapi_url)
    # Swagger UI lays out by style attributes, and draws its arrows from data URLs.
    serve_page(
        app,
        path,
        html,
        _FILES,
        name="documentation",
        may={"style-src": "'self' 'unsafe-inline'", "img-src": "'self' data:"},
    )


@cache
def _packaged(name: str) -> bytes:
    return (importlib.resources.files("fastapi_swagger") / "resources" / name).read_bytes()


def _of_the_package(name: str, media_type: str) -> File:
    return File(media_type=media_type, content=lambda: _packaged(name), cache_control="public, max-age=86400")


_FILES: Final = {
    "start.js": File(media_type="text/javascript; charset=utf-8", content=lambda: _STARTS),
    "swagger-ui-bundle.js": _of_the_package("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    "swagger-ui.css": _of_the_package("swagger-ui.css", "text/css; charset=utf-8"),
    "favicon-32x32.png": _of_the_package("favicon-32x32.png", "image/png"),
}
