"""Blind indexes: a keyed hash by which an exact value is found again without being readable (INF-1).

A stored index is `keyid:` + 32 hex digits; under the key that has no id, the digits alone. BLIND_INDEX_KEY is one secret,
or `ID:KEY[,ID:KEY…]` while keys are changed: the first one writes, and by each of them a value is found. Looking up a
`BlindIndexField` by what `blind_index` returns asks for all of them, so no caller has to think of it.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact, In

from alongside.kernel.index_keys import index_keys

LONGEST = 64
DIGITS = 32


class BlindIndex(str):
    """The index under the key that writes; `every`: the same value under each key that is known, that one first."""

    every: tuple[str, ...]

    def __new__(cls, every: Iterable[str]) -> BlindIndex:
        every = tuple(every)
        made = super().__new__(cls, every[0])
        made.every = every
        return made


_keys = lru_cache(maxsize=8)(index_keys)


def current_index_key() -> str:
    """The id of the key that writes; "" for the one without an id."""
    return _keys(settings.BLIND_INDEX_KEY)[0][0]


def is_changing_index_key() -> bool:
    """Several keys are known, so equal values may lie under different ones, and their indexes can't be compared."""
    return len(_keys(settings.BLIND_INDEX_KEY)) > 1


def blind_index(value: str, *, purpose: str) -> str:
    """The index of a value (a BlindIndex); "" for "". `purpose` keeps equal values of different fields apart ("phone", "document")."""
    if not value:
        return ""
    told = f"{purpose}\0{value}".encode()
    return BlindIndex(
        (f"{key_id}:" if key_id else "") + hmac.digest(key, told, "sha256").hex()[:DIGITS]
        for key_id, key in _keys(settings.BLIND_INDEX_KEY)
    )


def every_index(index: str) -> tuple[str, ...]:
    """Under each key what `blind_index` returned; a plain text only as itself."""
    return getattr(index, "every", (index,))


def is_index_of(stored: str, index: str) -> bool:
    """Whether what was stored, under whichever key, is this index."""
    return any(hmac.compare_digest(stored, one) for one in every_index(index))


def as_written_now(indexes: Iterable[str]) -> dict[str, str]:
    """{index under any key: the same under the key that writes}, to tell by what is read from the database."""
    return {one: str(index) for index in indexes for one in every_index(index)}


class BlindIndexField(models.CharField):
    """Holds an index. `made(*of)` makes it from other fields of the row, when the key is changed.

    Without `made` it can't be made again: such a table forgets its rows soon by itself. `beside` takes rows of which the
    fields are empty (as dicts with `pk`) although they have an index, and returns {pk: index} of those it can tell.
    """

    def __init__(
        self,
        *,
        of: tuple[str, ...] = (),
        made: Callable[..., str] | None = None,
        beside: Callable[[list[dict[str, Any]]], dict[Any, str]] | None = None,
        **given: Any,
    ) -> None:
        self.of, self.made, self.beside = of, made, beside
        super().__init__(**{"max_length": LONGEST, **given})

    def deconstruct(self) -> Any:
        """To the database it is characters, and migrations import nothing live."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return str(value) if isinstance(value, BlindIndex) else value


@BlindIndexField.register_lookup
class UnderAnyKey(Exact):
    """field = index, under whichever key."""

    def get_prep_lookup(self) -> Any:
        self.every = every_index(self.rhs) if isinstance(self.rhs, str) else ()
        return super().get_prep_lookup()

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if len(self.every) < 2:
            return super().as_sql(compiler, connection)
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", [*params, list(map(str, self.every))]


@BlindIndexField.register_lookup
class AmongUnderAnyKey(In):
    """field IN indexes, under whichever key."""

    def get_prep_lookup(self) -> Any:
        if not hasattr(self.rhs, "resolve_expression"):
            self.rhs = [
                one
                for index in self.rhs
                for one in (every_index(index) if isinstance(index, str) else (index,))
            ]
        return super().get_prep_lookup()
