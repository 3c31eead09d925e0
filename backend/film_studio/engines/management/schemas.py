"""Projects on the wire."""

import uuid
from datetime import datetime

from film_studio.schemas import Answer, Body, Name


class ProjectRequest(Body):
    title: Name


class ProjectAnswer(Answer):
    id: uuid.UUID
    title: str
    created_at: datetime
    updated_at: datetime
