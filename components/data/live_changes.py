"""What cannot become of a live database, though each of its settings is right by itself.

Inputs are Pulumi's, in wire names, as they were and as they are to be. What a value is not known yet is not judged.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pulumi

from components.base.setting_types import SettingError

#: The tag by which a live stack says what it is for.
STAGE_TAG: Final = "stage"


def refusals(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What nobody may do to it, a sentence each with the fix."""
    was, now = _stage(old), _stage(new)
    if was == "production" and now and now != was:
        yield (
            f"stage would go from 'production' to '{now}' on a live stack, and every rule of production would stop "
            "holding it: set stage back to 'production'. What is to go is taken down as docs/deploy.md says."
        )
    if _shrinks(old, new) and not new.get("maxAllocatedStorage"):
        yield (
            f"databaseStorageGib would go from {old['allocatedStorage']:g} to {new['allocatedStorage']:g}, but a disk "
            f"of RDS never shrinks: set it to at least {old['allocatedStorage']:g}."
        )
    yield from _versions(old, new)
    if _differ(old, new, "engineLifecycleSupport"):
        yield (
            "engineLifecycleSupport can be chosen when a database is made and never again: AWS would report success "
            f"and keep '{old['engineLifecycleSupport']}'. Leave it as it is."
        )


def _versions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    was, now = _major(old), _major(new)
    if not was or not now:
        return
    if now < was:
        yield (
            f"databaseVersion would go from {was} to {now}, but RDS never goes back: set it to {was}. The way back is "
            "the snapshot of before the change (docs/operate.md, Another major version of PostgreSQL)."
        )
    elif now > was and not new.get("allowMajorVersionUpgrade"):
        yield (
            f"databaseVersion would go from {was} to {now} on a live database, which takes it out of service for some "
            "ten minutes: try it beside first (docs/operate.md, Another major version of PostgreSQL), then set "
            "databaseUpgrade to true for this one update."
        )


def surprises(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What would not happen, and be said by nobody."""
    if _shrinks(old, new) and new.get("maxAllocatedStorage"):
        yield (
            f"databaseStorageGib is {new['allocatedStorage']:g}, but the database has {old['allocatedStorage']:g} GiB, "
            f"which never shrink, so nothing changes: set it to {old['allocatedStorage']:g}."
        )


def check(arguments: pulumi.ResourceHookArgs) -> None:
    """The hook before an update, in previews as well. Raises `SettingError`."""
    old, new = arguments.old_inputs or {}, arguments.new_inputs or {}
    for text in surprises(old, new):
        pulumi.warn(text)
    found = list(refusals(old, new))
    if found:
        raise SettingError(" ".join(found))


def _stage(inputs: Mapping[str, Any]) -> str:
    tags: Mapping[str, Any] | None = inputs.get("tags")
    return str((tags or {}).get(STAGE_TAG, ""))


def _major(inputs: Mapping[str, Any]) -> int:
    """0 where it is not known yet."""
    version = inputs.get("engineVersion")
    major = version.split(".")[0] if isinstance(version, str) else ""
    return int(major) if major.isdecimal() else 0


def _shrinks(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    was, now = old.get("allocatedStorage"), new.get("allocatedStorage")
    return isinstance(was, int | float) and isinstance(now, int | float) and now < was


def _differ(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> bool:
    was, now = old.get(name), new.get(name)
    return isinstance(was, str) and isinstance(now, str) and was != now
