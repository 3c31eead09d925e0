"""Checks recorded inputs against the input classes of the provider SDKs, which carry every name and type they know.

Finds what a type checker cannot see, because it looks at the very values that would be sent.
"""

import enum
import inspect
import threading
import typing
import warnings
from collections import abc
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, Final

from pulumi import _types  # pyright: ignore[reportPrivateUsage] - the only door to the SDK's own metadata
from pulumi.runtime import rpc

from tools.program.recording import UNKNOWN, Recorded

#: The SDK's services are loaded when they are first looked at, and of two threads that look at once the second finds a
#: module without names: one at a time.
_LOADING: Final = threading.RLock()


def problems(recorded: Recorded) -> list[str]:
    """Unknown, missing and wrongly typed inputs, a sentence each; empty for components and resources without an SDK."""
    arguments = _arguments_class(recorded.type)
    return list(_object(recorded.inputs, arguments, recorded.name)) if arguments else []


def is_known(type_: str) -> bool:
    """Whether an installed SDK describes the type."""
    return _arguments_class(type_) is not None


@cache
def output_types(type_: str) -> Mapping[str, Any]:
    """Wire name → Python type of each output of a resource type; empty where no SDK describes it."""
    with _LOADING:
        cls = _resource_class(type_)
        return {name: _types.unwrap_type(kind) for name, kind in _types.resource_types(cls).items()} if cls else {}


def input_types(type_: str) -> Mapping[str, Any]:
    """Wire name → Python type of each input of a resource type; empty where no SDK describes it."""
    with _LOADING:
        arguments = _arguments_class(type_)
        return _shape(arguments)[0] if arguments else {}


@contextmanager
def quiet_sdk() -> Generator[None]:
    """Loading a module of the AWS SDK warns of every deprecated resource in it, used or not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@cache
def _resource_class(token: str) -> type | None:
    if token.count(":") != 2:
        return None
    package, module_name, _ = token.split(":")
    with _LOADING, quiet_sdk():
        information: Any = getattr(rpc.get_resource_module(package, module_name, ""), "mod_info", None)
        if information is None or token not in information["classes"]:
            return None
        return getattr(import_module(information["fqn"]), information["classes"][token])


@cache
def _arguments_class(token: str) -> type | None:
    cls = _resource_class(token)
    if cls is None:
        return None
    with _LOADING:
        module = import_module(cls.__module__)
    # The SDK says XInitArgs where an object type is already called XArgs.
    return getattr(module, f"{cls.__name__}InitArgs", None) or getattr(module, f"{cls.__name__}Args", None)


@cache
def _shape(arguments: type) -> tuple[Mapping[str, Any], frozenset[str]]:
    """(wire name → Python type, required wire names) of an SDK input class."""
    wire_names = _types.input_type_py_to_pulumi_names(arguments)
    parameters = inspect.signature(arguments.__init__).parameters.items()
    required = frozenset(
        wire_names.get(name, name)
        for name, parameter in parameters
        if parameter.default is inspect.Parameter.empty and parameter.kind is inspect.Parameter.KEYWORD_ONLY
    )
    return _types.input_type_types(arguments), required


def _object(value: Mapping[str, Any], arguments: type, path: str) -> Iterator[str]:
    types, required = _shape(arguments)
    for name in sorted(required - value.keys()):
        yield f"{path}: missing required '{name}'"
    for name, item in value.items():
        if name in types:
            yield from _check(item, types[name], f"{path}.{name}")
        else:
            yield f"{path}: unknown property '{name}'"


def _check(value: Any, kind: Any, path: str) -> Iterator[str]:
    kind = _types.unwrap_type(kind)
    is_reference = isinstance(value, dict) and ("$ref" in value or "$sig" in value)
    if value is UNKNOWN or kind is Any or is_reference:
        return
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        yield from _union(value, arguments, path)
    elif origin in (abc.Sequence, list):
        yield from _sequence(value, arguments[0], path)
    elif origin in (abc.Mapping, dict):
        yield from _map(value, arguments[1], path)
    elif isinstance(kind, type) and _types.is_input_type(kind):
        if isinstance(value, dict):
            yield from _object(typing.cast("dict[str, Any]", value), kind, path)
        else:
            yield f"{path}: object expected, got {value!r}"
    else:
        yield from _scalar(value, kind, path)


def _union(value: Any, kinds: tuple[Any, ...], path: str) -> Iterator[str]:
    results = [list(_check(value, kind, path)) for kind in kinds if kind is not type(None)]
    if all(results):
        yield min(results, key=len)[0]


def _sequence(value: Any, kind: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: list expected, got {value!r}"
        return
    for index, item in enumerate(typing.cast("list[Any]", value)):
        yield from _check(item, kind, f"{path}[{index}]")


def _map(value: Any, kind: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: map expected, got {value!r}"
        return
    for name, item in typing.cast("dict[str, Any]", value).items():
        yield from _check(item, kind, f"{path}.{name}")


def _scalar(value: Any, kind: Any, path: str) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        allowed = [member.value for member in kind]
        if value not in allowed:
            yield f"{path}: {value!r} is not one of {allowed[:6]}"
    elif kind in (int, float):
        whole = kind is float or (isinstance(value, (int, float)) and float(value).is_integer())
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not whole:
            yield f"{path}: {kind.__name__} expected, got {value!r}"
    elif kind in (str, bool) and not isinstance(value, kind):
        yield f"{path}: {kind.__name__} expected, got {value!r}"
