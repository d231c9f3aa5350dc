"""A case in the customer's words, and what they say in it (CAS-3, CAS-15)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from alongside.domain.cases.actions.writing import add_note, reply_to_customer
from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Message
from alongside.faces.portal.telling import by_when, telling_of
from alongside.faces.portal.tests.house import pictures
from alongside.kernel.actor import SYSTEM


def url(name, case):
    return reverse(f"portal:{name}", args=[case.number])


def body(client, case):
    return client.get(url("case", case)).content.decode()


def test_says_who_is_on_it_and_what_comes_by_when(house, as_zhou):
    """CAS-15: plain words."""
    page = body(as_zhou, house.case())
    assert "林晓月" in page and "负责到底" in page and "前给您答复" in page


@pytest.mark.parametrize(
    ("act", "before", "after", "given"),
    [
        ("agree", "proposed", "agreed", {}),
        ("decline", "proposed", "investigating", {"words": "太慢"}),
        ("confirm", "resolved", "closed", {}),
        ("not_solved", "resolved", "handling", {"words": "还在滴"}),
        ("withdraw", "handling", "withdrawn", {}),
        ("withdraw", "received", "withdrawn", {"words": "好了"}),
    ],
)
def test_each_act_does_what_it_says_and_twice_the_same(house, as_zhou, act, before, after, given):
    """CAS-3; a double tap is no error."""
    case = house.case(before)
    for _tap in range(2):
        answer = as_zhou.post(url(act, case), {**given, "seen": case.version})
        assert (answer.status_code, answer.url) == (302, url("case", case))
    case.refresh_from_db()
    assert case.state == after
    if given:
        assert case.conversation.messages.filter(body=given["words"]).count() == 1


@pytest.mark.parametrize(
    ("act", "state"), [("agree", "handling"), ("confirm", "received"), ("withdraw", "closed")]
)
def test_an_act_out_of_place_changes_nothing(house, as_zhou, act, state):
    case = house.case(state)
    assert as_zhou.post(url(act, case), {"words": "x"}).status_code == 302
    assert Case.objects.get().state == state


@pytest.mark.parametrize(("act", "state"), [("decline", "proposed"), ("not_solved", "resolved")])
def test_saying_no_needs_words(house, as_zhou, act, state):
    """CAS-15: with words, so that we know what to do better."""
    case = house.case(state)
    assert as_zhou.get(url(act, case)).status_code == 200
    assert as_zhou.post(url(act, case), {"words": " "}).status_code == 422
    case.refresh_from_db()
    assert case.state == state


def test_a_proposal_that_changed_meanwhile_is_not_agreed_to_blindly(house, as_zhou):
    """CAS-16"""
    case = house.case("proposed")
    reply_to_customer(case, words="等一下，方案有变", by=SYSTEM, now=house.now)
    answer = as_zhou.post(url("agree", case), {"seen": case.version}, follow=True)
    assert "刚才情况有变化" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "proposed"


def test_writes_with_a_picture_once_even_when_tapped_twice(house, as_zhou):
    """CAS-15: messages both ways."""
    case = house.case()
    for _tap in range(2):
        given = {"words": "还在滴", "files": pictures(), "seen": case.version}
        assert as_zhou.post(url("write", case), given).status_code == 302
    said = Message.objects.get(body="还在滴")
    assert (said.direction, said.file_count) == ("in", 1)
    assert "还在滴" in body(as_zhou, case)


def test_words_written_while_we_wrote_too_are_not_lost(house, as_zhou):
    """CAS-16: saying adds and overwrites nothing."""
    case = house.case()
    reply_to_customer(case, words="明天上门", by=SYSTEM, now=house.now)
    as_zhou.post(url("write", case), {"words": "下午可以吗", "seen": case.version})
    assert Message.objects.filter(body="下午可以吗").exists()


def test_empty_words_are_refused_on_the_page(house, as_zhou):
    case = house.case()
    assert as_zhou.post(url("write", case), {"words": "  "}).status_code == 422


def test_what_we_wrote_is_new_until_it_is_opened(house, as_zhou):
    case = house.case()
    reply_to_customer(case, words="明天上门", by=SYSTEM, now=house.now)
    add_note(case, words="他很急", by=SYSTEM, now=house.now)
    assert "有新消息" in as_zhou.get("/portal/cases/").content.decode()
    assert "明天上门" in body(as_zhou, case)
    assert "有新消息" not in as_zhou.get("/portal/cases/").content.decode()
    assert Message.objects.get(body="他很急").seen_at is None


def test_rates_once(house, as_zhou):
    case = house.case("closed")
    assert "checked" in as_zhou.get(url("case", case) + "?rating=4").content.decode()
    for rating in ("2", "5"):
        assert as_zhou.post(url("rate", case), {"rating": rating, "words": "太慢"}).status_code == 302
    case.refresh_from_db()
    assert (case.rating, case.rating_words) == (2, "太慢")


@pytest.mark.parametrize("rating", ["", "0", "6", "x", "9" * 99, "-1"])
def test_absurd_ratings_are_refused(house, as_zhou, rating):
    """INF-10"""
    assert as_zhou.post(url("rate", house.case("closed")), {"rating": rating}).status_code == 422


@pytest.mark.parametrize("query", ["?before=x", "?rating=9", "?rating=%00"])
def test_a_damaged_address_is_answered_calmly(house, as_zhou, query):
    assert as_zhou.get(url("case", house.case()) + query).status_code in (200, 400, 422)


def test_the_list_costs_the_same_for_one_case_as_for_three(house, as_zhou):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            for page in ("/portal/", "/portal/cases/"):
                assert as_zhou.get(page).status_code == 200
        return len(seen)

    house.case()
    house.case("closed")
    before = cost()
    for _n in range(2):
        house.case()
        house.case("closed")
    assert cost() == before


def test_older_ones_are_a_page_away(house, as_zhou):
    for n in range(22):
        house.case("received", title=f"旧事 {n}", kind="enquiry", category=None)
    for case in Case.objects.all():
        as_zhou.post(url("withdraw", case), {})
    page = as_zhou.get("/portal/cases/").content.decode()
    assert page.count("card-link") == 20
    older = page.split('href="?after=')[1].split('"')[0]
    assert as_zhou.get(f"/portal/cases/?after={older}").content.decode().count("card-link") == 2
    assert as_zhou.get("/portal/cases/?after=x").status_code == 422


def test_late_is_said_honestly(house):
    """CAS-4: a promise that was missed is not hidden."""
    case = house.case()
    telling = telling_of(case, case.next_due_at + timedelta(minutes=1))
    assert telling.is_late
    assert not telling_of(case, house.now).is_late


@pytest.mark.parametrize(
    ("hours", "language", "words"),
    [
        (2, "zh-hans", "今天 12:00"),
        (26, "zh-hans", "明天 12:00"),
        (98, "zh-hans", "11月24日 12:00"),
        (98, "en", "24 Nov 12:00"),
        (-22, "en", "yesterday 12:00"),
    ],
)
def test_a_moment_is_named_as_people_do(hours, language, words):
    now = datetime(2026, 11, 20, 2, tzinfo=UTC)  # ten in the morning in Shanghai
    with translation.override(language):
        assert by_when(now + timedelta(hours=hours), now) == words


def test_what_is_not_theirs_leads_back_to_the_first_page_of_the_portal(as_zhou):
    """ORG-3: not to the sign-in of staff, nor to a search that owners do not have."""
    answer = as_zhou.get("/portal/cases/XXX-1/")
    assert answer.status_code == 404
    assert 'href="/portal/"' in answer.content.decode()
