"""Runs the policy pack on resources from a file, as Pulumi would: in the pack's own environment, with the real SDK.

Reads JSON `[{type, name, urn, props, protect, provider}]`, writes `[[policy, level, urn, text]]`.
"""

import json
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

POLICY = Path(__file__).resolve().parent.parent.parent.parent / "policy"


def _shown(entry: dict[str, Any], provider: dict[str, Any]) -> Any:
    seen = SimpleNamespace(urn=provider["urn"], resource_type=provider["type"], props=provider["props"], name="aws")
    return SimpleNamespace(
        resource_type=entry["type"],
        props=entry["props"],
        urn=entry["urn"],
        name=entry["name"],
        opts=SimpleNamespace(protect=entry["protect"]),
        provider=seen if entry["provider"] else None,
    )


def main() -> None:
    sys.path.insert(0, str(POLICY))  # as Pulumi's runner does for the folder of a pack
    pack = runpy.run_path(str(POLICY / "__main__.py"), run_name="pack")
    entries = json.load(sys.stdin)
    provider = next(entry for entry in entries if entry["type"] == "pulumi:providers:aws")
    resources = [_shown(entry, provider) for entry in entries]
    found: list[list[str]] = []
    for rule in pack["RULES"]:
        if rule.on:
            made = pack["resource_policy"](rule)
            arguments = resources
        else:
            made = pack["stack_policy"](rule)
            arguments = [SimpleNamespace(resources=resources)]
        for argument in arguments:

            def report(
                text: str, urn: str = "", *, own: str = getattr(argument, "urn", ""), policy: Any = made
            ) -> None:
                found.append([policy.name.replace("-", "_"), policy.enforcement_level.value, urn or own, text])

            made.validate(argument, report)
    json.dump(found, sys.stdout)


main()
