"""Plain values to Pulumi's protocol."""

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from tools.program.recording import UNKNOWN


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """As the protocol writes them; what is None is left out, and `UNKNOWN` gets its mark."""
    made = struct_pb2.Struct()
    made.update({name: _value(value) for name, value in values.items() if value is not None})
    return made


def _value(value: Any) -> Any:
    if value is UNKNOWN:
        return rpc.UNKNOWN
    if isinstance(value, Mapping):
        block: Mapping[str, Any] = value  # pyright: ignore[reportUnknownVariableType] - any value
        return {name: _value(item) for name, item in block.items()}
    if isinstance(value, list | tuple):
        items: list[Any] = list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any value
        return [_value(item) for item in items]
    return value
