"""Records go by themselves when their time is over, unless they are held (INF-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.models import Case, LossEntry
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.actions import take_mail
from alongside.domain.conversations.models import Delivery, Mailbox, Message
from alongside.domain.conversations.tests.mail_house import a_mail
from alongside.domain.customers.actions import start_portal_session
from alongside.domain.customers.models import PortalSession
from alongside.domain.privacy.actions import (
    carry_out_retention,
    change_retention_rule,
    lift_hold,
    outlook,
    place_hold,
)
from alongside.domain.privacy.models import RetentionRule, RetentionRun
from alongside.kernel.models import JournalEntry, StoredFile
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.retention import record_kinds

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=1_200)


@pytest.fixture
def old(cast) -> Case:
    """Closed more than three years before now."""
    given = {"customer": cast.customer.customer, "unit": cast.unit}
    return a_case_in("closed", node=cast.project, now=cast.now - YEARS, **given)


def removed(cast) -> dict[str, int]:
    return {one.kind: one.removed for one in carry_out_retention(now=cast.now) if one.removed}


def due(cast) -> dict[str, tuple[int, int]]:
    return {one.kind.code: (one.due_now, one.due_next_month) for one in outlook(now=cast.now)}


def test_every_kind_has_a_rule_with_its_reason(cast):
    rules = {one.kind: one for one in RetentionRule.objects.all()}
    assert {one.code for one in record_kinds()} == set(rules)
    assert all(one.why and one.days for one in rules.values())


def test_words_of_old_cases_go_and_their_facts_stay(cast, old):
    """INF-5; the view says so before, and nothing is touched by looking."""
    young = a_case_in("closed", node=cast.project, now=cast.now - timedelta(days=9))
    assert due(cast)["case_words"] == (1, 1)
    assert removed(cast)["case_words"] == 1
    assert due(cast)["case_words"] == (0, 0)
    old.refresh_from_db()
    assert (old.title, old.state, old.number, old.is_anonymised) == ("▇▇▇▇", "closed", old.number, True)
    assert set(Message.objects.filter(conversation=old.conversation).values_list("body", flat=True)) == {
        "▇▇▇▇"
    }
    assert Message.objects.filter(conversation=young.conversation).exclude(body="▇▇▇▇").exists()
    run = RetentionRun.objects.get(kind="case_words")
    assert (run.removed, run.is_complete) == (1, True)
    assert JournalEntry.objects.get(kind="retentionrun.done", about_id=run.pk).facts == {
        "kind": "case_words", "removed": 1,
    }  # fmt: skip
    assert "case_words" not in removed(cast)


@pytest.mark.parametrize("on", ["customer", "case", "estate"])
def test_what_is_held_stays(cast, old, on):
    held = {
        "customer": {"customer": cast.customer.customer},
        "case": {"case_id": old.pk, "customer": cast.customer.customer},
        "estate": {"estate": cast.estate},
    }[on]
    hold = place_hold(matter="(2026)浙01民初77号", node=cast.project, by=cast.legal, now=cast.now, **held)
    assert due(cast)["case_words"] == (0, 0) and "case_words" not in removed(cast)
    lift_hold(hold, by=cast.legal, now=cast.now)
    assert removed(cast)["case_words"] == 1


def test_undecided_losses_keep_their_case(cast, old):
    LossEntry.objects.create(
        case=old, node=cast.project, kind="refund", amount=1, on=cast.now.date(), words="x",
        entered_by=cast.supervisor.staff, entered_at=cast.now,
    )  # fmt: skip
    assert due(cast)["case_words"] == (0, 0)


def test_mails_and_sign_ins_go_after_half_a_year(cast):
    then = cast.now - timedelta(days=181)
    for key, state in (("a", "sent"), ("b", "queued")):
        Delivery.objects.create(
            customer=cast.customer.customer, recipient="x", subject="x", body_text="x", next_try_at=then,
            written_at=then, once_key=key, state=state,
        )  # fmt: skip
    start_portal_session(cast.customer.customer, device="x", by=cast.customer, now=then - timedelta(days=40))
    start_portal_session(cast.customer.customer, device="x", by=cast.customer, now=then + timedelta(days=1))
    assert removed(cast) == {"mails": 1, "portal_sessions": 1}
    assert Delivery.objects.get().once_key == "b" and PortalSession.objects.count() == 1


def test_a_period_is_changed_by_who_may_and_counts_from_then(cast, old):
    rule = RetentionRule.objects.get(kind="case_words")
    for nobody in (cast.agent, cast.system_admin, cast.auditor, cast.customer):
        with pytest.raises(NotAllowed):
            change_retention_rule(rule, days=1, is_active=True, by=nobody, now=cast.now)
    given = {"by": cast.security_admin, "now": cast.now}
    with pytest.raises(Refused):
        change_retention_rule(rule, days=0, is_active=True, **given)
    change_retention_rule(rule, days=1_300, is_active=True, **given)
    assert "case_words" not in removed(cast)
    change_retention_rule(rule, days=1_095, is_active=False, **given)
    assert "case_words" not in removed(cast)


def test_the_original_of_an_old_mail_goes_and_what_it_said_stays(cast):
    """CHN-2, INF-5"""
    mailbox = Mailbox.objects.create(
        node=cast.project,
        name="x",
        address="a@ours.test",
        begins_at=cast.now - YEARS,
        next_at=cast.now,
        uid_validity=1,
    )
    taken = take_mail(mailbox, a_mail("漏水了"), uid_validity=1, uid=1, now=cast.now - YEARS)
    originals = StoredFile.objects.filter(about_kind="takenmail", about_id=taken.pk)
    assert originals.exists()
    assert removed(cast)["mail_originals"] == 1
    assert not originals.exists() and Message.objects.get(pk=taken.message_id).body == "漏水了"
