"""How Pulumi runs this program: a language host for Python, on the server that the SDK has for inline programs.

Pulumi starts it from PATH as `pulumi-language-python` and reads its port from the first line that it prints, or
attaches to one that a stage has started, which runs one program after another. The host that comes with a released CLI
would start a Python of its own; this one is the Python that it runs in.
"""

import contextlib
import os
import runpy
import sys
import time
from concurrent import futures
from pathlib import Path
from threading import Thread
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from tools.program import sdk_modules
from tools.program.evaluate import PROGRAM_PACKAGES, without_collector, without_stack_traces
from tools.program.sdk_schema import quiet_sdk

#: Bytes: a graph with every policy document in it is larger than gRPC's four megabytes.
LARGEST_MESSAGE: Final = 400 * 1024 * 1024


class Host(LanguageServer):
    """Programs, one after another, each in the folder that Pulumi names."""

    def __init__(self) -> None:
        self.engine = ""
        self.folder = Path.cwd()
        super().__init__(self._run)

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802 - the gRPC method's name
        self.engine = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def InstallDependencies(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Nothing: what the program needs is in the environment that this host runs in."""
        yield language_pb2.InstallDependenciesResponse(stdout=b"The stand-ins bring what the program needs.\n")

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        return language_pb2.GetRequiredPackagesResponse()

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.folder = Path(request.info.program_directory or request.pwd)
        request.args[:] = [self.engine]  # where the SDK's server looks for whom to tell what the program says
        return super().Run(request, context)  # pyright: ignore[reportUnknownMemberType] - the SDK gives no types

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        return empty_pb2.Empty()

    def _run(self) -> None:
        os.chdir(self.folder)
        for name in [name for name in sys.modules if name.split(".")[0] in PROGRAM_PACKAGES]:
            del sys.modules[name]  # this host's own imports of them came from elsewhere
        if str(self.folder) not in sys.path:
            sys.path.insert(0, str(self.folder))
        with quiet_sdk(), without_collector(), without_stack_traces():
            runpy.run_path(str(self.folder / "__main__.py"), run_name="__main__")


def _end_with(engine: int) -> None:
    """A Pulumi that is killed cannot say goodbye: end when it is gone, instead of waiting for it for ever."""
    while os.getppid() == engine:
        time.sleep(1)
    os._exit(0)


def main() -> None:
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    sdk_modules.load_on_demand()
    server = grpc.server(futures.ThreadPoolExecutor(8), options=[("grpc.max_receive_message_length", LARGEST_MESSAGE)])
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Host(), server)  # pyright: ignore[reportUnknownMemberType] - generated code
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    with contextlib.suppress(KeyboardInterrupt):  # so Pulumi ends its plugins
        server.wait_for_termination()


if __name__ == "__main__":
    main()
