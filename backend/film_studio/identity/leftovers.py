"""What of signing in is over, and is of no use to anybody any more."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Uuid, column, delete, exists, literal, or_, table
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity.attempts import FORGOTTEN
from film_studio.identity.models import (
    EmailChangeRow,
    OpenIdSignInRow,
    SessionRow,
    ShareLinkRow,
    SignInFailureRow,
    SignInLinkRow,
)
from film_studio.kit.outgoing_mail import OutgoingMailRow

#: Of the tracking engine, which is above: what was said through a link names it, for as long as it is kept.
_SAID: Final = tuple(table(name, column("share_link_id", Uuid)) for name in ("comment", "reply", "approval"))
#: For so long it can still be looked up who was signed in, and with which link.
KEPT: Final = timedelta(days=30)


async def forget_old_sign_ins(session: AsyncSession, now: datetime) -> int:
    """Delete failures that count no longer, links and sessions that were over `KEPT` ago, of all organisations: for a
    session of the system. Returns how many."""
    over = now - KEPT
    old = (
        # Anybody can make these, with addresses that nobody has.
        delete(SignInFailureRow).where(SignInFailureRow.last_at < now - FORGOTTEN, SignInFailureRow.wait_until < now),
        delete(SignInLinkRow).where(SignInLinkRow.expires_at < over),
        delete(EmailChangeRow).where(EmailChangeRow.expires_at < over),
        delete(OpenIdSignInRow).where(OpenIdSignInRow.expires_at < now),
        delete(OutgoingMailRow).where(OutgoingMailRow.given_up_at < over),
        delete(SessionRow).where(or_(SessionRow.expires_at < over, SessionRow.ended_at < over)),
        delete(ShareLinkRow).where(
            or_(ShareLinkRow.expires_at < over, ShareLinkRow.revoked_at < over),
            *(~exists().where(said.c.share_link_id == ShareLinkRow.id) for said in _SAID),
        ),
    )
    counts = [len((await session.execute(each.returning(literal(1)))).all()) for each in old]
    return sum(counts)
