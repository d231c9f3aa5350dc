"""The first page: a greeting, my home, four things I can do, what is being done for me (CAS-15)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.domain.appointments.queries.figures import ahead_of_them
from alongside.domain.bulletins.models import Bulletin
from alongside.domain.bulletins.queries import latest_progress, unacknowledged_by
from alongside.domain.cases.queries.of_customer import draft_of, open_cases_of, unrated_case_of
from alongside.domain.customers.models import UnitRelation
from alongside.domain.estates.models import DeliveryMove
from alongside.domain.journeys.queries.story import WayOfHome, way_of_home
from alongside.domain.organisation.queries import hotline_of
from alongside.domain.promises.queries.reading import owed_to
from alongside.faces.portal.home.homes import chosen_home, homes_of
from alongside.faces.portal.page import PortalRequest, portal_page, show
from alongside.faces.portal.telling import telling_of, told_steps

SHOWN = 3
PROMISES_SHOWN = 3
PROGRESS_IS_NEWS = timedelta(days=120)
MOVE_IS_NEWS = timedelta(days=30)


@portal_page
def home(request: PortalRequest) -> HttpResponse:
    homes = homes_of(request)
    chosen = chosen_home(request, homes)
    way = way_of_home(chosen.unit_id if chosen else None, request.viewer)
    cases = open_cases_of(request.viewer)
    cards = [(case, telling_of(case, request.now), told_steps(case, request.now)) for case in cases]
    cards.sort(key=lambda card: (not card[1].is_yours, not card[0].unseen_count))  # the customer's move first
    context = {
        "greeting": greeting(request.now),
        "home": chosen,
        "homes": homes,
        "lived": years_lived(chosen, request.now),
        "way": way,
        "moved": None if chosen is None or chosen.unit.handed_over_on else news_of_delivery(way, request.now),
        "promises": list(owed_to(request.viewer)[:PROMISES_SHOWN]),
        "notice": unacknowledged_by(request.viewer).first(),
        "progress": fresh_progress(homes, request),
        "appointments": list(ahead_of_them(request.viewer, now=request.now)[:2]),
        "hotline": hotline_of(chosen.node if chosen else request.customer.node),
        "cards": cards[:SHOWN],
        "more": len(cards) - SHOWN,
        "draft": draft_of(request.viewer),
        "unrated": unrated_case_of(request.viewer),
    }
    return show(request, "faces/portal/home/home.html", context, tab="home")


def news_of_delivery(way: WayOfHome | None, now: datetime) -> DeliveryMove | None:
    """How the promised day of a home that they wait for was moved of late (JRN-3)."""
    building = way.journey.building if way else None
    if building is None:
        return None
    moves = building.delivery_moves.exclude(before_on=None).exclude(after_on=None)
    return moves.filter(at__gte=now - MOVE_IS_NEWS).order_by("-pk").first()


def fresh_progress(homes: list[UnitRelation], request: PortalRequest) -> Bulletin | None:
    """The newest report on a building of theirs, unless it is old news."""
    newest = latest_progress({one.unit.building_id for one in homes}, request.viewer)
    is_fresh = newest is not None and newest.as_of_on >= timezone.localdate(request.now) - PROGRESS_IS_NEWS
    return newest if is_fresh else None


def greeting(now: datetime) -> str:
    """Good morning, noon, afternoon or evening, by the local hour."""
    hour = timezone.localtime(now).hour
    if 5 <= hour < 11:
        return _("Good morning")
    if 11 <= hour < 13:
        return _("Good day")
    return _("Good afternoon") if 13 <= hour < 18 else _("Good evening")


def years_lived(home: UnitRelation | None, now: datetime) -> int:
    """In which year of living there they are; 0 when that is not known."""
    since = home.unit.handed_over_on if home else None
    if home is None or since is None:
        return 0
    since, today = max(since, home.from_on), timezone.localdate(now)
    years = today.year - since.year - ((today.month, today.day) < (since.month, since.day))
    return years + 1 if today >= since else 0
