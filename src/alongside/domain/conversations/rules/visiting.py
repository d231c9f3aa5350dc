"""Who may put our window on their page, and how much a visitor may write there (CHN-6). Plain data and pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

LONGEST = 2_000  # characters of one message
LONGEST_FORM = 5_000
MOST_FILES = 4
LARGEST_FILE = 10 * 1024 * 1024
SOONEST = timedelta(seconds=2)  # nobody reads and writes faster than this
PASS_LIVES = timedelta(hours=12)
GONE_AFTER = timedelta(seconds=75)  # whose window has not asked for news this long has left
ANSWER_WAITS = timedelta(minutes=2)  # until it is also sent to the address that they left
FORGOTTEN_AFTER = timedelta(days=180)
COUNTS_KEPT = timedelta(days=2)
_HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Limit:
    """At most so many within that time."""

    most: int
    within: timedelta


# By network address: many people may share one, as in an estate or an office. By visitor: one browser.
BY_ADDRESS = {
    "visit": Limit(30, timedelta(hours=1)),
    "words": Limit(90, timedelta(minutes=10)),
    "form": Limit(12, timedelta(hours=1)),
    "files": Limit(40, timedelta(hours=1)),
    "help": Limit(240, timedelta(minutes=10)),  # asked while one types
    "helped": Limit(20, timedelta(hours=1)),
}
BY_VISITOR = {
    "words": Limit(20, timedelta(minutes=5)),
    "files": Limit(20, timedelta(hours=1)),
}
# Of a whole window, whoever it is: a flood from many addresses stops here, and wakes nobody.
BY_ACCOUNT = {
    "visit": Limit(600, timedelta(hours=1)),
    "form": Limit(200, timedelta(hours=1)),
    "help": Limit(6_000, timedelta(minutes=10)),
    "helped": Limit(300, timedelta(hours=1)),
}


def normalised_origin(text: str) -> str:
    """`https://www.example.com`, as a browser names where a page is from; "" for what is none.

    `https://*.example.com` stands for every name below.
    """
    parts = urlsplit(text.strip().lower().rstrip("/"))
    host = parts.hostname or ""
    try:
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return ""
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def is_allowed(origin: str, allowed: list[str]) -> bool:
    """Whether a page of that origin may show the window."""
    origin = normalised_origin(origin)
    if not origin or "*" in origin:
        return False
    return any(origin == one or _is_below(origin, one) for one in allowed)


def _is_below(origin: str, wild: str) -> bool:
    scheme, star, rest = wild.partition("://*.")
    return bool(star) and origin.startswith(f"{scheme}://") and origin.endswith(f".{rest}")
