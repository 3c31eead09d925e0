"""Mail: what is sent, and the two ways out of here. On AWS it is Amazon SES; on a laptop it is a folder."""

import asyncio
import json
import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from botocore.exceptions import BotoCoreError, ClientError

from film_studio.kit.settings import ApiSettings
from runtime.aws import error_code, for_requests

if TYPE_CHECKING:
    from types_boto3_sesv2 import SESV2Client

#: What SES answers about this one mail; everything else may be otherwise in a minute.
_REFUSED: Final = frozenset({"MessageRejected", "BadRequestException"})
_THREADS: Final = 4
#: Where a relative folder begins: the top of the source tree, wherever the process was started.
_TOP: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one person is sent, as text and as HTML that say the same. `about` tells kinds apart in the log."""

    to: str
    about: str
    subject: str
    text: str
    html: str

    def dumped(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def loaded(cls, dumped: bytes) -> Self:
        return cls(**json.loads(dumped))


class MailError(Exception):
    """A letter was not taken. With `for_good`, another try would end alike. The text names no address and no link."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good: Final = for_good


class Post(Protocol):
    """A way out for letters."""

    async def send(self, letter: Letter) -> None:
        """Raises `MailError`."""
        ...

    def close(self) -> None: ...


def post_of(settings: ApiSettings) -> Post | None:
    """The way that the settings name; None where no mail goes out."""
    if settings.mail_from is None:
        return None
    if settings.mail_folder is not None:
        return Folder(_TOP / settings.mail_folder, sender=settings.mail_from)
    return Ses(settings.aws_region, sender=settings.mail_from, configuration_set=settings.mail_configuration_set)


class Ses:
    """Amazon SES, version 2 of its API."""

    def __init__(self, region: str, *, sender: str, configuration_set: str | None) -> None:
        self._region = region
        self._sender = sender
        self._configuration: Final[Any] = (
            {} if configuration_set is None else {"ConfigurationSetName": configuration_set}
        )
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="mail")

    async def send(self, letter: Letter) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, self._send, letter)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _client(self) -> "SESV2Client":
        return for_requests(self._region).sesv2()

    def _send(self, letter: Letter) -> None:
        try:
            self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [letter.to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                        "Body": {
                            "Text": {"Data": letter.text, "Charset": "UTF-8"},
                            "Html": {"Data": letter.html, "Charset": "UTF-8"},
                        },
                    }
                },
                **self._configuration,
            )
        except ClientError as error:
            # Its message may name the address, which is for no log.
            code = error_code(error)
            raise MailError(f"SES answered {code}", for_good=code in _REFUSED) from None
        except BotoCoreError as error:
            raise MailError(f"SES cannot be reached: {type(error).__name__}", for_good=False) from None


class Folder:
    """A folder in which each letter lies as a file that mail programs open. Only its owner can look into it."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        await asyncio.to_thread(self._write, letter)

    def close(self) -> None:
        pass

    def _write(self, letter: Letter) -> None:
        now = datetime.now(UTC)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.to, letter.subject
        message["Date"] = format_datetime(now)
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self._folder / f"{now:%Y%m%dT%H%M%S.%fZ}-{letter.about}-{uuid.uuid4().hex[:8]}.eml"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(bytes(message))
        except OSError as error:
            raise MailError(f"MAIL_FOLDER cannot be written to: {error.strerror}", for_good=False) from None
