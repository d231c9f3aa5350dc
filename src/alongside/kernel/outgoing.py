"""Calls to addresses that strangers gave us: only to public places, over TLS, never followed elsewhere.

The address is resolved once and the connection goes to what was checked, so a name cannot point elsewhere
between the check and the call.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

SECONDS = 10.0  # for everything: name, connection, answer
EXCERPT_BYTES = 2_000
EXCERPT_CHARACTERS = 500


@dataclass(frozen=True)
class Answer:
    """What came back. `status` None: nothing did, and `error` says why. `excerpt` is the beginning of the body."""

    status: int | None
    excerpt: str = ""
    error: str = ""

    @property
    def is_taken(self) -> bool:
        """Any 2xx."""
        return self.status is not None and 200 <= self.status < 300


def check_address(url: str) -> SplitResult:
    """The parts of an address that may be called. Refused with `field="url"` where not.

    Names are not resolved here: what they point to is checked at each call.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused(_("This is not a web address."), field="url") from error
    allowed = {"https", "http"} if settings.WEBHOOK_PRIVATE_ADDRESSES else {"https"}
    if parts.scheme not in allowed or not host:
        raise Refused(_("The address begins with https://."), field="url")
    if parts.username or parts.password:
        raise Refused(_("The address holds no user name or password."), field="url")
    if port == 0 or not url.isascii() or not url.isprintable() or " " in url:
        raise Refused(_("This is not a web address."), field="url")
    with suppress(ValueError):
        if not _is_callable(ipaddress.ip_address(host)):
            raise Refused(_("This address lies inside a private network."), field="url")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> Answer:
    """POST the body; whatever happens becomes an Answer. Redirects are answers like others."""
    try:
        parts = check_address(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = _resolved(host, port)
    except Refused as no:
        return Answer(None, error=str(no))
    except (OSError, UnicodeError) as error:
        return Answer(None, error=f"name: {_short(error)}")
    if address is None:
        return Answer(None, error="the address lies inside a private network")
    connection = _Pinned(host, port, address, is_secure=parts.scheme == "https", seconds=seconds)
    # Socket timeouts hold for each read; the alarm ends an answer that comes drop by drop.
    alarm = threading.Timer(seconds, connection.cut)
    alarm.daemon = True
    alarm.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers=dict(headers))
        response = connection.getresponse()
        excerpt = response.read(EXCERPT_BYTES).decode("utf-8", "replace").replace("\x00", "�")
        return Answer(response.status, excerpt[:EXCERPT_CHARACTERS])
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, error="no answer in time" if connection.is_cut else _short(error))
    finally:
        alarm.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one checked address, whatever the name says by now."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.address, self.is_secure, self.is_cut = address, is_secure, False

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it from another thread."""
        self.is_cut = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _resolved(host: str, port: int) -> str | None:
    """An address that may be called; None when the name points to any that may not."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(_is_callable(ipaddress.ip_address(one.split("%")[0])) for one in addresses):
        return None
    return addresses[0]


def _is_callable(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Public unicast only: no loopback, private, link-local (clouds keep secrets there), shared or reserved net."""
    if settings.WEBHOOK_PRIVATE_ADDRESSES:
        return True
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return (inner or address).is_global and address.is_global and not address.is_multicast


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
