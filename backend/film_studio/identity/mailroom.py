"""Where letters are handed in, and what they need: a key to seal them, and where their links lead."""

from typing import Final

from film_studio.identity.tokens import SigningKey
from film_studio.kit.mail import Post, post_of
from film_studio.kit.outgoing_mail import Outgoing
from film_studio.kit.problems import ProblemError
from film_studio.kit.settings import ApiSettings


class Mailroom:
    """Each process has one. `post` is None where no mail goes out."""

    def __init__(self, settings: ApiSettings, signing: SigningKey, *, page: str) -> None:
        self.post: Final[Post | None] = post_of(settings)
        self._signing = signing
        # The site takes tokens at any of its addresses; without one, the API's own page does.
        self._site = settings.site_url or settings.public_url or ""
        self._page = f"{settings.site_url}/" if settings.site_url else f"{settings.public_url or ''}{page}"

    async def outgoing(self) -> Outgoing | None:
        """To hand letters in with; None where no mail goes out. Call it before a transaction begins: raises
        `UnavailableError` where the key cannot be had."""
        return await self.sealing() if self.post is not None else None

    async def sealing(self) -> Outgoing:
        return Outgoing(await self._signing.of("mail"))

    def link(self, token: str) -> str:
        """The whole link to the sign-in page. The token stands behind the #, which browsers send to no server."""
        return f"{self._page}#{token}"

    def page(self, path: str) -> str:
        """The whole link to one of the site's pages, such as "/tasks/?id=…"."""
        return f"{self._site.rstrip('/')}{path}"

    def close(self) -> None:
        if self.post is not None:
            self.post.close()


def no_mail() -> ProblemError:
    return ProblemError(
        409,
        "no-mail",
        "this studio sends no mail; ask an owner or a producer of your organisation for a link that signs you in",
    )
