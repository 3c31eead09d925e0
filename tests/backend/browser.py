"""People in front of browsers, which keep the cookies of their sessions."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

PASSWORD = "a ferry in the fog"
ORIGIN = "https://studio.example.org"


class Browser:
    """One browser: `http` has its cookies, and the access token that the page holds."""

    def __init__(self, app: FastAPI, *, origin: str = ORIGIN, address: str = "203.0.113.7") -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(address, 443)),
            base_url="https://api.test/api/v1",
            headers={"Origin": origin, "User-Agent": "Browser of a test"},
        )

    @property
    def cookie(self) -> str | None:
        return self.http.cookies.get("__Host-fs_refresh")

    async def begin(self, path: str, **body: Any) -> httpx.Response:
        """Post what begins or goes on with a session, and keep the access token of the answer."""
        answer = await self.http.post(path, json=body or None)
        if answer.status_code == 200:
            self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    async def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return await self.begin("/session/sign-in", method="password", email=email, password=password)

    async def accept(
        self, token: str, email: str, *, name: str | None = "Ada", password: str = PASSWORD
    ) -> httpx.Response:
        return await self.begin("/session/accept-invitation", token=token, email=email, password=password, name=name)

    async def who(self) -> httpx.Response:
        return await self.http.get("/session")


@asynccontextmanager
async def browser_of(app: FastAPI, **how: Any) -> AsyncGenerator[Browser]:
    browser = Browser(app, **how)
    try:
        yield browser
    finally:
        await browser.http.aclose()


async def invite(inviter: httpx.AsyncClient, *, role: str = "member", email: str | None = None) -> str:
    """The token of a new invitation."""
    made = await inviter.post("/api/v1/invitations", json={"role": role, "email": email})
    assert made.status_code == 201, made.text
    return made.json()["token"]


async def join(browser: Browser, inviter: httpx.AsyncClient, email: str, *, role: str = "member") -> dict[str, Any]:
    """Let somebody into the inviter's organisation; their session as they see it."""
    accepted = await browser.accept(await invite(inviter, role=role), email)
    assert accepted.status_code == 200, accepted.text
    return (await browser.who()).json()
