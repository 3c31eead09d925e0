"""The queues that carry work, and how long a poll of one waits.

Standard library only: the infrastructure program and the cost report read it.
"""

from typing import Final, Literal, get_args

QueueName = Literal["jobs", "video", "voice"]
WORK_QUEUES: Final[tuple[QueueName, ...]] = get_args(QueueName)

#: How long a poll waits that finds nothing, in seconds: for events, and for work from several queues in turn. SQS bills
#: every poll. Longer ones would hold up a stop, because cutting one off loses the message that it was about to bring
#: until its visibility ends.
EVENTS_POLL_SECONDS: Final = 3
WORK_POLL_SECONDS: Final = 1
#: A worker with one queue has nothing else to look at in between.
LONE_WORK_POLL_SECONDS: Final = 2
