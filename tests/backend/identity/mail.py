"""The mail of an API whose letters go into a folder."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from fastapi import FastAPI

_TOKEN = re.compile(r"#(f[ail]_[\w-]{43})")


@dataclass(frozen=True)
class Mailbox:
    """What was sent, once the background's relay has been at work."""

    app: FastAPI
    folder: Path

    async def letters(self, to: str) -> list[EmailMessage]:
        """Those to an address, the first one first."""
        await self.app.state.mail_relay.send_all()
        found = [
            message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(self.folder.glob("*.eml"))
        ]
        return [each for each in found if each["To"] == to]

    async def last(self, to: str) -> EmailMessage:
        return (await self.letters(to))[-1]

    async def token(self, to: str) -> str:
        """Of the link in the last letter."""
        found = _TOKEN.search(text_of(await self.last(to)))
        assert found is not None
        return found[1]


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return body.get_content()
