"""Starts the API: `python -m film_studio`. One process a container; ECS runs as many containers as are needed."""

import gc
import logging
import socket
import sys
from typing import Final

import uvicorn

from film_studio.app import create_app
from film_studio.kit.event_stream import Streams
from film_studio.kit.settings import ApiSettings
from runtime import spans
from runtime.logging import configure
from runtime.settings import SettingsError

#: Above the load balancer's idle timeout (120 s): it never sends a request on a connection that is being closed.
KEEP_ALIVE_SECONDS: Final = 125
#: Below ECS's stop timeout: an answer that does not end would otherwise hold the process until it is killed.
SHUTDOWN_SECONDS: Final = 10
_NOT_STARTED: Final = 3
#: So many more containers than before, and cycles among the newest are looked for; each tenth time among older ones
#: too. With Python's 700 the collector takes a third of a request's time: the requests that are being answered hold as
#: many by themselves, and go without it.
_COLLECTED_AFTER: Final = (10_000, 10, 10)


class _Server(uvicorn.Server):
    """Keeps what stands when it has started out of the collector's way, and ends the open streams when it is told to
    stop: it waits for every answer that has begun."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECTED_AFTER)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._streams.end()
        await super().shutdown(sockets)


def main() -> int:
    try:
        settings = ApiSettings.from_environment()
        app = create_app(settings)
        gc.freeze()  # what stays is looked at no more
    except SettingsError as error:
        sys.stderr.write(f"the API cannot start:\n{error}\n")
        return 2
    configure(stage=settings.stage, libraries=logging.INFO)
    spans.configure(
        service="film-studio-api",
        stage=settings.stage,
        endpoint=settings.otel_exporter_otlp_endpoint,
        headers=settings.otel_exporter_otlp_headers,
    )
    config = uvicorn.Config(
        app,
        host=settings.bind_host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        # The load balancer is the only one that reaches the port, from addresses that change.
        proxy_headers=True,
        forwarded_allow_ips="*",
        server_header=False,
        access_log=False,
        log_config=None,
    )
    server = _Server(config, app.state.streams)
    server.run()
    return 0 if server.started else _NOT_STARTED


if __name__ == "__main__":
    sys.exit(main())
