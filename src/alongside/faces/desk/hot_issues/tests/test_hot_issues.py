"""CHN-11, CAS-11, CAS-19: hot issues in the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.assistance.actions import gather_node
from alongside.domain.assistance.models import HotIssue, HotIssueMember
from alongside.domain.assistance.tests.neighbours import LIFT
from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Account, Conversation, Message, Thread
from alongside.domain.customers.models import Customer
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

LIST = "/desk/hot-issues/"


@pytest.fixture
def issue(house):
    for number, words in enumerate(LIFT[:6]):
        customer = Customer.objects.create(node=house.project, name=f"业主{number}", created_at=house.now)
        at = house.now - timedelta(days=2, hours=number)
        house.case(title=words, words=words, customer=customer, owner=None, now=at)
    return gather_node(house.project, by=SYSTEM, now=house.now)[0]


def _press(client, issue, act, **data):
    issue.refresh_from_db()
    return client.post(f"{LIST}{issue.pk}/{act}/", {"seen": issue.version, **data})


def test_it_is_listed_with_what_it_is_about_and_opens_into_its_cases(
    as_agent, issue, django_assert_max_num_queries
):
    """CHN-11: shown with members and trend."""
    page = as_agent.get(LIST).content.decode()
    middle = Case.objects.get(conversation__hot_issue_member__is_middle=True)
    assert middle.title in page
    with django_assert_max_num_queries(30):
        opened = as_agent.get(f"{LIST}{issue.pk}/").content.decode()
    assert all(title in opened for title in LIFT[:6])
    assert "业主1" not in opened


def test_what_was_said_in_no_case_is_counted_and_stands_there_once(as_agent, house, issue):
    """CHN-11: a call or a chat about the same is a member like a case."""
    heard = Conversation.objects.create(node=house.project, started_at=house.now)
    line = Account.objects.create(node=house.project, channel="phone", provider="cti", name="x")
    Thread.objects.create(
        conversation=heard, node=house.project, channel="phone", account=line, last_at=house.now
    )
    Message.objects.create(
        conversation=heard,
        node=house.project,
        channel="phone",
        direction="in",
        body="电梯又停了",
        sent_at=house.now,
    )
    HotIssueMember.objects.create(issue=issue, conversation=heard, node=house.project, said_at=house.now)
    page = as_agent.get(f"{LIST}{issue.pk}/").content.decode()
    assert page.count("电梯又停了") == 1
    assert '<span class="faint">7</span>' in page


def test_nobody_elsewhere_sees_it(client, house, issue):
    """ORG-3: 404 for what one may not see."""
    stranger = signed_in(client, house.stranger)
    assert "电梯" not in stranger.get(LIST).content.decode()
    for part in ("", "group/", "answer/", "set-aside/"):
        assert stranger.get(f"{LIST}{issue.pk}/{part}").status_code == 404
    assert stranger.post(f"{LIST}{issue.pk}/join/").status_code == 404


def test_one_act_makes_it_a_group_complaint_and_later_ones_join(client, house, issue):
    """CAS-11."""
    lead = signed_in(client, house.supervisor)
    assert lead.get(f"{LIST}{issue.pk}/group/").status_code == 200
    data = {"title": "电梯频繁故障", "words": "合并处理", "category": house.category.pk}
    assert _press(lead, issue, "group", **data | {"category": ""}).status_code == 422
    answer = _press(lead, issue, "group", **data)
    made = Case.objects.get(title="电梯频繁故障")
    assert answer.url.endswith(f"{made.number}/")
    assert made.member_cases.count() == 6
    house.case(title=LIFT[7], words=LIFT[7], owner=None)
    gather_node(house.project, by=SYSTEM, now=house.now)
    assert f"{LIST}{issue.pk}/join/" in lead.get(f"{LIST}{issue.pk}/").content.decode()
    _press(lead, issue, "join")
    assert made.member_cases.count() == 7


def test_a_standing_answer_is_read_by_whoever_opens_a_case_there(client, house, issue):
    """CAS-19."""
    lead = signed_in(client, house.supervisor)
    _press(lead, issue, "answer", title="电梯停运", answer="今晚八点恢复运行。", category="")
    page = lead.get(f"/desk/cases/new/?unit={house.unit.pk}").content.decode()
    assert "今晚八点恢复运行。" in page
    assert _press(lead, issue, "answer", answer="已恢复。").status_code == 302
    assert lead.get(f"{LIST}{issue.pk}/answer/").status_code == 200
    assert HotIssue.objects.get().standing_answer == "已恢复。"


def test_it_is_set_aside_and_who_came_later_is_told(client, house, issue):
    """CAS-16."""
    lead = signed_in(client, house.supervisor)
    assert lead.post(f"{LIST}{issue.pk}/set-aside/", {"seen": 0}).status_code == 409
    assert _press(lead, issue, "set-aside").url == LIST
    assert "电梯" in lead.get(f"{LIST}?tab=ended").content.decode()
