"""What comes to one's platform is chosen on the profile, where a platform is configured (ORG-11)."""

from __future__ import annotations

from datetime import time

import pytest
from django.test import Client

from alongside.domain.organisation.actions.outside import bind_identity
from alongside.domain.platforms.models import Card, CardWish, News
from alongside.domain.work.actions import notify
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

URL = "/desk/profile/"


@pytest.fixture
def wecom(settings, house):
    settings.SIGN_IN_ELSEWHERE = {
        "wecom": {"corp_id": "ww1", "agent_id": "1", "secret": "s", "api": "", "login": ""}
    }
    bind_identity(house.agent, provider="wecom", subject="ww1/lin", by=SYSTEM, now=house.now)


def test_one_chooses_and_half_a_time_is_refused(as_agent, house, wecom):
    assert 'value="22:00"' in as_agent.get(URL).content.decode()
    assert as_agent.post(f"{URL}cards/", {"wanted": "urgent", "quiet_from": "21:30"}).status_code == 422
    given = {"wanted": "urgent", "quiet_from": "21:30", "quiet_until": "07:00"}
    assert as_agent.post(f"{URL}cards/", given).status_code == 302
    wish = CardWish.objects.get(staff=house.agent)
    assert (wish.wanted, wish.quiet_from, wish.quiet_until) == ("urgent", time(21, 30), time(7))


def test_it_is_not_offered_where_there_is_no_platform(as_agent, house):
    assert "profile/cards/" not in as_agent.get(URL).content.decode()


def test_a_card_leads_to_its_own_notice_and_nobody_else_anywhere(as_agent, house, wecom):
    """One link for all who are told the same; who was not told finds nothing behind it."""
    case = house.case(title="电梯停运")
    notify(house.agent, "case.assigned", now=house.now, about=case, label=case.number)
    url = f"/desk/notices/told/{News.objects.filter(label=case.number).latest('pk').pk}/"
    went = as_agent.get(as_agent.get(url).url)
    assert went.url == f"/desk/cases/{case.number}/"
    assert signed_in(Client(), house.stranger).get(url).status_code == 404
    several = Card.objects.create(
        news=News.objects.create(kind="card.several", at=house.now), staff=house.agent, platform="wecom",
        next_try_at=house.now,
    )  # fmt: skip
    assert as_agent.get(f"/desk/notices/told/{several.news_id}/").url == "/desk/notices/"
