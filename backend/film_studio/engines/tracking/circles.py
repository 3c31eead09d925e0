"""Tasks that await one another."""

from collections.abc import Collection, Mapping
from typing import TypeVar

Task = TypeVar("Task")


def circle(awaits: Mapping[Task, Collection[Task]], task: Task) -> list[Task] | None:
    """A way from a task over those that it awaits back to itself, the task first; None where there is none."""
    came_from: dict[Task, Task] = {}
    open_ones = [task]
    while open_ones:
        at = open_ones.pop()
        for awaited in awaits.get(at, ()):
            if awaited == task:
                way = [at]
                while way[-1] != task:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if awaited not in came_from:
                came_from[awaited] = at
                open_ones.append(awaited)
    return None
