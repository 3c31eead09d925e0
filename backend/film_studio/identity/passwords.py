"""Passwords: hashed with Argon2id, in threads of their own, so that a flood of sign-ins delays sign-ins alone."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Final, TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import AfterValidator, Field, SecretStr

from film_studio.kit.problems import ProblemError
from film_studio.kit.text import composed

Result = TypeVar("Result")
#: NIST SP 800-63B asks for length alone, and for fifteen characters where nothing stands beside the password; here a
#: lock-out does, and twelve are enough.
SHORTEST: Final = 12
LONGEST: Final = 200
#: OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane. A task of the smallest size has memory for it.
_HASHER: Final = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_THREADS: Final = 2
#: Beyond these, who signs in would wait for longer than they do for an answer that says: come again.
_WAITING: Final = 40
_RETRY_SECONDS: Final = 2


def _composed(value: SecretStr) -> SecretStr:
    return SecretStr(composed(value.get_secret_value(), LONGEST))


#: A password as somebody types it to sign in.
GivenPassword = Annotated[SecretStr, Field(min_length=1, max_length=LONGEST), AfterValidator(_composed)]
#: A password as somebody chooses it.
NewPassword = Annotated[SecretStr, Field(min_length=SHORTEST, max_length=LONGEST), AfterValidator(_composed)]


class Passwords:
    """Hashes and verifies. Each process has one."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="password")
        self._asked = 0
        self._nobodys: str | None = None

    async def hashed(self, password: SecretStr) -> str:
        """Raises a 503 problem while too many others wait."""
        return await self._run(_HASHER.hash, password.get_secret_value())

    async def verify(self, password: SecretStr, stored: str | None) -> bool:
        """Whether it is the password. Takes as long where there is none: nobody learns from the time who is a member.

        Raises a 503 problem while too many others wait.
        """
        if self._nobodys is None:
            self._nobodys = await self._run(_HASHER.hash, "nobody has this password")
        matches = await self._run(_matches, password.get_secret_value(), stored or self._nobodys)
        return stored is not None and matches

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[..., Result], *arguments: str) -> Result:
        if self._asked >= _WAITING:
            raise ProblemError(
                503,
                "sign-in-busy",
                "many people sign in at this moment; try again in a few seconds",
                headers={"Retry-After": str(_RETRY_SECONDS)},
            )
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._asked -= 1


def _matches(password: str, stored: str) -> bool:
    try:
        return _HASHER.verify(password, stored)
    except PwdlibError:  # a hash of another kind, which nobody here has made
        return False
