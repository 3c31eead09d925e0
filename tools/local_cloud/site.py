"""The web studio on a laptop: served on a port of its own, as GitHub Pages serves it."""

import gzip
import json
import mimetypes
import subprocess
import sys
import threading
from functools import lru_cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import unquote, urlsplit

from tools.local_cloud import processes, site_build
from tools.local_cloud.site_build import BASE_PATH, address

_CONFIG: Final = f"{BASE_PATH}/config.json"
#: Smaller than this nothing is won by packing.
_WORTH_PACKING: Final = 1000
_PACKED: Final = ("text/", "application/json", "image/svg+xml")
#: Of what this server sends and Python's table may not know on every system.
_TYPES: Final = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".txt": "text/plain"}


class Site:
    """Use as a context manager: built beside what goes on, if it has to be, and served as soon as it is there.

    It belongs to a cloud by its API's address alone. Where it cannot be built, everything else goes on without it.
    """

    def __init__(self, *, api_url: str, port: int, log: Path) -> None:
        self.state: Literal["building", "served", "failed"] = "building"
        self.url = address(port)
        self._api_url = api_url
        self._port = port
        self._log = log
        self._building: subprocess.Popen[bytes] | None = None
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        folder = site_build.built()
        if folder is not None:
            self._serve(folder)
        else:
            self._log.unlink(missing_ok=True)
            self._building = self._program("build")
        return self

    def __exit__(self, *exception: object) -> None:
        if self._building is not None:
            processes.stop(self._building)
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def tend(self) -> bool:
        """Serve it once it is built. True when its state has changed."""
        if self._building is None or self._building.poll() is None:
            return False
        code, self._building = self._building.wait(), None
        folder = site_build.built()
        if code == 0 and folder is not None:
            self._serve(folder)
        else:
            self.state = "failed"
        return True

    def why_not(self) -> str:
        """The last words of a build that failed, in one line, and where the others are."""
        return f"{processes.tail(self._log, lines=1)} ({self._log} has the rest)"

    def _program(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", "tools.local_cloud.site_build", *words]
        return processes.start(command, environment={**site_build.inherited(), "PYTHONUTF8": "1"}, log=self._log)

    def _serve(self, folder: Path) -> None:
        handler = partial(_Pages, folder, json.dumps({"apiUrl": self._api_url}).encode())
        self._server = _Server(("127.0.0.1", self._port), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.state = "served"


class SiteInDevelopment(Site):
    """As it is written, by Next's own server, which shows a save at once. Its pages have no policy."""

    def __enter__(self) -> Self:
        self._log.unlink(missing_ok=True)
        self._building = self._program("serve", str(self._port), self._api_url)
        return self

    def tend(self) -> bool:
        if self._building is None or self.state == "failed":
            return False
        before = self.state
        if self._building.poll() is not None:
            self.state, self._building = "failed", None
        elif self.state == "building" and not processes.is_free(self._port):
            self.state = "served"
        return self.state != before


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing, where a browser has left in the middle, as it does when a page is closed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # pyright: ignore[reportArgumentType] - as it was handed over


class _Pages(BaseHTTPRequestHandler):
    """Files below the sub-path, folders by their index.html after a slash, and 404.html for the rest."""

    protocol_version = "HTTP/1.1"
    server_version = "FilmStudio"
    sys_version = ""

    def __init__(self, folder: Path, config: bytes, *arguments: object) -> None:
        self._folder = folder
        self._config = config
        super().__init__(*arguments)  # pyright: ignore[reportArgumentType] - as socketserver hands them over

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == _CONFIG:
            self._send(200, "application/json", self._config, lasts=False)
            return
        file = self._file(path)
        if file is None:
            self._send(404, "text/html; charset=utf-8", (self._folder / "404.html").read_bytes(), lasts=False)
        elif file.is_dir():
            self._redirect(path + "/")
        else:
            # Files below _next carry the hash of their content in their names.
            self._send(200, _type_of(file), file.read_bytes(), lasts="_next" in path)

    do_HEAD = do_GET  # noqa: N815 - as the base class calls it

    def _file(self, path: str) -> Path | None:
        """What lies at a path: a file, or a folder that is asked for without its slash."""
        if not path.startswith(f"{BASE_PATH}/") or "\0" in path:
            return None
        found = (self._folder / path.removeprefix(f"{BASE_PATH}/")).resolve()
        if not found.is_relative_to(self._folder.resolve()):
            return None
        if found.is_dir() and path.endswith("/"):
            found /= "index.html"
        return found if found.exists() else None

    def _redirect(self, path: str) -> None:
        query = urlsplit(self.path).query
        self.send_response(301)
        # A single slash in front: two would name another host.
        self.send_header("Location", "/" + path.lstrip("/") + (f"?{query}" if query else ""))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, media_type: str, content: bytes, *, lasts: bool) -> None:
        packs = media_type.startswith(_PACKED) and len(content) >= _WORTH_PACKING
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if packs:
            self.send_header("Vary", "Accept-Encoding")
        if packs and "gzip" in self.headers.get("Accept-Encoding", ""):
            # As Pages does, so that what is measured here is what is loaded there.
            content = _packed(content)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if lasts else "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class names it
        """Nothing: a page asks for dozens of files."""


@lru_cache(maxsize=512)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _type_of(file: Path) -> str:
    found = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
