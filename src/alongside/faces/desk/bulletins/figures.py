"""The figures of a bulletin in words, each with the rows that it opens into (JRN-6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from alongside.domain.bulletins.models import Bulletin

LABELS: dict[str, Any] = {
    "told": pgettext_lazy("bulletin figure", "Told"),
    "on_the_way": pgettext_lazy("bulletin figure", "Mail on the way"),
    "delivered": pgettext_lazy("bulletin figure", "Mail delivered"),
    "portal_only": pgettext_lazy("bulletin figure", "Portal only"),
    "failed": pgettext_lazy("bulletin figure", "Mail failed"),
    "read": pgettext_lazy("bulletin figure", "Read"),
    "acknowledged": pgettext_lazy("bulletin figure", "Acknowledged"),
    "missing": pgettext_lazy("bulletin figure", "Not acknowledged"),
    "not_reached": pgettext_lazy("bulletin figure", "Not reached"),
}
OF_NOTICES = ("acknowledged", "missing")
BAD = {"failed": "soon", "not_reached": "late"}


@dataclass(frozen=True)
class Figure:
    code: str
    label: Any
    count: int
    url: str
    tone: str


def figures_drawn(bulletin: Bulletin, counts: dict[str, int], *, opens: bool) -> list[Figure]:
    """Those that mean something for this kind; with an address where the viewer may see who they are."""
    rows = reverse("desk:bulletin_recipients", args=[bulletin.pk])
    return [
        Figure(
            code,
            LABELS[code],
            count,
            f"{rows}?shown={code}" if opens and count else "",
            BAD.get(code, "") if count else "",
        )
        for code, count in counts.items()
        if bulletin.is_change or code not in OF_NOTICES
    ]
