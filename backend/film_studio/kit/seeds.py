"""Numbers that follow from words: what nothing decides is decided alike on every machine, for ever."""

import hashlib


def seeded(*parts: str) -> int:
    """A number below 2**32 that depends on the words alone; never on the process, as Python's own hash does."""
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()[:4], "big")
