"""What was promised to me: what, by whom, until when, and how it stands (SAL-4)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.cases.models import Case
from alongside.domain.promises.models import Promise
from alongside.domain.promises.queries.reading import promises_of_customer, questions_of
from alongside.domain.promises.rules import LATE_WORD
from alongside.faces.portal.page import PortalRequest, find, portal_page, show

MOST = 60


@portal_page
def promises(request: PortalRequest) -> HttpResponse:
    mine = list(promises_of_customer(request.customer.pk, request.viewer)[:MOST])
    context = {
        "asked": [one for one in mine if one.state == "asked"],
        "open": [one for one in mine if one.state == "open"],
        "ended": [one for one in mine if not one.is_standing],
    }
    return show(request, "faces/portal/promises/promises.html", context, tab="home")


@portal_page
def promise(request: PortalRequest, pk: int) -> HttpResponse:
    one = promise_of(request, pk)
    questions = questions_of(one)
    followed = Case.objects.visible_to(request.viewer).filter(broken_promise__promise=one).first()
    context = {
        "promise": one,
        "question": next((asked for asked in questions if asked.answered_at is None), None),
        "before": [asked for asked in questions if asked.answer in ("agreed", "declined")],
        "case": followed,
        "may_say_not_kept": may_say_not_kept(one, request),
    }
    return show(request, "faces/portal/promises/promise.html", context)


def promise_of(request: PortalRequest, pk: int) -> Promise:
    """One that was made to this customer, else 404."""
    mine = Promise.objects.visible_to(request.viewer)
    return find(mine.select_related("kind", "keeper", "unit__estate", "node"), pk=pk)


def may_say_not_kept(one: Promise, request: PortalRequest) -> bool:
    """Once its day is over, or we called it kept, for thirty days (SAL-4)."""
    if one.is_standing:
        return request.now >= one.due_at
    return one.state == "kept" and one.closed_at is not None and request.now <= one.closed_at + LATE_WORD
