"""What a list of cases asks for: the same words in addresses, saved views, the API and behind figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Kind, Milestone, Severity
from alongside.domain.cases.rules.figures import read_slice
from alongside.domain.cases.states import LABELS
from alongside.domain.conversations.models import Channel
from alongside.kernel.ngrams import LONGEST_QUERY
from alongside.kernel.refusals import Refused

ORDERS = ("newest", "oldest", "due", "changed")
DUE = ("late", "soon", "any")
MOST_VALUES = 50
_CATEGORY_CODE = re.compile(r"[a-z0-9_\-/]{1,120}")


@dataclass(frozen=True)
class Conditions:
    """Every field empty asks for everything the viewer may see. All given ones must hold.

    `kind`, `state`, `severity`, `channel` hold any of several values. `category` is a code and means its
    descendants too; `node` an id with everything below it. `owner` is a staff id, "me" or "none".
    `opened_from` and `opened_until` are days in the node's own zone, both included; `rating` any of 1 to 5.
    `figure` is a slice behind a figure (rules.figures): what no other field can ask for.
    """

    kind: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    open: bool | None = None
    category: str = ""
    severity: tuple[int, ...] = ()
    node: int | None = None
    owner: str = ""
    customer: int | None = None
    unit: int | None = None
    estate: int | None = None
    channel: tuple[str, ...] = ()
    major: bool | None = None
    waiting: bool | None = None
    reopened: bool | None = None
    due: str = ""
    milestone: str = ""
    opened_from: date | None = None
    opened_until: date | None = None
    closed_from: date | None = None
    closed_until: date | None = None
    rating: tuple[int, ...] = ()
    figure: str = ""
    q: str = ""
    order: str = "newest"

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> Conditions:
        """Read from an address, a form, a saved view or JSON. Unknown names are left out; Refused names a
        field whose value cannot be read. Lists are repeated parameters, lists, or comma-separated."""
        read: dict[str, Any] = {}
        for field in fields(cls):
            values = _values(query, field.name)
            if values:
                try:
                    read[field.name] = _READERS[field.name](values)
                except (ValueError, OverflowError) as error:
                    raise Refused(
                        _("“%(value)s” is not something to search by here.") % {"value": values[0][:60]},
                        field=field.name,
                    ) from error
        return cls(**read)

    def as_query(self) -> dict[str, Any]:
        """What was asked, as plain data that `from_query` reads back; without what was not asked."""
        told = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                told[field.name] = _plain(value)
        return told

    @property
    def is_empty(self) -> bool:
        """Nothing but perhaps an order is asked for."""
        return not set(self.as_query()) - {"order"}


def _values(query: Mapping[str, Any], name: str) -> list[str]:
    got = query.getlist(name) if hasattr(query, "getlist") else query.get(name)
    if got is None:
        return []
    several = got if isinstance(got, list | tuple) else [got]
    texts = ["1" if one is True else "0" if one is False else str(one).strip() for one in several]
    return [text for text in texts if text]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def _among(allowed: Any) -> Callable[[list[str]], tuple[Any, ...]]:
    known = {str(one): one for one in allowed}

    def read(values: list[str]) -> tuple[Any, ...]:
        asked = [part.strip() for value in values for part in value.split(",") if part.strip()]
        if len(asked) > MOST_VALUES or set(asked) - set(known):
            raise ValueError(asked)
        return tuple(dict.fromkeys(known[one] for one in asked))

    return read


def _one_of(allowed: Any) -> Callable[[list[str]], str]:
    def read(values: list[str]) -> str:
        if values[-1] not in set(allowed):
            raise ValueError(values)
        return values[-1]

    return read


def _yes_or_no(values: list[str]) -> bool:
    text = values[-1].lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ValueError(text)


def _id(values: list[str]) -> int:
    text = values[-1]
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ValueError(text)
    return int(text)


def _owner(values: list[str]) -> str:
    return values[-1] if values[-1] in {"me", "none"} else str(_id(values))


def _category(values: list[str]) -> str:
    if not _CATEGORY_CODE.fullmatch(values[-1]):
        raise ValueError(values)
    return values[-1]


def _day(values: list[str]) -> date:
    day = date.fromisoformat(values[-1])
    if not 1900 <= day.year <= 9000:  # room for zones on both sides
        raise ValueError(values)
    return day


def _words(values: list[str]) -> str:
    text = unicodedata.normalize("NFKC", values[-1].replace("\x00", " ")).strip()
    if len(text) > LONGEST_QUERY:
        raise ValueError(text)
    return text


_READERS: dict[str, Callable[[list[str]], Any]] = {
    "kind": _among(Kind.values),
    "state": _among(LABELS),
    "open": _yes_or_no,
    "category": _category,
    "severity": _among(Severity.values),
    "node": _id,
    "owner": _owner,
    "customer": _id,
    "unit": _id,
    "estate": _id,
    "channel": _among(Channel.values),
    "major": _yes_or_no,
    "waiting": _yes_or_no,
    "reopened": _yes_or_no,
    "due": _one_of(DUE),
    "milestone": _one_of(Milestone.values),
    "opened_from": _day,
    "opened_until": _day,
    "closed_from": _day,
    "closed_until": _day,
    "rating": _among(range(1, 6)),
    "figure": lambda values: str(read_slice(values[-1])),
    "q": _words,
    "order": _one_of(ORDERS),
}
