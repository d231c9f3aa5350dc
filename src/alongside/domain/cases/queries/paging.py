"""Pages by keyset: a page begins after the last row of the one before, so no page is slower than the first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the token that leads to the rows after them; an empty token: that was all."""

    rows: list[T]
    next: str = ""


def token_of(*values: Any) -> str:
    """The place after a row, as text for an address. Holds no secret: what it leads to is checked anew."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def values_of(token: str, kinds: Sequence[type]) -> list[Any]:
    """What a token says, each value of the given type or None. Refused for one that we did not write."""
    try:
        padded = token + "=" * (-len(token) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError(token)
        read = [_read(value, kind) for value, kind in zip(values, kinds, strict=True)]
    except (ValueError, binascii.Error, TypeError, RecursionError) as error:
        raise Refused(
            _("This address of a page is damaged; start from the first page."), field="after"
        ) from error
    return read


def _read(value: Any, kind: type) -> Any:
    if value is None:
        return None
    if kind is datetime:
        read = datetime.fromisoformat(value)
        if read.tzinfo is None:
            raise ValueError(value)
        return read
    if type(value) is not kind or (isinstance(value, int) and not -(2**63) <= value < 2**63):
        raise ValueError(value)
    return value


def after_ascending(field: str, value: Any, pk: Any) -> Q:
    """The rows after (value, pk) where `field` and `id` ascend and rows without a value come last."""
    if value is None:
        return Q(**{f"{field}__isnull": True}, pk__gt=pk)
    return Q(**{f"{field}__gt": value}) | Q(**{field: value}, pk__gt=pk) | Q(**{f"{field}__isnull": True})


def after_descending(field: str, value: Any, pk: int) -> Q:
    """The rows after (value, pk) where `field`, never empty, and `id` descend. Fits an index range."""
    return Q(**{f"{field}__lte": value}) & (Q(**{f"{field}__lt": value}) | Q(pk__lt=pk))


def count_up_to(rows: QuerySet, most: int = 10_000) -> tuple[int, bool]:
    """How many rows there are, and whether that is all of them; never counts further than `most`."""
    count = rows.order_by().values("pk")[: most + 1].count()
    return min(count, most), count <= most
