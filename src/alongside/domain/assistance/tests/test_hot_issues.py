"""CHN-11, CAS-11, CAS-19: many calls on one matter become one issue, and in one act a group complaint or an incident."""

from __future__ import annotations

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.domain.assistance.actions import (
    answer_issue,
    gather_issues,
    gather_node,
    group_issue,
    join_issue,
    set_issue_aside,
)
from alongside.domain.assistance.models import HotIssue
from alongside.domain.assistance.reactions.alerting import alert_about_issue
from alongside.domain.assistance.tests.conftest import NOW
from alongside.domain.assistance.tests.neighbours import LIFT, OTHERS
from alongside.domain.cases.actions.group.answering import TELL_FOLLOWER, tell_follower
from alongside.domain.cases.actions.group.gathering import leave_group
from alongside.domain.cases.models import Case
from alongside.domain.cases.samples import a_category
from alongside.domain.conversations.models import Account, Conversation, Message, Thread
from alongside.domain.customers.models import Customer
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Conflict, NotAllowed, Refused


@pytest.fixture
def issue(place, calls):
    calls(LIFT[:8])
    return gather_node(place.here, by=SYSTEM, now=NOW)[0]


def test_thirty_neighbours_in_different_words_appear_as_one_issue(place, calls):
    """CHN-11: nobody repeats another's sentence; what others say stays outside; it is found by the round."""
    calls(LIFT)
    calls(OTHERS, category=a_category())
    assert gather_issues(by=SYSTEM, now=NOW) == 1
    issue = HotIssue.objects.order_by("-heat").first()
    assert (issue.people, issue.messages, issue.estate, issue.category) == (30, 30, place.estate, place.lift)
    titles = Case.objects.filter(conversation__hot_issue_member__issue=issue).values_list("title", flat=True)
    assert set(titles) == set(LIFT)
    assert sum(count for _day, count in issue.days) == 30
    assert gather_issues(by=SYSTEM, now=NOW) == 0


def test_a_later_call_joins_the_same_issue_and_no_second_one_begins(place, calls, issue):
    """CHN-11: kept incrementally."""
    calls(LIFT[8:12], began=NOW)
    gather_node(place.here, by=SYSTEM, now=NOW + timedelta(hours=1))
    assert HotIssue.objects.count() == 1
    was = issue.heat
    issue.refresh_from_db()
    assert (issue.people, issue.messages) == (12, 12)
    assert issue.heat > was
    assert issue.members.filter(is_middle=True).count() == 1


def old_friends(place, texts):
    """Customers who have written over WeChat for years, and now say this."""
    account = Account.objects.create(node=place.here, channel="wechat", provider="wechat_official", name="x")
    for number, words in enumerate(texts):
        customer = Customer.objects.create(node=place.here, name=f"老业主{number}", created_at=NOW)
        customer.unit_relations.create(
            unit=place.units[10 + number], node=place.here, role="owner", from_on=NOW.date() - timedelta(900)
        )
        talk = Conversation.objects.create(
            node=place.here, customer=customer, started_at=NOW - timedelta(800)
        )
        Thread.objects.create(
            conversation=talk, node=place.here, channel="wechat", account=account, last_at=NOW
        )
        for ago, body in ((800, "请问物业费怎么交，能不能按季度付，谢谢你们"), (1, "在吗"), (1, words)):
            Message.objects.create(
                conversation=talk, node=place.here, channel="wechat", direction="in", body=body,
                sent_at=NOW - timedelta(ago),
            )  # fmt: skip


def test_who_has_written_for_years_is_heard_as_well(place, calls):
    """CHN-11: a conversation over WeChat never ends; what says most of the last days counts, whatever came before."""
    calls((LIFT[0], LIFT[2]))
    assert gather_issues(by=SYSTEM, now=NOW) == 1 and not HotIssue.objects.exists()
    old_friends(place, (LIFT[1], LIFT[4], LIFT[5]))
    assert gather_issues(by=SYSTEM, now=NOW) == 1
    issue = HotIssue.objects.get()
    assert (issue.people, issue.estate) == (5, place.estate)
    assert issue.first_at > NOW - timedelta(14)


def test_two_neighbours_are_no_issue_and_one_who_calls_thrice_is_none(place, calls):
    calls(LIFT[:2])
    customer = Case.objects.first().customer
    calls(LIFT[2:5], customer=customer)
    assert gather_node(place.here, by=SYSTEM, now=NOW) == []


def test_what_trickles_in_at_any_time_is_no_issue(place, calls):
    """CHN-11: early signs are what is more than usual there."""
    for week in range(2, 14):
        calls(LIFT[:4], began=NOW - timedelta(weeks=week, days=1))
    for day in range(5):
        calls(LIFT[4 + day : 5 + day], began=NOW - timedelta(days=5 - day))
    assert gather_node(place.here, by=SYSTEM, now=NOW) == []
    calls(LIFT[9:20], began=NOW - timedelta(days=4))
    assert [one.people for one in gather_node(place.here, by=SYSTEM, now=NOW)] == [16]


def test_it_is_seen_where_one_watches_and_nowhere_else(place, issue):
    """ORG-3."""
    assert list(HotIssue.objects.visible_to(place.as_lin)) == [issue]
    assert not HotIssue.objects.visible_to(place.as_sun).exists()


def test_who_may_lead_hears_of_it_early(place, issue):
    """CHN-11: raised early, once, and to nobody elsewhere."""
    entry = JournalEntry.objects.get(kind="hotissue.raised")
    assert not {"业主", "电梯"} & set(str(entry.facts))
    for _twice in range(2):
        alert_about_issue(entry)
    assert list(Notice.objects.values_list("staff__username", "label")) == [("zhao", "云栖府")]


def test_one_act_makes_it_a_group_complaint(place, issue):
    """CAS-11: one lead case, each member keeps its own customer."""
    lead = group_issue(
        issue, title="3栋电梯频繁故障", words="合并处理", category=place.lift, by=place.as_zhao, now=NOW
    )
    assert lead.customer is None
    assert lead.member_cases.count() == 8
    assert len(set(lead.member_cases.values_list("customer", flat=True))) == 8
    issue.refresh_from_db()
    assert (issue.state, issue.lead_case) == ("group", lead)
    with pytest.raises(Refused, match="already"):
        group_issue(issue, title="x", words="x", category=place.lift, by=place.as_zhao, now=NOW)


def test_who_only_wrote_follows_as_well_and_is_told(place, calls):
    """CAS-19: everybody is told, not those alone whose words had become a case; nobody is counted twice."""
    calls((LIFT[0], LIFT[2]))
    old_friends(place, (LIFT[1], LIFT[4], LIFT[5]))
    [issue] = gather_node(place.here, by=SYSTEM, now=NOW)
    lead = answer_issue(
        issue, answer="今晚八点恢复。", title="3栋停梯", category=place.lift, by=place.as_zhao, now=NOW
    )
    assert lead.member_cases.count() == 5
    assert set(lead.member_cases.values_list("channel", flat=True)) == {"phone", "wechat"}
    assert ProcrastinateJob.objects.filter(task_name=TELL_FOLLOWER).count() == 5
    gather_node(place.here, by=SYSTEM, now=NOW)
    issue.refresh_from_db()
    assert (issue.people, issue.messages) == (5, 5)
    assert join_issue(issue, by=place.as_zhao, now=NOW) == 0


def test_later_callers_follow_with_one_click_and_may_leave(place, calls, issue):
    """CAS-19: callers attached with one click."""
    lead = group_issue(issue, title="电梯", words="合并", category=place.lift, by=place.as_zhao, now=NOW)
    late = calls(LIFT[8:10], began=NOW)
    gather_node(place.here, by=SYSTEM, now=NOW)
    assert join_issue(issue, by=place.as_zhao, now=NOW) == 2
    assert lead.member_cases.count() == 10
    assert leave_group(late[0], by=place.as_zhao, now=NOW).lead_case is None
    with pytest.raises(Refused, match="follows no other"):
        leave_group(late[0], by=place.as_zhao, now=NOW)


def test_a_standing_answer_is_told_to_everybody_once(place, issue):
    """CAS-19: everybody affected told; the same answer is never said twice."""
    answer_issue(
        issue, answer="维保单位已到场，预计今晚八点恢复。", title="3栋停梯", by=place.as_zhao, now=NOW
    )
    told = list(ProcrastinateJob.objects.filter(task_name=TELL_FOLLOWER).values_list("args", flat=True))
    assert len(told) == 8
    assert set(told[0]) == {"telling_id"}
    for _twice in range(2):
        for one in told:
            tell_follower(one["telling_id"], now=NOW)
    said = Message.objects.filter(body__startswith="维保单位", conversation__customer__isnull=False)
    assert said.count() == 8
    issue.refresh_from_db()
    assert issue.state == "incident"
    answer_issue(issue, answer="已恢复。", by=place.as_zhao, now=NOW)
    assert ProcrastinateJob.objects.filter(task_name=TELL_FOLLOWER).count() == 16


def test_what_was_set_aside_is_not_raised_again(place, calls, issue):
    set_issue_aside(issue, by=place.as_zhao, now=NOW)
    calls(LIFT[8:12], began=NOW)
    gather_node(place.here, by=SYSTEM, now=NOW)
    assert list(HotIssue.objects.values_list("state", flat=True)) == ["set_aside"]
    assert not HotIssue.objects.living().exists()


def test_only_who_may_leads_and_the_later_one_is_told(place, issue):
    """ORG-5, CAS-16."""
    for by in (place.as_lin, place.as_sun):
        with pytest.raises(NotAllowed):
            set_issue_aside(issue, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        gather_node(place.here, by=place.as_zhao, now=NOW)
    with pytest.raises(Conflict):
        answer_issue(issue, answer="好", title="t", seen=issue.version - 1, by=place.as_zhao, now=NOW)
    with pytest.raises(Refused):
        answer_issue(issue, answer=" ", title="t", by=place.as_zhao, now=NOW)
    with pytest.raises(Refused, match="first"):
        join_issue(issue, by=place.as_zhao, now=NOW)


def test_what_grew_quiet_is_over(place, issue):
    calls_later = NOW + timedelta(days=30)
    gather_issues(by=SYSTEM, now=calls_later)
    issue.refresh_from_db()
    assert issue.state == "over"
