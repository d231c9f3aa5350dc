"""The rail of the desk: what the person's roles open, and how much waits for them. One query, bounded counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.appointments.permissions import SEE_BATCHES
from alongside.domain.assistance.permissions import SEE_HOT_ISSUES
from alongside.domain.bulletins.permissions import SEE_BULLETINS
from alongside.domain.cases.permissions import (
    CHANGE_CATALOGUE,
    CONFIRM_LOSS,
    ENTER_LOSS,
    EXPORT_CASES,
    HANDLE_CASE,
    HELP_WITH_CASE,
    SEE_CASE_MEETINGS,
    SEE_CASES,
    SEE_DAILY,
    SEE_FIGURES,
    SEE_LEGAL_MATTERS,
    SEE_LESSONS,
    SEE_OWN_CASES,
    SUPERVISE,
)
from alongside.domain.conversations.models import Seat
from alongside.domain.conversations.permissions import ANSWER_CALLS, SEE_CALLS, SEE_INBOX, SEE_QUEUES
from alongside.domain.customers.permissions import EXPORT_CUSTOMERS, RECOGNISE_RESIDENTS, SEE_CUSTOMERS
from alongside.domain.estates.permissions import SEE_ESTATES
from alongside.domain.journeys.permissions import SEE_JOURNEYS, WALK_JOURNEY
from alongside.domain.knowledge.permissions import (
    ANSWER_QUESTIONS,
    APPROVE_KNOWLEDGE,
    ASK_QUESTION,
    SEE_KNOWLEDGE,
)
from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.organisation.permissions import MANAGE_SYSTEM, READ_JOURNAL, SEE_ORGANISATION
from alongside.domain.privacy.permissions import (
    CHANGE_RETENTION,
    HANDLE_PRIVACY_REQUESTS,
    PLACE_LEGAL_HOLD,
    READ_ACCESS_LOG,
    ROTATE_KEYS,
    SETTLE_ALARM,
)
from alongside.domain.promises.permissions import SEE_OWN_PROMISES, SEE_PROMISES
from alongside.domain.reception.permissions import RECEIVE_VISITORS, SEE_RECEPTION
from alongside.domain.wording.permissions import KEEP_WORDING, SEE_WORDING_USES
from alongside.domain.work.hooks import waiting_kinds
from alongside.domain.work.permissions import APPROVE_EXPORT, ASK_DEPARTMENT
from alongside.domain.work.queries import counting_each, first_must_read
from alongside.faces.ui.navigation import Group, Item, MustRead, Navigation, Telephone
from alongside.kernel.permission import Permission

if TYPE_CHECKING:
    from alongside.faces.desk.page import DeskRequest

MOST = 100  # a count is looked up no further; the rail shows 99+


@dataclass(frozen=True)
class Place:
    """A line of the rail: where it leads and which permissions (any of them) open it; none: everybody."""

    label: Any
    url_name: str
    icon: str
    opened_by: tuple[Permission, ...] = ()
    key: str = ""
    count: str = ""


# The one table of the rail. A new page adds its line here.
PLACES: tuple[tuple[Any, tuple[Place, ...]], ...] = (
    (
        "",
        (
            Place(gettext_lazy("Waiting for me"), "desk:waiting", "inbox", key="i", count="waiting"),
            Place(gettext_lazy("My work"), "desk:my_work", "checklist", key="w", count="work"),
            Place(gettext_lazy("Cases"), "desk:cases", "case", (SEE_CASES, SEE_OWN_CASES), key="c"),
            Place(gettext_lazy("Inbox"), "desk:inbox", "messages", (SEE_INBOX,), key="x"),
            Place(gettext_lazy("Calls"), "desk:calls", "phone", (SEE_CALLS, ANSWER_CALLS)),
            Place(gettext_lazy("Reception"), "desk:reception", "armchair", (RECEIVE_VISITORS,), key="v"),
            Place(
                gettext_lazy("Handed to me"), "desk:handed_to_me", "arrows-exchange", (HANDLE_CASE, HELP_WITH_CASE),
                key="h", count="handed",
            ),
            Place(gettext_lazy("Tasks"), "desk:tasks", "users-plus", (ASK_DEPARTMENT, HELP_WITH_CASE), key="t", count="task"),
            Place(
                gettext_lazy("Ask inside"), "desk:questions", "help-hexagon", (ASK_QUESTION, ANSWER_QUESTIONS)
            ),
            Place(gettext_lazy("Approvals"), "desk:approvals", "checks", (APPROVE_EXPORT, APPROVE_KNOWLEDGE, CONFIRM_LOSS, ENTER_LOSS), count="approval"),
            Place(gettext_lazy("Announcements"), "desk:announcements", "speakerphone", count="announcement"),
            Place(gettext_lazy("Exports"), "desk:exports", "file-export", (EXPORT_CUSTOMERS, EXPORT_CASES)),
            Place(gettext_lazy("My follow-ups"), "desk:follow_up", "phone-outgoing", (WALK_JOURNEY,), key="p"),
            Place(gettext_lazy("Journeys"), "desk:journeys", "route", (SEE_JOURNEYS,), key="j"),
            Place(
                gettext_lazy("Promises"), "desk:promises", "heart-handshake", (SEE_PROMISES, SEE_OWN_PROMISES), key="n"
            ),
            Place(gettext_lazy("Progress and changes"), "desk:bulletins", "speakerphone", (SEE_BULLETINS,), key="m"),
            Place(pgettext_lazy("with customers", "Appointments"), "desk:batches", "calendar-event", (SEE_BATCHES,), key="a"),
            Place(gettext_lazy("Customers"), "desk:customers", "users", (SEE_CUSTOMERS,), key="u"),
            Place(gettext_lazy("Who is this?"), "desk:residents", "id-badge-2", (RECOGNISE_RESIDENTS,), key="q"),
            Place(gettext_lazy("Estates and homes"), "desk:estates", "estate", (SEE_ESTATES,), key="e"),
            Place(gettext_lazy("Knowledge"), "desk:articles", "book", (SEE_KNOWLEDGE,), key="k"),
            Place(gettext_lazy("Listings"), "desk:listings", "home-dollar", (SEE_LISTINGS,), key="l"),
        ),
    ),
    (
        gettext_lazy("Management"),
        (
            Place(gettext_lazy("Team board"), "desk:board", "users-group", (SUPERVISE,), key="b"),
            Place(gettext_lazy("Hotline now"), "desk:queue_board", "headset", (SEE_QUEUES,)),
            Place(gettext_lazy("Waiting room"), "desk:reception_board", "users", (SEE_RECEPTION,)),
            Place(gettext_lazy("Hot issues"), "desk:hot_issues", "flame", (SEE_HOT_ISSUES,)),
            Place(gettext_lazy("Deadlines"), "desk:deadlines", "calendar-due", (SEE_CASES, HANDLE_CASE), key="d"),
            Place(gettext_lazy("Complaint daily"), "desk:daily", "report", (SEE_DAILY,), key="y"),
            Place(gettext_lazy("Case meeting"), "desk:case_meeting", "presentation-analytics", (SEE_CASE_MEETINGS,)),
            Place(gettext_lazy("Figures"), "desk:figures", "chart-bar", (SEE_FIGURES,), key="f"),
            Place(gettext_lazy("Kept to the standard?"), "desk:conformance", "route-square", (SEE_FIGURES,)),
            Place(
                gettext_lazy("What we don't promise"), "desk:said_anyway", "message-exclamation", (SEE_WORDING_USES, KEEP_WORDING)
            ),
            Place(gettext_lazy("Legal matters"), "desk:legal_matters", "gavel", (SEE_LEGAL_MATTERS,)),
            Place(gettext_lazy("Case library"), "desk:lessons", "school", (SEE_LESSONS,)),
        ),
    ),
    (
        gettext_lazy("Administration"),
        (
            Place(gettext_lazy("Organisation"), "desk:organisation", "sitemap", (SEE_ORGANISATION,), key="o"),
            Place(gettext_lazy("Incidents"), "desk:incidents", "shield-exclamation"),
            Place(gettext_lazy("Catalogue"), "desk:catalogue", "category", (CHANGE_CATALOGUE,)),
            Place(
                gettext_lazy("Personal data"), "desk:privacy", "shield-lock",
                (HANDLE_PRIVACY_REQUESTS, CHANGE_RETENTION, PLACE_LEGAL_HOLD),
            ),
            Place(gettext_lazy("Journal"), "desk:journal", "history", (READ_JOURNAL,)),
            Place(gettext_lazy("Access log"), "desk:access_log", "eye", (READ_ACCESS_LOG,)),
            Place(gettext_lazy("Unusual reading"), "desk:reading_alarms", "eye-exclamation", (SETTLE_ALARM,)),
            Place(gettext_lazy("Encryption keys"), "desk:keys", "key", (ROTATE_KEYS,)),
            Place(gettext_lazy("System"), "desk:system", "server-cog", (MANAGE_SYSTEM,)),
        ),
    ),
)  # fmt: skip

# What waits for a person, each part answered from its own partial index; the parts of `waiting_kinds` come first.
WAITING = """
    SELECT {parts}, {must_read},
           EXISTS (SELECT 1 FROM cases_case WHERE owner_id = %(me)s AND is_open AND next_due_at < %(now)s),
           (SELECT count(*) FROM (SELECT 1 FROM work_notice
                                   WHERE staff_id = %(me)s AND read_at IS NULL LIMIT %(most)s) d),
           (SELECT concat_ws(' · ', n.name, a.position) FROM organisation_appointment a
              JOIN organisation_node n ON n.id = a.node_id
             WHERE a.staff_id = %(me)s AND a.from_at <= %(now)s
               AND (a.until_at IS NULL OR a.until_at > %(now)s)
             ORDER BY a.id LIMIT 1),
           (SELECT json_build_array(s.state, s.extension, coalesce(a.options->>'control', '') <> '')
              FROM conversations_seat s JOIN conversations_account a ON a.id = s.account_id
             WHERE s.staff_id = %(me)s)
"""


HANDED = ("transfer", "task", "handover")  # what stands under "Handed to me"


@cache
def _statement() -> str:
    return WAITING.format(parts=counting_each(), must_read=first_must_read())


def navigation_for(request: DeskRequest, *, area: str = "") -> Navigation:
    """The frame around every page of this person."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"me": request.user.pk, "now": request.now, "most": MOST})
        *parts, must_read, is_late, unread, place, seat = cursor.fetchone()
    waits = dict(zip((one.kind for one in waiting_kinds()), parts, strict=True))
    handed = sum(waits[one] for one in HANDED)
    counts = {
        "waiting": (sum(waits.values()), False),
        "work": (waits["case"], is_late),
        "handed": (handed, bool(handed)),
        "announcement": (waits["announcement"], bool(waits["announcement"])),
        "task": (waits["task"], False),
        "approval": (waits["approval"], bool(waits["approval"])),
    }
    groups = []
    for label, places in PLACES:
        items = tuple(_item(one, request, counts, area) for one in places if may_open(one, request))
        if items:
            groups.append(Group(items, str(label)))
    return Navigation(
        groups=tuple(groups),
        home_url=_address("desk:start"),
        search_url=_address("desk:search"),
        palette_url=_address("desk:palette"),
        notices_url=_address("desk:notices_feed"),
        notices_page_url=_address("desk:notices"),
        notices_count=unread,
        person_name=request.user.name,
        person_place=place or "",
        profile_url=_address("desk:profile"),
        sign_out_url=_address("account_logout"),
        must_read=_must_read(must_read, waits["announcement"], request),
        telephone=_telephone(seat),
    )


def may_open(place: Place, request: DeskRequest) -> bool:
    return not place.opened_by or any(request.viewer.may(one) for one in place.opened_by)


def _must_read(found: str | None, count: int, request: DeskRequest) -> MustRead | None:
    """The banner of every page but those of the announcements themselves; `found` as `first_must_read` gives it."""
    if not found or request.path.startswith(_address("desk:announcements")):
        return None
    pk, title, read_by = json.loads(found) if isinstance(found, str) else found
    url = reverse("desk:announcement", args=[pk])
    return MustRead(title, url, datetime.fromisoformat(read_by), count - 1)


def _telephone(found: str | list[Any] | None) -> Telephone | None:
    """Where the person sits and whether calls show there."""
    if not found:
        return None
    state, extension, dials = json.loads(found) if isinstance(found, str) else found
    news = "" if state == Seat.State.AWAY else _address("desk:call_news")
    return Telephone(state, Seat.State(state).label, extension, _address("desk:seat"), news, dials)


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


def _item(place: Place, request: DeskRequest, counts: dict[str, tuple[int, bool]], area: str) -> Item:
    url = _address(place.url_name)
    count, urgent = counts.get(place.count, (0, False))
    active = place.url_name == area if area else request.path.startswith(url)
    return Item(str(place.label), url, place.icon, count or None, urgent, active, place.key)
