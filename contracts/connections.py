"""Connections to PostgreSQL: how many a process of the API opens, which says how many tasks a database carries."""

from typing import Final

#: Transactions of requests at once: more than one process can keep busy. A request waits for its turn, in order.
APP_POOL: Final = 20
#: Relay, consumer, reconciler, notifier, key look-ups.
SYSTEM_POOL: Final = 8
#: Waits for what PostgreSQL announces.
LISTENER: Final = 1
API_PROCESS: Final = APP_POOL + SYSTEM_POOL + LISTENER
#: What RDS keeps for itself, and what the migration task and an operator open.
RESERVED: Final = 10
