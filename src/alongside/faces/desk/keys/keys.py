"""Keys of encrypted data: which one writes, where others are still needed, and how far encrypting anew is (INF-1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.privacy.actions.rotating import rotate_keys
from alongside.domain.privacy.models import KeyRotation
from alongside.domain.privacy.permissions import ROTATE_KEYS
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.kernel.crypto import current_key

AREA = "desk:keys"


@dataclass(frozen=True)
class Row:
    """A place with what lies there."""

    place: str
    current: int
    old: str


@desk_page(ROTATE_KEYS)
def keys(request: DeskRequest) -> HttpResponse:
    """As last counted: counting reads every value, so it is done when asked for and when the work ends."""
    current = current_key()[0]
    last = KeyRotation.objects.order_by("-pk").first()
    counted = last.uses if last else {}
    rows = [
        Row(
            place,
            found.get(current, 0),
            " · ".join(f"{key}: {n:,}" for key, n in sorted(found.items()) if key != current),
        )
        for place, found in sorted(counted.items())
    ]
    context = {
        "current": current,
        "last": last,
        "rows": rows,
        "is_busy": bool(last and last.ended_at is None),
        "is_stale": bool(last and last.key_id != current),
        "is_clean": bool(last and last.key_id == current and not last.left),
    }
    fragment = "#keys" if request.htmx and request.htmx.target == "keys" else ""
    return show(request, f"faces/desk/keys/keys.html{fragment}", context, area=AREA)


@require_POST
@desk_page(ROTATE_KEYS)
def rotate_keys_page(request: DeskRequest) -> HttpResponse:
    rotate_keys(by=request.viewer, now=request.now)
    return see(request, reverse(AREA), _("Everything under old keys is being encrypted anew."))
