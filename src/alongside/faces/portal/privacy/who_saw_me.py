"""Who looked at my data: which function of ours saw what of it, and for what; never a colleague's name (INF-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.domain.privacy.queries import Look, looks_at_own_data
from alongside.faces.portal.page import PortalRequest, portal_page, show

# What somebody sees on a page, by words in the page's name: the first that fits counts.
CLASSES: tuple[tuple[tuple[str, ...], Any, str], ...] = (
    (("reveal_",), gettext_lazy("your number or address in full"), "phone"),
    (("export:", "fetch_export"), gettext_lazy("a table with your data in it"), "table"),
    (
        ("portrait", "resident", "photo_wall"),
        gettext_lazy("your name, home and photo, to know you at the gate"),
        "id",
    ),
    (("agent_paper", "authorise_agent"), gettext_lazy("the papers of whom you authorised"), "file-text"),
    (("who_looked", "access_log"), gettext_lazy("who had looked at your data"), "eye"),
    (
        ("privacy", "consent", "hold", "identity", "ask_for_customer", "_request", "personal_copy"),
        gettext_lazy("what you agreed to and asked about your data"),
        "shield-lock",
    ),
    (("needs",), gettext_lazy("what you are looking for"), "list-search"),
    (("value",), gettext_lazy("what you are worth to us, and why"), "star"),
    (("listing", "owner"), gettext_lazy("your offer of a home"), "home-dollar"),
    (
        ("contact_point", "change_customer", "add_customer"),
        gettext_lazy("how you are called and reached"),
        "address-book",
    ),
    (("unit", "home", "household"), gettext_lazy("your home and who lives there"), "home"),
    (
        (
            "case", "my_work", "board", "daily", "deadline", "finding", "story", "task", "transfer", "evidence", "loss",
            "handed", "search", "palette", "solution", "major", "spot_check", "events",
        ),
        gettext_lazy("your matters and what was written about them"),
        "messages",
    ),
    (("import",), gettext_lazy("a file from which your record was filled"), "table"),
)  # fmt: skip
RECORD = (gettext_lazy("your record: name, homes, matters"), "user")
# For what, in words that answer the person rather than the colleague who chose them.
REASONS = {
    "call": gettext_lazy("to call you"),
    "visit": gettext_lazy("for a visit to you"),
    "verify": gettext_lazy("to check that it is right"),
    "request": gettext_lazy("because you asked for something"),
    "legal": gettext_lazy("for a legal matter"),
    "masked": gettext_lazy("numbers hidden"),
    "approved": gettext_lazy("with numbers, approved by a second person"),
}


@dataclass(frozen=True)
class Told:
    """Looks of one kind on one day, ready to be read."""

    look: Look
    who: str
    did: str
    icon: str
    why: str
    times: str
    stands_out: bool


@portal_page
def who_saw_me(request: PortalRequest) -> HttpResponse:
    page = looks_at_own_data(
        request.customer, request.viewer, now=request.now, until=_day(request.GET.get("until", ""))
    )
    here = reverse("portal:who_saw_me")
    context = {
        "page": page,
        "days": [(day, [told(one) for one in looks]) for day, looks in page.days],
        "newest": here if "until" in request.GET else "",
        "older": f"{here}?until={page.older_until:%Y-%m-%d}" if page.older_until else "",
    }
    return show(request, "faces/portal/privacy/who_saw_me.html", context, tab="me")


def told(look: Look) -> Told:
    what, icon = _what(look.page)
    return Told(
        look=look,
        who=_who(look),
        did=_did(look, str(what)),
        icon=icon,
        why=str(REASONS.get(look.reason, "")),
        times=ngettext("%(n)s time", "%(n)s times", look.times) % {"n": look.times} if look.times > 1 else "",
        stands_out=look.act in ("reveal", "export", "print"),
    )


def _what(page: str) -> tuple[Any, str]:
    for words, what, icon in CLASSES:
        if any(one in page for one in words):
            return what, icon
    return RECORD


def _who(look: Look) -> str:
    if look.viewer_kind == "staff":
        return " · ".join(one for one in (look.place, look.role) if one) or _("A colleague of ours")
    if look.viewer_kind == "client":
        return _("A program that we let in")
    return _("Somebody who shares a home or a matter with you") if look.viewer_kind == "customer" else _("We")


def _did(look: Look, what: str) -> str:
    if look.act == "export":
        words = _("took out %(what)s")
    elif look.act == "print":
        words = _("printed %(what)s")
    elif look.among_many:
        words = _("saw you in a list: %(what)s")
    else:
        words = _("saw %(what)s")
    return words % {"what": what}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
