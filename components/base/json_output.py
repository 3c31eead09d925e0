"""JSON documents with outputs in them: policies, containers, dashboards."""

import json
from typing import Any

import pulumi


def json_output(document: Any) -> pulumi.Output[str]:
    """The document as JSON text, known once every output in it is known, and secret if one of them is.

    The SDK's `Output.json_dumps` makes an output of every string and number of the document, and a few more of every
    list and object; for the documents of a stack that is a third of the time that its evaluation takes.

    Raises `TypeError` for what JSON does not have.
    """
    outputs: list[pulumi.Output[Any]] = []

    def collect(value: object) -> None:
        if not isinstance(value, pulumi.Output):
            raise TypeError(f"{value!r} cannot stand in JSON: give a string, number, list, dict or output.")
        outputs.append(value)  # pyright: ignore[reportUnknownArgumentType] - of anything

    json.dumps(document, default=collect)

    def with_values(values: list[Any]) -> str:
        # The encoder asks for what it does not know in the order of the document, as it did above.
        following = iter(values)
        return json.dumps(document, default=lambda _output: next(following))

    return pulumi.Output.all(*outputs).apply(with_values)
