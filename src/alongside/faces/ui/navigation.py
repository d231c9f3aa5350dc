"""What the frames of the desk and the portal need to know about the person and the place.

The desk passes one `navigation` (a `Navigation`) in its template context, the portal one `tabs`
(a list of `Tab`). Everything is plain data, already translated and already permitted: an item
that the person may not open is simply not in the list.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the rail. `key` is what is typed after `g` to go there ("c" for `g c`)."""

    label: str
    url: str
    icon: str = "point"
    count: int | None = None
    urgent: bool = False
    active: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong together. The first group has no label."""

    items: tuple[Item, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class MustRead:
    """What the person must read and confirm first, and how many such there are besides. A banner on every page."""

    title: str
    url: str
    read_by: datetime
    others: int = 0


@dataclass(frozen=True, slots=True)
class Telephone:
    """Where the person sits in the hotline. `news_url` is asked twice a second for who calls; "" while they are away.

    `dials`: the telephone system calls whom one asks it to call.
    """

    state: str
    label: object
    extension: str
    url: str
    news_url: str = ""
    dials: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """The whole frame of the desk. An empty address leaves its part of the frame out.

    `palette_url` answers JSON `{"items": [{"label", "url", "group", "icon", "hint"}]}` for `?q=`;
    `notices_url` answers JSON `{"count": 3, "latest": "…id…", "notices": [{"id", "title", "text", "url",
    "tone"}]}` for `?since=id`.
    """

    groups: tuple[Group, ...] = ()
    home_url: str = "/"
    search_url: str = ""
    palette_url: str = ""
    notices_url: str = ""
    notices_page_url: str = ""
    notices_count: int = 0
    person_name: str = ""
    person_place: str = ""
    profile_url: str = ""
    sign_out_url: str = ""
    links: tuple[Item, ...] = field(default=())
    must_read: MustRead | None = field(default=None, compare=False)  # no part of the frame that is drawn once
    telephone: Telephone | None = field(default=None, compare=False)  # filled in, as the person is

    def of(self, name: str, place: str) -> Navigation:
        """The same frame around another person."""
        return replace(self, person_name=name, person_place=place)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the four tabs at the foot of the portal."""

    label: str
    url: str
    icon: str
    active: bool = False
    count: int | None = None
