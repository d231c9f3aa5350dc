"""Everybody whom it concerns is told once, whatever happens to the worker, and every figure has its rows (JRN-6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.domain.bulletins.actions import (
    acknowledge_bulletin,
    correct_bulletin,
    go_through,
    mark_read,
    publish_bulletin,
    record_acknowledgement,
    remind_recipients,
    telling,
    withdraw_bulletin,
)
from alongside.domain.bulletins.models import Bulletin, Recipient, SendingRound
from alongside.domain.bulletins.queries import (
    SHOWN,
    audience_of,
    figures_of,
    recipients_of,
    unacknowledged_by,
)
from alongside.domain.bulletins.samples import a_notice_of_change, a_progress_report, published
from alongside.domain.conversations.actions import deliver
from alongside.domain.conversations.models import Delivery
from alongside.domain.conversations.tests.post_office import a_post_office
from alongside.domain.customers.actions import merge_customers, relate_unit
from alongside.domain.customers.models import CustomerActor
from alongside.domain.customers.samples import a_customer
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    pass


def kill(_round: SendingRound) -> None:
    raise Killed


def letters(kind: str = "telling") -> int:
    return Delivery.objects.filter(once_key__startswith=f"bulletin:{kind}:").count()


def test_a_telling_killed_after_every_batch_tells_each_once(cast, site, monkeypatch) -> None:
    """JRN-6, JRN-9: three homes, one letter; killed, repeated, done twice: nothing doubled, nobody left out."""
    monkeypatch.setattr(telling, "BATCH", 1)
    draft = a_progress_report(
        cast.estate, by=cast.supervisor, now=cast.now, buildings=[site.building, site.beside]
    )
    publish_bulletin(draft, expected=4, by=cast.supervisor, now=cast.now)
    round_ = SendingRound.objects.get()
    for _time in range(3):
        with pytest.raises(Killed):
            go_through(round_.pk, now=cast.now, heard=kill)
    for _time in range(2):
        round_ = go_through(round_.pk, now=cast.now)
    assert (round_.total, round_.done, round_.mailed, letters()) == (4, 4, 3, 3)
    first = Recipient.objects.get(customer=site.buyers[0])
    assert len(first.unit_ids) == 3
    mails = {one.customer_id: one for one in Delivery.objects.filter(once_key__startswith="bulletin:")}
    assert all(str(home) in mails[first.customer_id].body_text for home in site.homes[:2])
    assert f"/portal/bulletins/{draft.pk}/" in mails[first.customer_id].body_text


def test_a_killed_batch_leaves_nothing_behind(cast, site, monkeypatch) -> None:
    """JRN-9: letters and the mark how far it is are one transaction."""
    draft = a_progress_report(cast.estate, now=cast.now, buildings=[site.building])
    publish_bulletin(draft, expected=4, by=SYSTEM, now=cast.now)
    round_ = SendingRound.objects.get()
    real = telling._states_of

    def dies(keys):
        real(keys)
        raise Killed

    monkeypatch.setattr(telling, "_states_of", dies)
    with pytest.raises(Killed):
        go_through(round_.pk, now=cast.now)
    assert letters() == 0
    monkeypatch.setattr(telling, "_states_of", real)
    assert go_through(round_.pk, now=cast.now).mailed == letters() == 3


def test_a_batch_costs_the_same_however_many_are_in_it(cast, site, monkeypatch) -> None:
    """JRN-9: set-based."""
    counts = []
    for buildings in ([site.beside], [site.building, site.beside]):
        draft = a_progress_report(cast.estate, now=cast.now, buildings=buildings)
        publish_bulletin(draft, expected=1 if len(buildings) == 1 else 4, by=SYSTEM, now=cast.now)
        with CaptureQueriesContext(connection) as queries:
            go_through(draft.rounds.get().pk, now=cast.now)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 40


def test_figures_equal_the_rows_behind_them(cast, site, settings) -> None:
    """JRN-6: sent, delivered, failed, read, acknowledged, not reached; each opens into exactly its rows."""
    with a_post_office(settings) as office:
        notice = published(
            a_notice_of_change(cast.estate, now=cast.now, buildings=[site.building]), now=cast.now
        )
        by_customer = {
            one.customer_id: one for one in Delivery.objects.filter(once_key__startswith="bulletin:")
        }
        deliver(by_customer[site.buyers[0].pk].pk, now=cast.now)
        assert [mail["To"] for mail in office.mails] == ["buyer0@example.com"]
        lost = by_customer[site.buyers[1].pk]
        lost.tries = 8
        lost.save()
        office.answers = ["550 no such mailbox"]
        deliver(lost.pk, now=cast.now)
    assert mark_read(notice, by=CustomerActor(site.buyers[0]), now=cast.now)
    assert not mark_read(notice, by=CustomerActor(site.buyers[0]), now=cast.now + timedelta(hours=1))
    recipient = Recipient.objects.get(customer=site.buyers[2])
    acknowledge_bulletin(recipient, by=CustomerActor(site.buyers[2]), now=cast.now)
    figures = figures_of(notice)
    assert figures == {
        "told": 4,
        "on_the_way": 1,
        "delivered": 1,
        "portal_only": 1,
        "failed": 1,
        "read": 2,
        "acknowledged": 1,
        "missing": 3,
        "not_reached": 2,
    }
    assert {code: recipients_of(notice, code).count() for code in SHOWN} == figures
    assert figures["told"] == notice.audience_count


def test_the_audience_is_who_waits_or_owns_at_that_moment(cast, site) -> None:
    """JRN-6: not who only looks, not who sold; and it is frozen by publishing."""
    draft = a_progress_report(cast.estate, now=cast.now, buildings=[site.building])
    audience = audience_of(draft, on=cast.now.date())
    assert set(audience.homes) == {one.pk for one in site.buyers}
    late = a_customer(
        node=cast.project, now=cast.now, name="后买", phone="13800003399", email="late@example.com"
    )
    relate_unit(late, unit=site.homes[4], role="buyer", from_on=date(2026, 1, 1), by=SYSTEM, now=cast.now)
    with pytest.raises(Conflict):
        publish_bulletin(draft, expected=audience.customers, by=cast.supervisor, now=cast.now)
    assert Recipient.objects.count() == 0 and Bulletin.objects.get().state == "draft"
    published(draft, now=cast.now)
    later = a_customer(node=cast.project, now=cast.now, name="再后买", phone="13800003398")
    seen = Bulletin.objects.visible_to(CustomerActor(later))
    assert not seen.exists()
    relate_unit(later, unit=site.homes[4], role="owner", from_on=date(2026, 1, 1), by=SYSTEM, now=cast.now)
    assert seen.get() == draft and Recipient.objects.count() == 5


def test_the_whole_estate_and_a_phase_are_resolved_when_it_goes_out(cast, site) -> None:
    """JRN-6: a building added afterwards is not what it was about."""
    draft = a_progress_report(cast.estate, now=cast.now)
    assert draft.scope == "estate"
    there = published(draft, now=cast.now)
    assert set(there.buildings.values_list("name", flat=True)) == {"8栋", "21栋", "22栋"}
    assert Recipient.objects.filter(customer=cast.customer.customer).exists()


def test_only_who_may_publishes_and_only_once(cast, site) -> None:
    """ORG-3: strangers and writers without that right; twice."""
    draft = a_progress_report(cast.estate, by=cast.engineer, now=cast.now, buildings=[site.building])
    for actor in (cast.stranger, cast.other_supervisor, cast.engineer, cast.agent, cast.customer):
        with pytest.raises(NotAllowed):
            publish_bulletin(draft, expected=4, by=actor, now=cast.now)
    assert not Bulletin.objects.visible_to(cast.stranger).exists()
    assert Bulletin.objects.visible_to(cast.agent).get() == draft
    assert not Bulletin.objects.visible_to(CustomerActor(site.buyers[0])).exists(), "a draft is ours alone"
    publish_bulletin(draft, expected=4, by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        publish_bulletin(draft, expected=4, by=cast.supervisor, now=cast.now)
    assert SendingRound.objects.count() == 1


def test_a_correction_tells_again_and_takes_its_place(cast, site) -> None:
    """JRN-6: what was published stays as it was; what was acknowledged of it counts for it alone."""
    notice = published(a_notice_of_change(cast.estate, now=cast.now, buildings=[site.building]), now=cast.now)
    buyer = CustomerActor(site.buyers[0])
    acknowledge_bulletin(Recipient.objects.get(customer=buyer.customer), by=buyer, now=cast.now)
    draft = correct_bulletin(notice, by=cast.supervisor, now=cast.now)
    assert correct_bulletin(notice, by=cast.manager, now=cast.now) == draft, "begun once"
    with pytest.raises(Refused):
        withdraw_bulletin(notice, reason="写错了", by=cast.supervisor, now=cast.now)
    corrected = published(draft, now=cast.now)
    notice.refresh_from_db()
    assert (notice.state, corrected.number, corrected.replaces) == ("replaced", 2, notice)
    assert [one.bulletin_id for one in unacknowledged_by(buyer)] == [corrected.pk]
    assert letters() == 6
    with pytest.raises(Refused):
        acknowledge_bulletin(Recipient.objects.filter(bulletin=notice).last(), by=SYSTEM, now=cast.now)


def test_withdrawing_says_why_to_whoever_was_told(cast, site, monkeypatch) -> None:
    """JRN-6: a telling under way stops; those whom it reached hear that it holds no longer."""
    monkeypatch.setattr(telling, "BATCH", 1)
    notice = a_notice_of_change(cast.estate, now=cast.now, buildings=[site.building])
    publish_bulletin(notice, expected=4, by=SYSTEM, now=cast.now)
    running = notice.rounds.get()
    with pytest.raises(Killed):
        go_through(running.pk, now=cast.now, heard=kill)
    for reason in ("", "  ", "长" * 301):
        with pytest.raises(Refused):
            withdraw_bulletin(notice, reason=reason, by=cast.supervisor, now=cast.now)
    withdraw_bulletin(notice, reason="方案仍在论证。", by=cast.supervisor, now=cast.now)
    go_through(running.pk, now=cast.now)
    go_through(notice.rounds.get(kind="withdrawal").pk, now=cast.now)
    assert (letters("telling"), letters("withdrawal")) == (1, 1)
    assert not unacknowledged_by(CustomerActor(site.buyers[0])).exists()


def test_a_reminder_goes_to_those_who_have_not_acknowledged_and_not_twice_a_day(cast, site) -> None:
    """JRN-6."""
    notice = published(a_notice_of_change(cast.estate, now=cast.now, buildings=[site.building]), now=cast.now)
    with pytest.raises(Refused):
        remind_recipients(notice, by=cast.supervisor, now=cast.now + timedelta(hours=3))
    buyer = CustomerActor(site.buyers[0])
    acknowledge_bulletin(Recipient.objects.get(customer=buyer.customer), by=buyer, now=cast.now)
    tomorrow = cast.now + timedelta(days=1, minutes=1)
    with pytest.raises(NotAllowed):
        remind_recipients(notice, by=cast.agent, now=tomorrow)
    round_ = remind_recipients(notice, by=cast.supervisor, now=tomorrow)
    go_through(round_.pk, now=tomorrow)
    go_through(round_.pk, now=tomorrow)
    assert (round_.total, letters("reminder")) == (3, 2)
    reminded = Recipient.objects.filter(reminded_at=tomorrow)
    assert set(reminded.values_list("customer", flat=True)) == {one.pk for one in site.buyers[1:]}
    assert figures_of(notice)["on_the_way"] == 3, "a reminder says nothing of how the first letter fared"


def test_staff_write_down_how_somebody_acknowledged(cast, site) -> None:
    """JRN-6: on paper or by phone, with where it lies; once; strangers not; nobody's place but their own."""
    notice = published(a_notice_of_change(cast.estate, now=cast.now, buildings=[site.building]), now=cast.now)
    one = Recipient.objects.get(customer=site.buyers[3])
    for over, words in (("portal", "说过"), ("smoke", "说过"), ("paper", " "), ("paper", "长" * 301)):
        with pytest.raises(Refused):
            record_acknowledgement(one, over=over, words=words, by=cast.agent, now=cast.now)
    with pytest.raises(NotAllowed):
        record_acknowledgement(one, over="paper", words="档案柜3", by=cast.stranger, now=cast.now)
    with pytest.raises(NotAllowed):
        acknowledge_bulletin(one, by=CustomerActor(site.buyers[0]), now=cast.now)
    done = record_acknowledgement(one, over="paper", words="档案柜3-17", by=cast.agent, now=cast.now)
    assert (done.acknowledged_over, done.acknowledged_by, done.read_at) == ("paper", cast.agent.staff, None)
    with pytest.raises(Refused):
        record_acknowledgement(one, over="phone", words="又说", by=cast.agent, now=cast.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT acknowledged_words FROM bulletins_recipient WHERE id = %s", [one.pk])
        assert "档案柜" not in cursor.fetchone()[0]
    assert figures_of(notice)["acknowledged"] == 1


def test_two_records_of_one_person_are_one_reader(cast, site) -> None:
    """CUS-6: merged before the telling reaches them they get one letter; the figures count one."""
    notice = a_notice_of_change(cast.estate, now=cast.now, buildings=[site.building])
    publish_bulletin(notice, expected=4, by=SYSTEM, now=cast.now)
    merge_customers(site.buyers[0], site.buyers[1], by=cast.supervisor, now=cast.now)
    go_through(notice.rounds.get().pk, now=cast.now)
    assert Delivery.objects.filter(once_key__startswith="bulletin:").count() == 2
    figures = figures_of(notice)
    assert figures["told"] == 3 == recipients_of(notice).count()
