"""The one list of everything that waits for a person agrees to the piece with the lists of each kind (ORG-10)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from alongside.domain.cases.actions.handing_on import ask_cooperation, offer_transfer
from alongside.domain.cases.actions.legal.keeping import set_date
from alongside.domain.cases.actions.legal.opening import open_matter
from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.work import offered_to, work_of
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.actions import Heard, assign_thread, hear
from alongside.domain.conversations.models import Account, Thread
from alongside.domain.conversations.queries import threads_of
from alongside.domain.conversations.tests.telephone import a_call, a_telephone_system
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit
from alongside.domain.journeys.queries.story import my_steps
from alongside.domain.journeys.samples import a_journey
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.queries import overdue
from alongside.domain.knowledge.samples import an_article, published
from alongside.domain.organisation.actions.leaving import offer_handover, plan_leaving
from alongside.domain.organisation.actions.leaving import waiting_for as handed_over_to
from alongside.domain.organisation.models import StaffMember
from alongside.domain.promises.queries.reading import promises_open_for
from alongside.domain.promises.samples import a_promise
from alongside.domain.work.actions import accept_task
from alongside.domain.work.actions.announcing import (
    confirm_announcement,
    publish_announcement,
    write_announcement,
)
from alongside.domain.work.hooks import waiting_kinds
from alongside.domain.work.models import Announcement, Task
from alongside.domain.work.queries import (
    approvals_for,
    tasks_of,
    waiting_counts,
    waiting_counts_seen,
    waiting_for,
)
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(cast):
    """Something of every kind, at several people's."""
    now, agent, colleague, supervisor = cast.now, cast.agent, cast.colleague, cast.supervisor
    for hours, title in ((1, "主卫渗水"), (2, "电梯异响"), (3, "噪声扰民")):
        case = a_case_in("received", node=cast.project, now=now - timedelta(hours=hours), title=title)
        Case.objects.filter(pk=case.pk).update(owner=agent.staff)
    silent = a_case_in("received", node=cast.project, now=now, title="没有时限")
    Case.objects.filter(pk=silent.pk).update(owner=agent.staff, next_due_at=None)
    case = Case.objects.get(title="主卫渗水")
    engineering = cast.project.departments.get(code="engineering")
    for title in ("查漏", "复测"):
        ask_cooperation(
            case, department=engineering, title=title, words="请到场", due_at=now + timedelta(hours=5), by=agent, now=now,
        )  # fmt: skip
        case.refresh_from_db()
    offer_transfer(case, to=colleague.staff, reason="我明天休假", by=agent, now=now)
    case.refresh_from_db()
    enter_loss(
        case,
        kind="compensation",
        amount=Decimal(8000),
        on=now.date(),
        words="误工补偿",
        by=supervisor,
        now=now,
    )
    buyer = a_customer(node=cast.project, now=now, name="顾言", phone="13800001177")
    home = add_unit(
        cast.unit.building, number="2301", entrance="1单元", status="subscribed", by=SYSTEM, now=now
    )
    a_journey(buyer, home, now=now, keeper=agent.staff, happened={"signed": now})
    a_promise(cast.customer.customer, by=agent, now=now)
    a_call(a_telephone_system(cast.project), at=now, talks=None)
    gateway = Account.objects.create(node=cast.project, channel="sms", provider="sms_aliyun", name="短信")
    hear(gateway, Heard("13800001188", "几点来？", "m1"), now=now)
    assign_thread(Thread.objects.get(account=gateway), to=agent.staff, by=supervisor, now=now)
    for place, by in ((cast.project, supervisor), (cast.city, cast.city_manager)):
        announcement = write_announcement(
            node=place, title=f"规范 {place.name}", words="请阅读。", roles=["service_agent", "service_supervisor"], is_must_read=True,
            read_by=now + timedelta(days=2), by=by, now=now,
        )  # fmt: skip
        publish_announcement(announcement, by=by, now=now)
    confirm_announcement(announcement, by=colleague, now=now)
    written_at = now - timedelta(days=100)
    draft = an_article(cast.project, by=agent, now=written_at, review_months=3)
    published(draft, by=agent, approver=supervisor, now=written_at)
    noise = Case.objects.get(title="噪声扰民")
    matter = open_matter(noise, kind="dispute", our_side="defendant", title="误工费", by=cast.legal, now=now)
    set_date(matter, kind="deadline", at=now + timedelta(days=4), by=cast.legal, now=now)
    leaves_at = now + timedelta(days=3)
    leaving = plan_leaving(cast.engineer.staff, leaves_at=leaves_at, by=cast.security_admin, now=now)
    task = Task.objects.get(title="查漏")
    accept_task(task, by=cast.engineer, now=now)
    offer_handover(leaving, [("task", task.pk)], to=cast.supervisor.staff, by=cast.security_admin, now=now)
    return case, leaving


def everybody(cast):
    return [cast.actor(one) for one in StaffMember.objects.filter(is_active=True)]


def test_agrees_to_the_piece_with_the_list_of_each_kind(cast, busy):
    """ORG-10: for everybody, in the list and in the figures beside it."""
    found = {kind.kind: 0 for kind in waiting_kinds()}
    for person in everybody(cast):
        rows = waiting_for(person, now=cast.now, limit=500).rows
        of = {kind.kind: [one.pk for one in rows if one.kind.kind == kind.kind] for kind in waiting_kinds()}
        separate = {
            "case": [one.pk for one in work_of(person, limit=500).rows],
            "transfer": [one.pk for one in offered_to(person)],
            "task": [one.pk for one in tasks_of(person, now=cast.now)],
            "approval": [one.pk for one in approvals_for(person, now=cast.now)],
            "step": [one.pk for one in my_steps(person)],
            "promise": [one.pk for one in promises_open_for(person.staff)],
            "announcement": [one.pk for one in Announcement.objects.waiting_for(person)],
            "handover": [one.pk for one in handed_over_to(person.staff)],
            "thread": [one.pk for one in threads_of(person, "mine").threads if one.waits_since is not None],
            "article_review": [
                one.pk for one in overdue(Article.objects.filter(owner=person.staff), now=cast.now)
            ],
        }
        for kind, keys in separate.items():
            assert sorted(of[kind]) == sorted(keys), (person.staff.name, kind)
        counts = waiting_counts(person.id, now=cast.now)
        assert counts == {kind: len(keys) for kind, keys in of.items()}, person.staff.name
        for kind, keys in of.items():
            found[kind] += len(keys)
    assert all(found[kind] for kind in found), found


def test_the_nearest_time_comes_first_and_pages_lose_and_double_nothing(cast, busy):
    """ORG-10, CAS-16: across kinds, what has no deadline last."""
    whole = waiting_for(cast.agent, now=cast.now, limit=500).rows
    times = [one.due_at for one in whole]
    assert times == sorted(times, key=lambda one: (one is None, one)) and times[-1] is None
    assert len({one.kind.kind for one in whole}) > 1
    for size in (1, 2, 7):
        walked, after = [], ""
        while True:
            page = waiting_for(cast.agent, now=cast.now, limit=size, after=after)
            walked += [(one.kind.kind, one.pk) for one in page.rows]
            assert len(page.rows) <= size
            if not page.next:
                break
            after = page.next
        assert walked == [(one.kind.kind, one.pk) for one in whole]
    for nonsense in ("x", "~case~", "2026-01-01~case~1", "~~99999999999999999999", "9~9~9~9"):
        again = waiting_for(cast.agent, now=cast.now, limit=500, after=nonsense).rows
        assert [one.pk for one in again] == [one.pk for one in whole]


def test_who_leads_somebody_sees_their_list_as_far_as_they_may_see_its_things(cast, busy, client):
    """ORG-3, ORG-10"""
    theirs = waiting_for(cast.agent, now=cast.now, limit=500)
    seen = waiting_for(cast.agent, now=cast.now, limit=500, viewer=cast.supervisor)
    assert [one.pk for one in seen.rows] == [one.pk for one in theirs.rows]
    counts = waiting_counts_seen(cast.agent, cast.supervisor, now=cast.now)
    assert counts == waiting_counts(cast.agent.id, now=cast.now)
    elsewhere = waiting_for(cast.agent, now=cast.now, viewer=cast.other_supervisor).rows
    assert {one.told.words for one in elsewhere} == {f"规范 {cast.city.name}"}  # which is meant for them too
    assert sum(waiting_counts_seen(cast.agent, cast.other_supervisor, now=cast.now).values()) == 1
    url = f"/desk/waiting/?who={cast.agent.id}"
    page = signed_in(client, cast.supervisor.staff).get(url).content.decode()
    assert "主卫渗水" in page and "/desk/approvals/" not in page.split("<main")[-1]
    for stranger in (cast.other_supervisor, cast.colleague, cast.security_admin):
        assert signed_in(client, stranger.staff).get(url).status_code == 404
    above = f"/desk/waiting/?who={cast.director.id}"
    assert signed_in(client, cast.supervisor.staff).get(above).status_code == 404


def test_the_page_leads_to_where_each_is_done(cast, busy, client):
    """ORG-10: one link each, filtered by kind, with the same figure in the rail."""
    case, _leaving = busy
    browser = signed_in(client, cast.agent.staff)
    page = browser.get("/desk/waiting/").content.decode()
    assert f"/desk/cases/{case.number}/" in page and "/desk/journeys/steps/" in page
    only = browser.get("/desk/waiting/?kind=case").content.decode()
    assert only.count("<tr data-row") == 4
    assert browser.get("/desk/waiting/?kind=nonsense").status_code == 200
    finance = signed_in(client, cast.finance.staff).get("/desk/waiting/").content.decode()
    assert "¥8,000.00" in finance and "/desk/approvals/" in finance


def test_costs_the_same_for_three_as_for_one(cast, client):
    """CAS-16"""

    def add_two():
        for title in ("电梯异响", "噪声扰民"):
            case = a_case_in("received", node=cast.project, now=cast.now, title=title)
            Case.objects.filter(pk=case.pk).update(owner=cast.agent.staff)

    add_two()
    assert_queries(signed_in(client, cast.agent.staff), "/desk/waiting/", 5, add_two=add_two)
