"""Reads the settings of a stack from its flat configuration, and refuses what is not a setting before anything is
made."""

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from components.base.naming import Names
from components.base.regions import check_region
from components.base.setting_checks import check_together
from components.base.setting_types import SettingError
from components.base.settings import SECRETS, TUNABLES, Settings
from components.base.stages import PRODUCTION, STAGES
from contracts.renderers import RENDERERS, Renderer

#: What a setting was once called → what it is called now.
FORMER_NAMES: Final[Mapping[str, str]] = {
    "delivery": "githubRoles",
    "deliveryEnvironments": "githubEnvironments",
    "deliveryZones": "githubZones",
}


def load(
    *,
    project: str,
    stack: str,
    configuration: Mapping[str, str],
    secret_keys: Collection[str] = (),
    renderers: Mapping[str, Renderer] = RENDERERS,
    stacks: Collection[str] = (),
) -> Settings:
    """Read and check the settings of a stack from its flat configuration (`film-studio:apiPort` → "8000").

    `secret_keys` are those whose values are encrypted in the stack's file; `renderers` are those that the stack may
    choose from; `stacks` are those that have a file.

    Raises `SettingError`, which names the key, the value and the fix, and `naming.UnusableNameError`.
    """
    names = Names(project=project, stack=stack)
    values = _own(configuration, project)
    _refuse_unknown(values, stack)
    encrypted = _own(dict.fromkeys(secret_keys, ""), project)
    _refuse_encrypted(encrypted, stack)
    stage = _stage(values.pop("stage", ""), stack)
    if stage != "local":
        _refuse_plain([key for key in values if key in SECRETS and key not in encrypted], stack)
    region = check_region(configuration.get("aws:region", ""), stack=stack, stage=stage)
    chosen = {TUNABLES[key].name: _read(key, value) for key, value in values.items()}
    _check_name(stack, stage)
    settings = Settings(project=names.project, stack=stack, region=region, stage=stage, renderers=renderers, **chosen)
    check_together(settings, stacks=stacks)
    return settings


def _own(configuration: Mapping[str, str], project: str) -> dict[str, str]:
    """What is said under the project's own name, without it."""
    begin = f"{project}:"
    return {key.removeprefix(begin): value for key, value in configuration.items() if key.startswith(begin)}


def _stage(stage: str, stack: str) -> str:
    if stage not in STAGES:
        raise SettingError(
            f"stage is {stage!r} in stack '{stack}'; it is one of {', '.join(STAGES)}: set it in Pulumi.{stack}.yaml."
        )
    return stage


def _check_name(stack: str, stage: str) -> None:
    """Keep to pull requests what their workflows may change: whatever is called `pr…` or tagged with their stage."""
    if stack == PRODUCTION and stage != PRODUCTION:
        raise SettingError(
            f"stage is '{stage}' in stack '{PRODUCTION}': every rule of production would stop holding it. Set stage to "
            f"'{PRODUCTION}', or give another stack a name of its own."
        )
    is_theirs = re.fullmatch(r"pr\d*", stack) is not None
    if stack.startswith("pr") and not is_theirs and stack != PRODUCTION:
        raise SettingError(
            f"Stack '{stack}' begins with 'pr', as the stacks of pull requests do, whose workflows could change it: "
            f"call it something else, for instance 'live' or '{PRODUCTION}'."
        )
    if is_theirs != (stage == "pr"):
        fix = "set stage to pr" if is_theirs else "take another stage, or call the stack pr and a number"
        raise SettingError(
            f"stage is '{stage}' in stack '{stack}': the stacks of pull requests are called pr and a number and have "
            f"the stage pr, and no others: {fix}."
        )


def _refuse_unknown(values: Mapping[str, str], stack: str) -> None:
    known = ("stage", *TUNABLES)
    for key in values:
        if key in FORMER_NAMES:
            raise SettingError(
                f"'{key}' in Pulumi.{stack}.yaml is now called '{FORMER_NAMES[key]}': rename it there, its value stays."
            )
        if key not in known:
            if key == "region":
                raise SettingError(
                    f"'region' in Pulumi.{stack}.yaml is not a setting of the program but of AWS's provider: write "
                    f"aws:region, as `pulumi config set --stack {stack} aws:region us-east-2` does."
                )
            spelled = {each.lower(): each for each in known}  # nobody errs in the capitals alone
            close = difflib.get_close_matches(key.lower(), spelled, n=3, cutoff=0.5)
            swapped = [each for each in close if sorted(each) == sorted(key.lower())]
            best = next(iter(swapped or close), None)
            meant = f"Did you mean '{spelled[best]}'?" if best else f"Known keys: {', '.join(sorted(known))}."
            raise SettingError(f"'{key}' in Pulumi.{stack}.yaml is not a setting. {meant}")


def _refuse_encrypted(keys: Collection[str], stack: str) -> None:
    for key in keys:
        if key in SECRETS:
            continue
        raise SettingError(
            f"{key} is encrypted (secure) in Pulumi.{stack}.yaml, but this setting is not a secret and would stand "
            f"in plain text in what it configures: set it again with `pulumi config set --stack {stack} {key} VALUE`, "
            "without --secret. Passwords and keys are made by the program, and kept in Secrets Manager."
        )


def _refuse_plain(keys: Collection[str], stack: str) -> None:
    for key in keys:
        raise SettingError(
            f"{key} stands in plain text in Pulumi.{stack}.yaml, where everybody who reads the repository reads it: "
            f"take it out and have another one made, then set that with `pulumi config set --stack {stack} --secret "
            f"{key}`."
        )


def _read(key: str, value: str) -> Any:
    setting = TUNABLES[key]
    try:
        return setting.read(value)
    except ValueError as error:
        if key in SECRETS:
            raise SettingError(f"{key} is not what it takes: {error}. ({setting.reason}.)") from None
        raise SettingError(f"{key} is {value!r}; it takes {error}. ({setting.reason}.)") from error
