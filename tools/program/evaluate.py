"""Evaluates the infrastructure program in this process, for any stack, without Pulumi itself, an account or a network.

Tests assert on the result, the laptop's cloud realises it, cost and preview read it.
"""

import argparse
import asyncio
import atexit
import contextvars
import gc
import json
import logging
import os
import runpy
import sys
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Any

import pulumi
from pulumi.runtime import mocks, settings
from pulumi.runtime import resource as registration
from pulumi.runtime.proto import resource_pb2, source_pb2
from pulumi.runtime.stack import run_in_stack

from components.base.setting_types import is_placeholder
from contracts.renderers import Renderer
from tools.errors import StudioError
from tools.program import sdk_modules, stack_files
from tools.program.recording import UNKNOWN, Call, Callbacks, Evaluation, Log, Monitor, OutputsFor, Recorded
from tools.program.sdk_schema import quiet_sdk
from tools.program.stub_outputs import default_call, default_outputs

__all__ = [
    "UNKNOWN",
    "Call",
    "Evaluation",
    "OutputsFor",
    "Recorded",
    "default_call",
    "default_outputs",
    "evaluate_program",
    "evaluate_stack",
]

ROOT = Path(__file__).resolve().parent.parent.parent
#: What the program consists of beside `__main__.py`: loaded anew for each evaluation, so nothing leaks between stacks.
PROGRAM_PACKAGES = ("components", "contracts")
#: Nobody's: `.internal` is kept for networks that the world does not see.
STAND_IN_MAIL = "operator@film-studio.internal"
_PROCESS_WIDE = RLock()
_EVALUATIONS = count(1)
# Else the interpreter, on its way out, looks for garbage among all that the SDKs made: half a second for nothing.
atexit.register(gc.freeze)


def evaluate_stack(
    stack: str,
    *,
    preview: bool = False,
    outputs_for: OutputsFor | None = None,
    call: Call | None = None,
    overrides: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
    root: Path | None = None,
    renderers: Mapping[str, Renderer] | None = None,
    timeout: float = 120,
) -> Evaluation:
    """Run `__main__.py` with the real configuration of `Pulumi.<stack>.yaml` and return what it registers.

    `outputs_for` stands in for the cloud: it gets each resource once, in the order of registration and never two at a
    time, with every input known, and answers its outputs in wire names ("id" among them); `default_outputs` answers
    plausible ones and is what a replacement falls back on. With `preview` it is not called: as in a real preview,
    outputs are unknown. `call` answers invokes (`default_call`). `overrides` are configuration values on top of the
    stack's file, flat, as Pulumi hands them over: `{"film-studio:apiPort": "8123"}`, and `secrets` such as are
    encrypted there. `renderers` are those that the stack may choose from, in place of the program's own. `timeout`
    is in seconds.

    An update refuses the example's address that a new stack's file has for alarms; here a stand-in takes its place.

    Raises what the program raises, `stack_files.StackFileError`, or `TimeoutError` when an output never resolves.
    """
    sdk_modules.load_on_demand()
    root = (root or ROOT).resolve()
    configuration = stack_files.read(root, stack, overrides, secrets)
    if not preview:
        configuration = _with_somebody_to_read_alarms(configuration)

    def program() -> None:
        path = str(root / "__main__.py")
        if renderers is None:
            runpy.run_path(path, run_name="__main__")  # as Pulumi does
        else:
            runpy.run_path(path, run_name="film_studio_program")["program"](renderers)

    with (
        _PROCESS_WIDE,
        _program_packages_of(root),
        _outputs_in_text_are_errors(),
        without_collector(),
        without_stack_traces(),
        quiet_sdk(),
    ):
        return evaluate_program(
            program,
            configuration=configuration,
            stack=stack,
            preview=preview,
            outputs_for=outputs_for or default_outputs,
            call=call or default_call,
            timeout=timeout,
        )


def _with_somebody_to_read_alarms(configuration: stack_files.StackConfiguration) -> stack_files.StackConfiguration:
    key = f"{configuration.project}:alarmEmail"
    if not is_placeholder(configuration.values.get(key, "")):
        return configuration
    return replace(configuration, values={**configuration.values, key: STAND_IN_MAIL})


def evaluate_program(
    program: Callable[[], Any],
    *,
    configuration: stack_files.StackConfiguration,
    stack: str = "dev",
    preview: bool = False,
    outputs_for: OutputsFor = default_outputs,
    call: Call = default_call,
    timeout: float = 120,
) -> Evaluation:
    """Run any function as a Pulumi program; the rest is as in `evaluate_stack`."""
    evaluation = Evaluation(project=configuration.project, stack=stack, preview=preview)

    def run() -> None:
        pulumi.runtime.set_all_config(dict(configuration.values), list(configuration.secret_keys))
        settings.configure(
            mocks.MockSettings(
                monitor=Monitor(evaluation, outputs_for=outputs_for, call=call),
                monitor_features={resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS},
                engine=Log(evaluation),
                project=configuration.project,
                stack=stack,
                dry_run=preview,
                organization="organization",
                callbacks=Callbacks(evaluation),  # pyright: ignore[reportArgumentType] - has what hooks need of it
                legacy_apply_enabled=False,
                root_directory=".",
                outputs=set[Any](),
                package_refs={},
                base_providers_by_ref={},
            )
        )
        asyncio.run(_main(program, timeout))

    # Pulumi keeps its globals in context variables: a fresh context keeps one evaluation from the next.
    with _quiet_asyncio():
        contextvars.Context().run(run)
    return evaluation


class _Inline(ThreadPoolExecutor):
    """Runs at once, here, what the SDK would hand to threads: the order of registrations is the same every time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as an executor does: the caller gets it
            future.set_exception(error)
        return future


async def _main(program: Callable[[], Any], seconds: float) -> None:
    asyncio.get_running_loop().set_default_executor(_Inline())
    await asyncio.wait_for(run_in_stack(program), seconds)


@contextmanager
def _program_packages_of(root: Path) -> Generator[None]:
    """Import the program's packages from `root`, then forget them again and give back those that were loaded before."""
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] in PROGRAM_PACKAGES}
    for name in before:
        del sys.modules[name]
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
        for name in [name for name in sys.modules if name.split(".")[0] in PROGRAM_PACKAGES]:
            del sys.modules[name]
        sys.modules.update(before)


@contextmanager
def _outputs_in_text_are_errors() -> Generator[None]:
    """An Output inside an f-string raises instead of writing Pulumi's explanation into a resource."""
    name = "PULUMI_ERROR_OUTPUT_STRING"
    before = os.environ.get(name)
    os.environ[name] = "true"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextmanager
def without_collector() -> Generator[None]:
    """Loading the SDKs makes a million objects that stay: looking for garbage among them takes a third of the time.

    So does looking among all that an evaluation made, the moment it is over. It is put with the oldest objects
    instead, and those are gone through after every eighth evaluation.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if was_enabled:
            gc.enable()
            if next(_EVALUATIONS) % 8 == 0:
                gc.collect()


@contextmanager
def without_stack_traces() -> Generator[None]:
    """The SDK sends with each resource the stack that registered it, for Pulumi to show: a fifth of the
    time, and nobody here looks at it."""
    name = "_get_stack_trace"
    before = getattr(registration, name)
    setattr(registration, name, source_pb2.StackTrace)
    try:
        yield
    finally:
        setattr(registration, name, before)


@contextmanager
def _quiet_asyncio() -> Generator[None]:
    """When a program fails, its unfinished tasks fail too, and asyncio would log each of them beside the real error."""
    logger = logging.getLogger("asyncio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _summary(evaluation: Evaluation) -> str:
    counts = Counter(resource.type for resource in evaluation.resources)
    lines = [f"{evaluation.project} / {evaluation.stack}: {len(evaluation.resources)} resources", ""]
    lines += [f"{count:5}  {type_}" for type_, count in sorted(counts.items())]
    lines += ["", "Outputs"]
    for name, value in sorted(evaluation.outputs.items()):
        shown = "(secret)" if name in evaluation.secret_outputs else value
        lines.append(f"  {name}: {shown}")
    lines += ["", *(f"{severity}: {text}" for severity, text in evaluation.messages)]
    return "\n".join(lines).rstrip()


def _document(evaluation: Evaluation) -> str:
    """Everything, as JSON; secret values are left out."""
    resources = [
        {
            "urn": resource.urn,
            "type": resource.type,
            "name": resource.name,
            "parent": resource.parent,
            "protect": resource.protect,
            "inputs": {
                name: "(secret)"
                if any(path.split(".")[0].split("[")[0] == name for path in resource.secrets)
                else value
                for name, value in resource.inputs.items()
            },
            "dependencies": sorted(resource.dependencies),
        }
        for resource in evaluation.resources
    ]
    outputs = {
        name: "(secret)" if name in evaluation.secret_outputs else value for name, value in evaluation.outputs.items()
    }
    document = {"stack": evaluation.stack, "resources": resources, "outputs": outputs, "messages": evaluation.messages}
    return json.dumps(document, indent=2, default=repr)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.program.evaluate", description="What the program registers.")
    parser.add_argument("stack", help="local, dev or production")
    parser.add_argument("--preview", action="store_true", help="with unknown outputs, as a preview sees them")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    arguments = parser.parse_args()
    try:
        evaluation = evaluate_stack(arguments.stack, preview=arguments.preview)
    except (ValueError, StudioError) as error:  # wrong settings and wrong stack files explain themselves
        sys.exit(str(error))
    print(_document(evaluation) if arguments.json else _summary(evaluation))


if __name__ == "__main__":
    main()
