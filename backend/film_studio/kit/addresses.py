"""Where a request comes from: what may be believed of it, and what counts as one place."""

import ipaddress
from typing import Final

from fastapi import Request

#: A household or an office has at least this much of the address space to itself.
_PREFIX: Final = {4: 24, 6: 64}
UNKNOWN: Final = "unknown"


def network_of(request: Request, *, hops: int) -> str:
    """The network that a request comes from, as `203.0.113.0/24`.

    `hops` proxies stand before the API, each of which has added to X-Forwarded-For whom it was called by; what stands
    before that in the header the caller has written.
    """
    if hops:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        address = forwarded[-hops].strip() if len(forwarded) >= hops else ""
    else:
        address = request.client.host if request.client else ""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, _PREFIX[found.version]), strict=False))
