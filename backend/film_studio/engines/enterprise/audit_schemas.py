"""The audit trail on the wire."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from film_studio.identity.audit.actions import Action
from film_studio.identity.audit.chain import Fault
from film_studio.identity.caller import CallerKind
from film_studio.kit.schemas import Wire


class Actor(Wire):
    """Who has done it."""

    kind: CallerKind
    id: uuid.UUID
    name: str | None = Field(description="As it was then; null for the service, and when it was taken out")


class AuditEntry(Wire):
    """One change that somebody has made."""

    sequence: int = Field(description="Counts the organisation's entries from 1 on, without gaps")
    at: datetime
    actor: Actor
    action: Action
    subject_type: str
    subject_id: uuid.UUID
    project_id: uuid.UUID | None = Field(description="The project that it was done in; null for none")
    before: dict[str, Any] | None = Field(description="The fields that changed, before; null when taken out")
    after: dict[str, Any] | None = Field(description="The fields that changed, after; null when taken out")
    request_id: str | None = Field(description="Of the request that did it, which finds its lines in the log")
    sha256: str = Field(description="The entry's hash, over everything in it and the hash of the one before")


class ChainBreak(Wire):
    """Where a chain does not hold."""

    sequence: int
    fault: Fault
    detail: str


class AuditCheck(Wire):
    """A part of the chain, as it was checked."""

    entries: int = Field(description="How many were checked, from from_sequence on")
    without_details: int = Field(description="Of these, from how many the words of people were taken out")
    last_sequence: int = Field(description="The last one that holds; 0 before there is one")
    last_sha256: str = Field(description="Its hash: kept elsewhere, it proves later that none before was changed")
    complete: bool = Field(description="Whether the chain was checked to its end; else go on from next_sequence")
    next_sequence: int | None
    broken: ChainBreak | None = Field(description="The first break; null where everything checked holds")
