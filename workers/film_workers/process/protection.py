"""Tells ECS not to scale in a task that holds a message; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html"""

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Final

from runtime.log_events import TaskProtectionFailed, TaskProtectionRefused
from runtime.logging import log

#: ECS drops a protection that is not renewed, so a worker that hangs does not hold up a deployment for ever.
EXPIRES_MINUTES: Final = 15
_RENEW_SECONDS: Final = EXPIRES_MINUTES * 60 / 3
#: Jobs that follow one another share a protection for so long; each change is a call to ECS, which throttles them.
_SHARED_SECONDS: Final = 30.0
_TIMEOUT_SECONDS: Final = 5.0


class TaskProtection:
    """Scale-in protection of the ECS task that we run in; does nothing where there is no ECS agent.

    A failure is logged and nothing more: without protection a job is interrupted, handed back and done elsewhere.
    """

    def __init__(self, agent_uri: str | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = f"{agent_uri.rstrip('/')}/task-protection/v1/state" if agent_uri else None
        self._clock = clock
        self._since: float | None = None

    def hold(self) -> None:
        """Protect, or renew a protection that has run for a third of its time."""
        if self._since is None or self._clock() - self._since >= _RENEW_SECONDS:
            self._put(enabled=True)

    def release(self, *, idle: bool) -> None:
        """A message is done. Between messages the protection stays for half a minute; when `idle`, it goes at once."""
        if self._since is not None and (idle or self._clock() - self._since >= _SHARED_SECONDS):
            self._put(enabled=False)

    def _put(self, *, enabled: bool) -> None:
        self._since = self._clock() if enabled else None
        if self._url is None:
            return
        body: dict[str, bool | int] = {"ProtectionEnabled": enabled}
        if enabled:
            body["ExpiresInMinutes"] = EXPIRES_MINUTES
        request = urllib.request.Request(  # noqa: S310 - the ECS agent's own URI
            self._url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}, method="PUT"
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310
                answer = response.read()
        except OSError as error:
            log(TaskProtectionFailed(enabled=enabled, error=str(error)))
            return
        if b'"failure"' in answer:
            log(TaskProtectionRefused(enabled=enabled, answer=answer.decode(errors="replace")))
