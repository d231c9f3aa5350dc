"""The board of journeys, one journey, and the follow-ups of a day (JRN-1, JRN-2, JRN-5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit, move_delivery
from alongside.domain.journeys.models import Journey
from alongside.domain.journeys.samples import a_journey
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
URL = "/desk/journeys/"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def journey(cast, now) -> Journey:
    """顾言 has signed yesterday, and the first call is due today."""
    building = cast.unit.building
    move_delivery(building, on=(now + timedelta(days=400)).date(), words="按合同", by=SYSTEM, now=now)
    home = add_unit(building, number="2301", entrance="1单元", status="contracted", by=SYSTEM, now=now)
    customer = a_customer(node=cast.project, now=now, name="顾言", phone="13800001177")
    signed_at = now - timedelta(hours=20)
    return a_journey(customer, home, now=now, keeper=cast.agent.staff, happened={"signed": signed_at})


def test_the_board_says_who_stands_where_and_what_presses(client, cast, journey) -> None:
    """JRN-1"""
    page = signed_in(client, cast.agent.staff).get(URL)
    columns = {one.code: one.count for one in page.context["columns"]}
    assert columns["close_contact"] == 1
    assert sum(columns.values()) == 1
    text = page.content.decode()
    assert "顾言" in text
    assert "签约后首次联系" in text


def test_a_journey_shows_the_way_and_what_the_customer_feels(client, cast, journey) -> None:
    """JRN-2"""
    text = signed_in(client, cast.agent.staff).get(f"{URL}{journey.pk}/").content.decode()
    for words in ("温馨牵手", "四年之约", "从满心欢喜到隐隐不安", "主动告知", "我是您的客服专员", "已签约"):
        assert words in text


def test_a_follow_up_is_noted_and_the_next_one_opens(client, cast, journey, now) -> None:
    """JRN-5: one page, and on to the next."""
    browser = signed_in(client, cast.agent.staff)
    step = journey.steps.get(code="first_contact")
    given = {
        "result": "reached",
        "channel": "phone",
        "said": "已介绍自己，约好周末看工地。",
        "seen": step.version,
    }
    answer = browser.post(f"{URL}steps/{step.pk}/", given)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{URL}steps/{journey.steps.get(code='waiting_follow_up').pk}/"
    again = browser.post(f"{URL}steps/{step.pk}/", given)
    assert again.status_code == 409
    step.refresh_from_db()
    assert (step.state, step.said) == ("done", "已介绍自己，约好周末看工地。")


def test_a_note_that_says_nothing_is_refused_beside_the_field(client, cast, journey) -> None:
    """INF-10"""
    step = journey.steps.get(code="first_contact")
    answer = signed_in(client, cast.agent.staff).post(
        f"{URL}steps/{step.pk}/", {"result": "reached", "channel": "phone", "said": " ", "seen": step.version}
    )
    assert answer.status_code == 422
    assert "said" in answer.context["form"].errors


def test_what_happened_is_entered_and_its_steps_appear(client, cast, journey, now) -> None:
    """JRN-3: only what can still happen is offered."""
    browser = signed_in(client, cast.agent.staff)
    offered = dict(browser.get(f"{URL}{journey.pk}/happened/").context["form"].fields["event"].choices)
    assert "handed_over" in offered
    assert "signed" not in offered
    at = timezone.localtime(now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(f"{URL}{journey.pk}/happened/", {"event": "handed_over", "at": at}).status_code == 302
    journey.unit.refresh_from_db()
    assert journey.unit.status == "handed_over"
    assert journey.steps.to_do().filter(code="fitting_out_guide").exists()
    assert not journey.steps.to_do().filter(code="waiting_follow_up").exists()


def test_a_delivery_is_moved_with_words_for_the_buyers(client, cast, journey) -> None:
    """JRN-3: the page says how many are told."""
    building = journey.building
    browser = signed_in(client, cast.supervisor.staff)
    url = f"/desk/estates/buildings/{building.pk}/delivery/"
    assert "1" in browser.get(url).context["lead"]
    assert browser.post(url, {"on": "2028-01-01", "words": ""}).status_code == 422
    assert browser.post(url, {"on": "2028-01-01", "words": "雨季延长"}).status_code == 302
    building.refresh_from_db()
    assert building.delivery_on == date(2028, 1, 1)


@pytest.mark.parametrize("path", ["", "happened/", "keeper/", "end/"])
def test_a_stranger_learns_nothing(client, cast, journey, path) -> None:
    """ORG-3"""
    browser = signed_in(client, cast.stranger.staff)
    assert browser.get(f"{URL}{journey.pk}/{path}").status_code == 404
    assert "顾言" not in browser.get(URL).content.decode()
    step = journey.steps.first()
    assert browser.get(f"{URL}steps/{step.pk}/").status_code == 404
