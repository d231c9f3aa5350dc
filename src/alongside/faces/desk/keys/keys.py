"""Keys of encrypted data: which one writes, where others are still needed, and how far encrypting anew is (INF-1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.privacy.actions.rotating import rotate_keys
from alongside.domain.privacy.models import KeyRotation
from alongside.domain.privacy.permissions import ROTATE_KEYS
from alongside.faces.desk.journal.told import THINGS
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.kernel.blind_indexes import current_index_key
from alongside.kernel.crypto import current_key
from alongside.kernel.index_rotation import PREFIX

AREA = "desk:keys"
# What lies in a table, beside the things of the journal.
TABLES = THINGS | {
    "authenticator": gettext_lazy("Second factor"),
    "channelrefusal": gettext_lazy("Refusal of a channel"),
    "consent": gettext_lazy("Consent"),
    "contribution": gettext_lazy("Piece for the newsletter"),
    "contactpoint": gettext_lazy("Contact point"),
    "files": gettext_lazy("Files"),
    "idempotencykey": gettext_lazy("Answers to programs"),
    "importfault": gettext_lazy("Import"),
    "listingchange": gettext_lazy("Listing"),
    "listingowner": gettext_lazy("Listing"),
    "mergerecord": gettext_lazy("Merged records"),
    "outsidetoken": gettext_lazy("Sign-in of elsewhere"),
    "legalclaim": gettext_lazy("Legal matter"),
    "legaldate": gettext_lazy("Legal matter"),
    "legalpaper": gettext_lazy("Legal matter"),
    "recipient": gettext_lazy("Bulletin"),
    "renegotiation": gettext_lazy("Promise"),
    "replydraft": gettext_lazy("Draft of an answer"),
    "step": gettext_lazy("Step of a journey"),
    "takenmail": gettext_lazy("Conversation"),
    "thread": gettext_lazy("Conversation"),
    "account": gettext_lazy("Account of a channel"),
    "authorityrequest": gettext_lazy("Answer to an authority"),
    "call": gettext_lazy("Phone call"),
    "callback": gettext_lazy("Call to return"),
    "follower": gettext_lazy("Follower in WeChat"),
    "grouprobot": gettext_lazy("Robot of a group"),
    "pushedmessage": gettext_lazy("Conversation"),
    "sharedtoken": gettext_lazy("Key to a platform"),
    "visitor": gettext_lazy("Visitor of a website"),
    "vehicle": gettext_lazy("Vehicle"),
    "wechatbond": gettext_lazy("WeChat sign-in"),
}


@dataclass(frozen=True)
class Row:
    """A place with what lies there; whether it holds blind indexes."""

    place: str
    words: str
    is_index: bool
    current: int
    old: str


@desk_page(ROTATE_KEYS)
def keys(request: DeskRequest) -> HttpResponse:
    """As last counted: counting reads every value, so it is done when asked for and when the work ends."""
    without_id = _("the key without an id")
    current, current_index = current_key()[0], current_index_key()
    last = KeyRotation.objects.order_by("-pk").first()
    counted = last.uses if last else {}
    is_of_today = bool(last and (last.key_id, last.index_key_id) == (current, current_index))
    rows = [
        Row(
            place.removeprefix(PREFIX),
            _words(place.removeprefix(PREFIX)),
            place.startswith(PREFIX),
            found.get(last.key_of(place), 0),
            " · ".join(
                f"{key or without_id}: {n:,}" for key, n in sorted(found.items()) if key != last.key_of(place)
            ),
        )
        for place, found in sorted(counted.items())
        if last
    ]
    context = {
        "current": current,
        "current_index": current_index or without_id,
        "last": last,
        "rows": rows,
        "is_busy": bool(last and last.ended_at is None),
        "is_stale": bool(last and not is_of_today),
        "is_clean": bool(last and is_of_today and not last.left),
    }
    fragment = "#keys" if request.htmx and request.htmx.target == "keys" else ""
    return show(request, f"faces/desk/keys/keys.html{fragment}", context, area=AREA)


@require_POST
@desk_page(ROTATE_KEYS)
def rotate_keys_page(request: DeskRequest) -> HttpResponse:
    rotate_keys(by=request.viewer, now=request.now)
    return see(request, reverse(AREA), _("Everything under old keys is being encrypted anew."))


def _words(place: str) -> str:
    """`customers_vehicle.plate` is a vehicle; a table without words stands as it is."""
    table = place.partition(".")[0]
    return str(TABLES.get(table.partition("_")[2] or table, ""))
