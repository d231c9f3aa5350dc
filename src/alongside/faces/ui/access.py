"""A page says whose personal data it shows; the line in the access log is written when the answer leaves (INF-3).

seen(request, customer)                                        a record
seen(request, [case.customer_id for case in cases])            a list
seen(request, customer, act=REVEAL, reason="call", about=point)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Model

from alongside.kernel.actor import Actor

VIEW, REVEAL, EXPORT, PRINT = "view", "reveal", "export", "print"
_STRONGER = (VIEW, PRINT, EXPORT, REVEAL)


class Asked(Protocol):
    """A request of somebody known."""

    viewer: Any


@dataclass
class Shown:
    """What one answer shows: whose data, how (the strongest way), about what, and why if a reason was given."""

    viewer: Actor
    customer_ids: set[int] = field(default_factory=set)
    act: str = VIEW
    about: tuple[str, int] | None = None
    reason: str = ""


def seen(
    request: Asked,
    *customers: Model | int | None | Iterable[Model | int | None],
    act: str = VIEW,
    about: Model | None = None,
    reason: str = "",
) -> None:
    """Note that the answer shows personal data of these customers (models, ids, lists of them; None is nobody).

    Any number of times a page: it becomes one line. With `about` alone, data of people who are no customers yet.
    """
    shown: Shown | None = getattr(request, "shown", None)
    ids = set(_ids(customers))
    if not ids and about is None:
        return
    if shown is None:
        shown = Shown(request.viewer)
        request.shown = shown  # type: ignore[attr-defined]
    shown.customer_ids |= ids
    if _STRONGER.index(act) > _STRONGER.index(shown.act):
        shown.act = act
    if about is not None and isinstance(about.pk, int):
        shown.about = (str(about._meta.model_name), about.pk)
    shown.reason = reason or shown.reason


def shown_in(request: Asked) -> dict[str, Any]:
    """What was noted so far, as plain data, for an answer that is kept and given again."""
    shown: Shown | None = getattr(request, "shown", None)
    if shown is None:
        return {}
    return {
        "customers": sorted(shown.customer_ids),
        "act": shown.act,
        "about": shown.about,
        "reason": shown.reason,
    }


def shown_again(request: Asked, kept: Mapping[str, Any]) -> None:
    """The same answer is given again: the same data is shown again."""
    if kept:
        about = (str(kept["about"][0]), int(kept["about"][1])) if kept["about"] else None
        request.shown = Shown(  # type: ignore[attr-defined]
            request.viewer, set(kept["customers"]), kept["act"], about, kept["reason"]
        )


def _ids(customers: Iterable[Any]) -> Iterable[int]:
    for one in customers:
        if isinstance(one, int):
            yield one
        elif isinstance(one, Model):
            yield int(one.pk)
        elif one is not None:
            yield from _ids(one)
