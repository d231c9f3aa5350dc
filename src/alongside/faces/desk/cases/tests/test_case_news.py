"""An open case shows what came to it without being loaded anew (CAS-15, CAS-16)."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.writing import write_as_customer
from alongside.domain.customers.models import CustomerActor
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.pages import signed_in


def asks(page) -> str:
    """Where the page asks for news."""
    return html.unescape(re.search(r'id="news" hx-get="([^"]+)"', page.content.decode())[1])


@pytest.fixture
def case(house):
    return house.case()


@pytest.fixture
def page(as_agent, case):
    return as_agent.get(f"/desk/cases/{case.number}/")


def test_costs_one_query_when_nothing_came(as_agent, page):
    """CAS-16: beside the two that say who asks."""
    with CaptureQueriesContext(connection) as made:
        answer = as_agent.get(asks(page))
    assert (answer.status_code, answer.content) == (204, b"")
    assert len(made) == 3


def test_shows_the_new_message_alone_and_leaves_the_reply_box_be(as_agent, page, case, house):
    """CAS-15"""
    write_as_customer(case, words="又滴水了", by=CustomerActor(house.customer), now=house.now)
    answer = as_agent.get(asks(page))
    text = answer.content.decode()
    assert text.count("又滴水了") == 1
    assert "今天早上又滴水了" not in text  # was there before
    assert "<textarea" not in text
    assert 'class="day-mark"' not in text  # the day is marked already
    assert "toast" in answer.headers["HX-Trigger"]
    assert as_agent.get(asks(answer)).status_code == 204


def test_brings_the_state_and_the_next_acts_up_to_date(as_agent, page, case, house):
    """CAS-16: what a colleague did meanwhile."""
    assert "acknowledge_case" in page.content.decode()
    acknowledge_case(case, by=actor_for(house.supervisor, now=house.now), now=house.now)
    text = as_agent.get(asks(page)).content.decode()
    assert "acknowledge_case" not in text
    assert "start_investigation" in text
    assert 'id="case-state" hx-swap-oob="true"' in text
    assert 'id="case-nexts" hx-swap-oob="true"' in text


def test_says_nothing_to_a_stranger(client, case, house):
    """ORG-3: whether something came or not."""
    browser = signed_in(client, house.stranger)
    for version in (0, case.version, 99):
        answer = browser.get(f"/desk/cases/{case.number}/news/?version={version}")
        assert case.title not in answer.content.decode()
        assert answer.status_code in (204, 404)
    absent = browser.get("/desk/cases/GLT-2611-9999/news/?version=1")
    assert absent.status_code == browser.get(f"/desk/cases/{case.number}/news/?version=1").status_code


@pytest.mark.parametrize("asked", ["", "?version=x&after=%00&day=nonsense", "?version=-1&day=99999-01-01"])
def test_absurd_addresses_break_nothing(as_agent, case, asked):
    """INF-10"""
    assert as_agent.get(f"/desk/cases/{case.number}/news/{asked}").status_code in (200, 400, 422)


def test_who_replies_to_what_went_on_meanwhile_is_asked_again_with_their_words(as_agent, page, case, house):
    """CHN-1, CAS-15: what was said since is shown in the refusal; sent again it goes."""
    write_as_customer(case, words="不用来了", by=CustomerActor(house.customer), now=house.now)
    said = {"words": "明天九点上门。", "channel": "portal", "after": page.context["newest"]}
    refused = as_agent.post(f"/desk/cases/{case.number}/reply_to_customer/", said)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "不用来了" in text and "明天九点上门。" in text
    again = said | {"after": refused.context["form"]["after"].value()}
    assert as_agent.post(f"/desk/cases/{case.number}/reply_to_customer/", again).status_code == 302
