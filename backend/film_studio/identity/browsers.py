"""What is known of the browser that sends a request about a session, and the cookies that it keeps."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from fastapi import Request, Response

from film_studio.identity.tokens import RefreshToken, read_refresh_token
from film_studio.kit.addresses import network_of
from film_studio.kit.problems import ProblemError, printable
from film_studio.kit.settings import ApiSettings

REFRESH_COOKIE: Final = "__Host-fs_refresh"
DEVICE_COOKIE: Final = "__Host-fs_device"
#: A session that nobody uses ends after so long.
SESSION: Final = timedelta(days=30)
DEVICE: Final = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Browser:
    """Who sends: for lists of sessions, and for counting failures."""

    network: str
    user_agent: str
    device: str | None


def browser_of(request: Request) -> Browser:
    """Raises a 403 problem for a page of another origin: the cookies of a session are not for everybody's pages."""
    settings: ApiSettings = request.app.state.settings
    _check_origin(request, settings)
    return Browser(
        network=network_of(request, hops=settings.forwarded_hops),
        user_agent=printable(request.headers.get("User-Agent", "")),
        device=request.cookies.get(DEVICE_COOKIE),
    )


def _check_origin(request: Request, settings: ApiSettings) -> None:
    """Browsers name the origin of a page with every POST; a program names none, and has no cookies to lend."""
    origin = request.headers.get("Origin")
    if origin is None or origin in settings.cors_origins:
        return
    # The API's own page. Pages cannot set this header, and behind a proxy the Host is not the one in the address bar.
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return
    raise ProblemError(
        403,
        "origin-not-allowed",
        f"pages of {printable(origin)} may not use sessions of this API; add it to pagesOrigins of the stack, or open "
        "the studio's own page",
    )


def refresh_token_of(request: Request) -> RefreshToken | None:
    """The refresh token in the cookie; None where there is none."""
    return read_refresh_token(request.cookies.get(REFRESH_COOKIE, ""))


def keep_refresh_token(response: Response, token: RefreshToken) -> None:
    _set(response, REFRESH_COOKIE, token.text, SESSION)


def forget_refresh_token(response: Response) -> None:
    _set(response, REFRESH_COOKIE, "", timedelta())


def keep_device(response: Response, device: str) -> None:
    _set(response, DEVICE_COOKIE, device, DEVICE)


def _set(response: Response, name: str, value: str, age: timedelta) -> None:
    # Partitioned: the site and the API may be of different sites, and browsers keep no other third party's cookie.
    # Written by hand, because Python's cookies know the word from 3.14 on.
    response.headers.append(
        "Set-Cookie",
        f"{name}={value}; Path=/; Max-Age={int(age.total_seconds())}; HttpOnly; Secure; SameSite=None; Partitioned",
    )


def cleared_cookie() -> dict[str, str]:
    """The header of an answer that is a problem, after which the browser has no session any more."""
    response = Response()
    forget_refresh_token(response)
    return {"Set-Cookie": response.headers["Set-Cookie"]}
