"""The rooms of management in one go: the case meeting, legal matters, the case library (CAS-13, CAS-17, WCAG 2.2 AA)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alongside.domain.cases.actions.learning.lessons import start_lesson
from alongside.domain.cases.actions.legal.opening import open_matter
from alongside.domain.cases.models import CaseMeeting
from alongside.domain.cases.samples import a_case_in
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.models import Task
from alongside.faces.desk.tests.house import build_house


@pytest.fixture
def house(transactional_db):
    return build_house()


def test_a_meeting_a_lawsuit_and_a_lesson(house, open_window, sign_in, assert_fits):
    """CAS-13: given out and decided by keys, the decision is a task; CAS-17: a hearing is set; a lesson is written."""
    then = (timezone.localtime(house.now).replace(day=1) - timedelta(days=9)).replace(hour=10)
    closed = a_case_in("closed", node=house.project, now=then, customer=house.customer)
    lead = actor_for(house.supervisor, now=house.now)
    matter = open_matter(
        closed, kind="lawsuit", our_side="defendant", title="渗漏赔偿", by=lead, now=house.now
    )
    desk = open_window(bypass_csp=True)
    sign_in(desk, house.supervisor)

    desk.goto("/desk/case-meetings/")
    expect(desk.locator(".chart-canvas svg").first).to_be_visible()
    assert_fits(desk)
    desk.get_by_role("button", name="现在发出").click()
    desk.get_by_role("dialog").get_by_role("button", name="现在发出").click()
    expect(desk.locator(".pane-scroll .notice")).to_contain_text("不会再变")
    assert CaseMeeting.objects.get().given_out_at
    desk.keyboard.press("d")
    desk.locator("[name=department]").select_option(str(house.engineering.pk))
    desk.locator("[name=title]").fill("交付前逐户闭水")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#decisions")).to_contain_text("交付前逐户闭水")
    assert Task.objects.get().about_kind == "casemeeting"

    desk.goto(f"/desk/legal/{matter.number}/days/")
    hearing = timezone.localtime(house.now) + timedelta(days=20)
    desk.locator("[name=at]").fill(f"{hearing:%Y-%m-%dT09:30}")
    desk.locator("[name=kind]").first.check()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#main")).to_contain_text(f"{hearing:%Y-%m-%d} 09:30")
    assert_fits(desk)

    lesson = start_lesson(closed, by=lead, now=house.now)
    desk.goto(f"/desk/lessons/{lesson.number}/")
    assert_fits(desk)
