"""The letters of signing in, as text and as HTML that say the same, in plain words."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

from film_studio.kit.mail import Letter

#: What a letter is about, in the outbox and in the log.
INVITATION: Final = "invitation"
FORGOTTEN_PASSWORD: Final = "forgotten-password"  # noqa: S105 — no password
LINK_USED: Final = "link-used"
PASSWORD_CHANGED: Final = "password-changed"  # noqa: S105 — no password
CONFIRM_ADDRESS: Final = "confirm-address"
ADDRESS_CHANGED: Final = "address-changed"
OPENID_CONNECTED: Final = "openid-connected"
DIGEST: Final = "digest"
_NOT_YOU: Final = (
    "If this was not you, ask for a link with 'Forgotten the password?' on the sign-in page, choose another password, "
    "which ends all other sessions, and tell an owner of your organisation."
)


def invitation(to: str, *, organization: str, role: str, inviter: str | None, link: str, until: datetime) -> Letter:
    who = f"{inviter} invites you" if inviter is not None else "You are invited"
    return _letter(
        to,
        INVITATION,
        f"You are invited to {organization}",
        [f"{who} to {organization} in AI Film Studio, as {role}."],
        link=("Accept the invitation", link),
        after=[
            f"The link works once, until {_moment(until)}. Who has it can accept in your place: pass it on to nobody.",
            "If you do not know what this is about, do nothing.",
        ],
    )


def forgotten_password(to: str, *, name: str, link: str, until: datetime) -> Letter:
    return _letter(
        to,
        FORGOTTEN_PASSWORD,
        "A link that signs you in",
        [f"Hello {name},", "somebody, probably you, has asked for a link because the password is forgotten."],
        link=("Sign in and choose another password", link),
        after=[
            f"The link works once, until {_moment(until)}. Pass it on to nobody.",
            "If you have not asked for it, do nothing: your password stays as it is.",
        ],
    )


def link_used(to: str, *, name: str, organization: str, network: str, at: datetime) -> Letter:
    return _letter(
        to,
        LINK_USED,
        "You signed in with a link",
        [
            f"Hello {name},",
            f"on {_moment(at)} somebody signed in to {organization} as you, with a link, from {network}.",
            _NOT_YOU,
        ],
    )


def password_changed(to: str, *, name: str, at: datetime) -> Letter:
    return _letter(
        to,
        PASSWORD_CHANGED,
        "Your password was changed",
        [
            f"Hello {name},",
            f"your password of AI Film Studio was changed on {_moment(at)}, and your other sessions were ended.",
            _NOT_YOU,
        ],
    )


def confirm_address(to: str, *, name: str, link: str, until: datetime) -> Letter:
    return _letter(
        to,
        CONFIRM_ADDRESS,
        "Confirm your new address",
        [f"Hello {name},", "this is to be the address with which you sign in to AI Film Studio."],
        link=("Confirm the address", link),
        after=[
            f"The link works once, until {_moment(until)}.",
            "If you do not know what this is about, do nothing: nobody gets this address.",
        ],
    )


def openid_connected(to: str, *, name: str, account: str, issuer: str, at: datetime) -> Letter:
    return _letter(
        to,
        OPENID_CONNECTED,
        "You can sign in through your organisation's provider now",
        [
            f"Hello {name},",
            f"since {_moment(at)} the account {account} of {issuer} signs you in to AI Film Studio.",
            _NOT_YOU,
        ],
    )


def address_changed(to: str, *, name: str, new: str, at: datetime) -> Letter:
    return _letter(
        to,
        ADDRESS_CHANGED,
        "You sign in with another address now",
        [
            f"Hello {name},",
            f"since {_moment(at)} you sign in to AI Film Studio with {new}, and no longer with this address.",
            "If this was not you, tell an owner of your organisation at once: they can end your sessions.",
        ],
    )


def digest(to: str, *, name: str, organization: str, told: Sequence[tuple[str, str]], more: int) -> Letter:
    """What somebody has not read of: sentences, each with a link to its place, and how many there are besides."""
    count = len(told) + more
    return _letter(
        to,
        DIGEST,
        f"{count} {'thing' if count == 1 else 'things'} to look at in {organization}",
        [f"Hello {name},", f"this has happened in {organization} since you last looked:"],
        links=told,
        after=[
            *([f"And {more} more, which the studio shows you."] if more else []),
            "What you are told of by mail you choose in the studio, at the bell.",
        ],
    )


def _letter(
    to: str,
    about: str,
    subject: str,
    paragraphs: Sequence[str],
    *,
    link: tuple[str, str] | None = None,
    links: Sequence[tuple[str, str]] = (),
    after: Sequence[str] = (),
) -> Letter:
    text = [*paragraphs]
    html = [f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs]
    if link is not None:
        label, url = link
        text.append(f"{label}:\n{url}")
        html.append(f'<p><a href="{escape(url)}">{escape(label)}</a></p><p>{escape(url)}</p>')
    for label, url in links:
        text.append(f"{label}\n{url}")
        html.append(f'<p><a href="{escape(url)}">{escape(label)}</a></p>')
    text += after
    html += [f"<p>{escape(paragraph)}</p>" for paragraph in after]
    return Letter(
        to=to,
        about=about,
        subject=subject,
        text="\n\n".join(text) + "\n",
        html=f'<!doctype html><html lang="en"><meta charset="utf-8"><body>{"".join(html)}</body></html>',
    )


def _moment(at: datetime) -> str:
    return f"{at:%d %B %Y, %H:%M} UTC"
