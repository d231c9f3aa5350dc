"""Kept to the standard? Each figure opens into exactly its journeys and steps (JRN-5, JRN-8)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.cases.models import Case
from alongside.domain.cases.samples import a_case
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit
from alongside.domain.journeys.actions.stepping import do_step, waive_step
from alongside.domain.journeys.models import Journey, Step
from alongside.domain.journeys.queries.conformance import Marks, PlaceFigures
from alongside.domain.journeys.samples import a_journey
from alongside.domain.work.models import Notice
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
URL = "/desk/journeys/conformance/"
DAYS = 12


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


def signed(cast, number: int, now) -> Journey:
    """Somebody who signed twelve days ago: the first contact and the follow-ups since were due."""
    home = add_unit(
        cast.unit.building, number=f"26{number}1", entrance="1单元", status="contracted", by=SYSTEM, now=now
    )
    customer = a_customer(node=cast.project, now=now, name=f"买家{number}", phone=f"1380000440{number}")
    begun = now - timedelta(days=DAYS)
    return a_journey(customer, home, now=begun, keeper=cast.agent.staff, happened={"signed": begun})


def close_all(journey: Journey, now, *, late: int = 0, waive: bool = False) -> None:
    """Everything that has been due by now: in time, or so many of them a day late; the last perhaps left out."""
    while step := journey.steps.to_do().filter(due_at__lt=now).order_by("due_at").first():
        if waive:
            waive_step(step, reason="客户在国外", by=SYSTEM, now=step.due_at)
            waive = False
            continue
        at = min(step.due_at + timedelta(days=1), now) if late else step.due_at - timedelta(hours=1)
        late = max(late - 1, 0)
        do_step(step, said="都好。", by=SYSTEM, now=at)


def mark(cast, journey: Journey, rating: int, now) -> None:
    case = a_case(node=cast.project, customer=journey.customer, unit=journey.unit, now=now)
    Case.objects.filter(pk=case.pk).update(rating=rating, rated_at=now - timedelta(hours=1))


@pytest.fixture
def journeys(cast, now):
    """One kept with a happy customer, one with a step left out, one late, one where nobody did anything."""
    found = [signed(cast, number, now) for number in range(4)]
    close_all(found[0], now)
    close_all(found[1], now, waive=True)
    close_all(found[2], now, late=1)
    for journey, rating in zip(found, (5, 4, 2, 1), strict=True):
        mark(cast, journey, rating, now)
    return found


@pytest.fixture
def page(client, cast, journeys):
    return signed_in(client, cast.supervisor.staff).get(URL)


def test_journeys_are_told_apart_with_the_marks_beside(page) -> None:
    """JRN-8"""
    found = page.context["found"]
    assert found.total.counts == {"kept": 1, "left_out": 1, "strayed": 2}
    assert [round(found.total.marks[one].mean, 1) for one in ("kept", "left_out", "strayed")] == [
        5.0,
        4.0,
        1.5,
    ]
    assert (found.cost, found.verdict) == (3.5, "less")
    text = page.content.decode()
    assert "−3.5" in text
    total = found.total
    for marks, verdict in ((496, "same"), (520, "more")):  # rarer, and no loss
        beside = {**total.marks, "strayed": Marks(100, marks)}
        assert replace(found, places=[PlaceFigures(None, total.counts, beside)]).verdict == verdict
    assert 'class="variant-mark is-missed"' in text


def test_the_figures_are_the_rows(page, journeys, now) -> None:
    """JRN-8: to the piece, counted again by hand."""
    due = Step.objects.filter(due_at__lt=now).exclude(state="withdrawn")
    by_hand = Counter(
        "waived"
        if one.state == "waived"
        else "missed"
        if one.state == "planned"
        else "late"
        if one.closed_at > one.due_at
        else "on_time"
        for one in due
    )
    assert {fate: n for fate, n in page.context["found"].step_total.counts.items() if n} == dict(by_hand)
    assert sum(way.journeys for way in page.context["ways"]) == len(journeys)


def test_every_figure_opens_into_its_journeys(client, cast, page) -> None:
    """JRN-8, INS-2"""
    browser = signed_in(client, cast.supervisor.staff)
    for row in page.context["steps"]:
        for cell in [row.total, *row.cells]:
            if cell.count:
                assert browser.get(cell.url).context["found"].steps == cell.count
    for row in page.context["places"]:
        for cell in [row.total, *row.cells]:
            if cell.count:
                assert browser.get(cell.url).context["found"].journeys == cell.count
    for way in page.context["ways"]:
        opened = browser.get(way.url).context
        assert opened["found"].journeys == len(opened["rows"]) == way.journeys


def test_a_stage_opens_into_the_ways_through_it(client, cast, page) -> None:
    """JRN-8: step by step, in the order in which they were taken."""
    browser = signed_in(client, cast.supervisor.staff)
    stage = next(row for row in page.context["steps"] if row.is_stage)
    inside = browser.get(stage.url)
    assert inside.context["asked"].stage == "close_contact"
    assert "签约后首次联系" in inside.context["ways"][0].words
    way = inside.context["ways"][0]
    assert browser.get(way.url).context["found"].journeys == way.journeys


def test_another_period_knows_nothing_of_it(client, cast, journeys) -> None:
    """JRN-8: and a period that makes no sense is the usual one."""
    browser = signed_in(client, cast.supervisor.staff)
    assert not browser.get(f"{URL}?from=2020-01-01&until=2020-03-31").context["total"].journeys
    assert browser.get(f"{URL}?from=soon&until=never").context["total"].journeys == 4


def test_it_goes_out_as_a_workbook_and_on_paper(client, cast, journeys) -> None:
    """JRN-8"""
    browser = signed_in(client, cast.supervisor.staff)
    for end, start in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert browser.get(f"/desk/journeys/conformance.{end}").content.startswith(start)


def test_a_stranger_learns_nothing(client, cast, journeys) -> None:
    """ORG-3"""
    browser = signed_in(client, cast.other_supervisor.staff)
    assert not browser.get(URL).context["total"].journeys
    assert browser.get(f"{URL}?node={cast.project.pk}").status_code == 404
    assert not browser.get(f"{URL}journeys/").context["found"].journeys


def test_a_page_costs_the_same_however_many_there_are(
    client, cast, journeys, django_assert_max_num_queries
) -> None:
    """JRN-8"""
    browser = signed_in(client, cast.supervisor.staff)
    with django_assert_max_num_queries(16):
        browser.get(URL)
    with django_assert_max_num_queries(16):
        browser.get(f"{URL}journeys/?standing=strayed")


def test_the_supervisor_hears_of_a_step_left_out_and_reads_why(client, cast, now) -> None:
    """JRN-5: who left it out themselves does not hear of it, but the next above."""
    journey = signed(cast, 7, now)
    step = journey.steps.to_do().order_by("due_at").first()
    waive_step(step, reason="客户不愿被打扰", by=cast.supervisor, now=now)
    notice = Notice.objects.get(kind="journey.step_waived")
    assert notice.staff != cast.supervisor.staff
    browser = signed_in(client, cast.supervisor.staff)
    assert "客户不愿被打扰" in browser.get("/desk/journeys/waived/").content.decode()
    assert (
        "客户不愿"
        not in signed_in(client, cast.other_supervisor.staff).get("/desk/journeys/waived/").content.decode()
    )
    assert signed_in(client, cast.agent.staff).get("/desk/journeys/waived/").status_code == 403
