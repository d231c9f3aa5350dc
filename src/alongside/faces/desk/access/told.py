"""Lines of the access log in words: who, whose, what, where from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.customers.models import ContactPoint
from alongside.domain.organisation.models import ApiClient, Role, StaffMember
from alongside.domain.privacy.queries import masked_names, staff_names
from alongside.kernel.local_text import pick
from alongside.kernel.models import AccessLine

SHOWN_NAMES = 3
ACTS: dict[str, tuple[Any, str]] = {
    "view": (pgettext_lazy("access log", "seen"), "plain"),
    "print": (pgettext_lazy("access log", "printed"), "now"),
    "export": (pgettext_lazy("access log", "exported"), "soon"),
    "reveal": (pgettext_lazy("access log", "shown in full"), "soon"),
}
PAGES = {
    "desk:customer": gettext_lazy("Customer's page"),
    "desk:customers": gettext_lazy("List of customers"),
    "desk:who_looked": gettext_lazy("Who looked at a customer"),
    "desk:case": gettext_lazy("Case"),
    "desk:case_news": gettext_lazy("Case"),
    "desk:cases": gettext_lazy("List of cases"),
    "desk:open_case": gettext_lazy("New case"),
    "desk:my_work": gettext_lazy("My work"),
    "desk:board": gettext_lazy("Team board"),
    "desk:daily": gettext_lazy("Complaint daily"),
    "desk:deadlines": gettext_lazy("Deadlines"),
    "desk:search": gettext_lazy("Search"),
    "desk:palette": gettext_lazy("Search"),
    "desk:unit": gettext_lazy("Page of a home"),
    "desk:reveal_contact": gettext_lazy("Contact point"),
    "export:customers": gettext_lazy("Export of customers"),
    "export:cases": gettext_lazy("Export of cases"),
    "desk:access_log": gettext_lazy("Access log"),
    "desk:change_customer": gettext_lazy("Details of a customer"),
    "desk:agent_papers": gettext_lazy("Papers of an agent"),
    "desk:agent_paper": gettext_lazy("Papers of an agent"),
    "desk:portrait": gettext_lazy("Photo of a resident"),
    "desk:duplicates": gettext_lazy("Perhaps the same"),
    "desk:merge_customers": gettext_lazy("Perhaps the same"),
    "desk:reveal_owner": gettext_lazy("Owner of a listing"),
    "desk:change_owner": gettext_lazy("Owner of a listing"),
}
# where an address begins -> what its pages are about, for those that have no line above
FAMILIES = {
    "customers/": gettext_lazy("Customer's page"),
    "cases/": gettext_lazy("Case"),
    "handed-to-me/": gettext_lazy("Case"),
    "inbox/": gettext_lazy("Inbox"),
    "calls/": gettext_lazy("Calls"),
    "reception/": gettext_lazy("Reception"),
    "questions/": gettext_lazy("Ask inside"),
    "wording/": gettext_lazy("What we don't promise"),
    "at-hand/": gettext_lazy("Scripts and drafts at hand"),
    "hot-issues/": gettext_lazy("Hot issues"),
    "listings/": gettext_lazy("Listings"),
    "estates/": gettext_lazy("Estates and homes"),
    "residents/": gettext_lazy("Who is this?"),
    "privacy/": gettext_lazy("Personal data"),
    "imports/": gettext_lazy("Imports"),
    "exports/": gettext_lazy("Exports"),
    "daily/": gettext_lazy("Complaint daily"),
    "case-meetings/": gettext_lazy("Case meeting"),
    "journeys/mine/": gettext_lazy("My follow-ups"),
    "journeys/conformance/": gettext_lazy("Kept to the standard?"),
    "journeys/": gettext_lazy("Journeys"),
    "promises/": gettext_lazy("Promises"),
    "bulletins/": gettext_lazy("Progress and changes"),
    "batches/": pgettext_lazy("with customers", "Appointments"),
    "legal/": gettext_lazy("Legal matters"),
    "lessons/": gettext_lazy("Case library"),
    "knowledge/": gettext_lazy("Knowledge"),
    "tasks/": gettext_lazy("Tasks"),
    "waiting/": gettext_lazy("Waiting for me"),
    "approvals/": gettext_lazy("Approvals"),
    "access/": gettext_lazy("Access log"),
    "search/": gettext_lazy("Search"),
}
PORTAL = {
    "help/": gettext_lazy("Help centre"),
    "cases/": gettext_lazy("Matters"),
    "privacy/": gettext_lazy("Own personal data"),
    "me/": gettext_lazy("Own details"),
    "report/": gettext_lazy("Report something"),
    "files/": gettext_lazy("File"),
    "journeys/": gettext_lazy("Journey"),
    "promises/": gettext_lazy("Promises"),
    "bulletins/": gettext_lazy("Progress and changes"),
    "appointments/": pgettext_lazy("with customers", "Appointments"),
    "homes/": gettext_lazy("Page of a home"),
    "": gettext_lazy("First page"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line, ready to be read."""

    line: AccessLine
    who: StaffMember | None
    who_words: str
    role: str
    whose: str
    more: int
    page: str
    act: str
    tone: str
    reason: str
    origin: str


def told(lines: Iterable[AccessLine], *, names: bool = True) -> list[Told]:
    """In words; four queries for all. `names`: whose data, masked; not where all of them are one person's."""
    lines = list(lines)
    people = staff_names(lines)
    roles = {one.code: pick(one.name) for one in Role.objects.all()}
    clients = dict(
        ApiClient.objects.filter(
            pk__in=[one.viewer_id for one in lines if one.viewer_kind == "client"]
        ).values_list("pk", "name")
    )
    masked = masked_names(pk for one in lines for pk in one.person_ids[:SHOWN_NAMES]) if names else {}
    reasons = dict(ContactPoint.RevealReason.choices) | {
        "masked": _("masked"),
        "approved": _("full numbers, approved"),
    }
    found = []
    for one in lines:
        words, tone = ACTS.get(one.act, (one.act, "plain"))
        who = people.get(one.viewer_id or 0) if one.viewer_kind == "staff" else None
        found.append(
            Told(
                line=one,
                who=who,
                who_words=_who(one, clients) if who is None else "",
                role=_("、").join(str(roles.get(code, code)) for code in one.role.split(",") if code),
                whose=_("、").join(
                    f"{masked.get(pk, '')} #{pk}".strip() for pk in one.person_ids[:SHOWN_NAMES]
                ),
                more=max(0, len(one.person_ids) - SHOWN_NAMES),
                page=page_words(one.page),
                act=str(words),
                tone=tone,
                reason=str(reasons.get(one.reason, one.reason)),
                origin=one.origin[:4],
            )
        )
    return found


def _who(line: AccessLine, clients: dict[int, str]) -> str:
    if line.viewer_kind == "customer":
        return _("the customer")
    if line.viewer_kind == "client":
        return clients.get(line.viewer_id or 0, _("an API client"))
    return _("the system")


def page_words(name: str) -> str:
    if name in PAGES:
        return str(PAGES[name])
    face, _colon, rest = name.partition(":")
    if face == "desk" and (family := _family(face, rest, FAMILIES)):
        return str(family)
    if face == "portal" and (family := _family(face, rest, PORTAL)):
        return f"{_('Portal')} · {family}"
    prefix = {"portal": _("Portal"), "api": "API", "api-1": "API"}.get(face, "")
    words = rest.replace("_", " ").replace("-", " ") or name
    return f"{prefix} · {words}" if prefix else words


def _family(face: str, rest: str, families: dict[str, Any]) -> Any:
    """What a page is about, by the beginning of its address."""
    _prefix, addresses = get_resolver().namespace_dict[face]
    known = addresses.reverse_dict.getlist(rest)
    if not known:  # a page of another version
        return ""
    address = known[0][0][0][0]
    return next((label for beginning, label in families.items() if address.startswith(beginning)), "")
