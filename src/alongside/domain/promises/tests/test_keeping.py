"""A promise is kept, renegotiated with the customer's consent, or broken (SAL-4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alongside.domain.conversations.models import Delivery
from alongside.domain.promises.actions import (
    answer_renegotiation,
    ask_to_renegotiate,
    break_promise,
    keep_promise,
    report_not_kept,
    take_back_renegotiation,
)
from alongside.domain.promises.actions.sweeping import sweep_promises
from alongside.domain.promises.models import Promise, Renegotiation
from alongside.domain.promises.samples import a_promise
from alongside.domain.work.models import Notice
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db

NEW_DAY = date(2026, 12, 4)
MIDNIGHT = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))  # the promise's last day is over


@pytest.fixture
def asked(cast, promise) -> Promise:
    """The customer is asked for twelve days more."""
    ask_to_renegotiate(
        promise, reason="配件要从厂家调货", new_on=NEW_DAY, new_words="12 月 4 日前修好", by=cast.agent, now=cast.now
    )  # fmt: skip
    promise.refresh_from_db()
    return promise


def test_is_kept_once(cast, promise) -> None:
    """SAL-4"""
    kept = keep_promise(promise, words="已更换止回阀", by=cast.agent, now=cast.now, seen=promise.version)
    assert (kept.state, kept.closed_at, kept.result) == ("kept", cast.now, "已更换止回阀")
    with pytest.raises(Conflict):
        keep_promise(promise, by=cast.agent, now=cast.now, seen=promise.version)
    with pytest.raises(Refused):
        keep_promise(promise, by=cast.agent, now=cast.now)


def test_is_not_kept_by_a_stranger_nor_by_the_customer(cast, promise) -> None:
    """ORG-3"""
    for act in (keep_promise, lambda *a, **k: break_promise(*a, words="x", **k)):
        for by in (cast.stranger, cast.customer, cast.auditor):
            with pytest.raises(NotAllowed):
                act(promise, by=by, now=cast.now)


def test_is_not_kept_when_its_day_is_over(cast, promise) -> None:
    """SAL-4: though the worker may not have come by yet."""
    with pytest.raises(Refused):
        keep_promise(promise, by=cast.agent, now=MIDNIGHT)
    assert keep_promise(promise, by=cast.agent, now=MIDNIGHT - timedelta(seconds=1)).state == "kept"


def test_the_customer_agrees_to_another_day_and_what_stood_is_kept(cast, asked) -> None:
    """SAL-4: the new day and words hold; the old ones are in its history."""
    agreed = answer_renegotiation(asked, agrees=True, by=cast.customer, now=cast.now)
    assert (agreed.state, agreed.due_on, agreed.words) == ("open", NEW_DAY, "12 月 4 日前修好")
    assert (agreed.first_due_on, agreed.changes_agreed) == (date(2026, 11, 22), 1)
    question = agreed.renegotiations.get()
    assert (question.answer, question.channel, question.answered_by) == ("agreed", "portal", None)
    assert (question.before_on, question.before_words) == (date(2026, 11, 22), "周日前把卫生间返水修好")
    assert sweep_promises(now=MIDNIGHT) == 0


def test_declined_the_old_one_stands(cast, asked) -> None:
    """SAL-4"""
    declined = answer_renegotiation(
        asked, agrees=False, words="不同意，说好了周日", by=cast.customer, now=cast.now
    )
    assert (declined.state, declined.due_on, declined.changes_agreed) == ("open", date(2026, 11, 22), 0)
    assert declined.renegotiations.get().answer == "declined"


def test_silence_is_no_consent(cast, asked) -> None:
    """SAL-4: unanswered, it is broken at its old day, and nothing is asked any more."""
    sweep_promises(now=MIDNIGHT - timedelta(seconds=1))
    asked.refresh_from_db()
    assert asked.state == "asked"
    sweep_promises(now=MIDNIGHT)
    asked.refresh_from_db()
    assert asked.state == "broken"
    assert asked.renegotiations.get().answer == "lapsed"
    with pytest.raises(Refused):
        answer_renegotiation(asked, agrees=True, by=cast.customer, now=MIDNIGHT)


def test_is_withdrawn_only_with_the_customers_consent(cast, promise) -> None:
    """SAL-4"""
    ask_to_renegotiate(promise, reason="楼下停水", new_on=None, by=cast.agent, now=cast.now)
    with pytest.raises(NotAllowed):
        answer_renegotiation(promise, agrees=True, channel="phone", by=cast.stranger, now=cast.now)
    gone = answer_renegotiation(promise, agrees=True, by=cast.customer, now=cast.now)
    assert (gone.state, gone.closed_at) == ("withdrawn", cast.now)


def test_what_a_colleague_writes_down_says_how_the_customer_said_it(cast, asked) -> None:
    """SAL-4"""
    with pytest.raises(Refused) as refused:
        answer_renegotiation(asked, agrees=True, channel="rumour", by=cast.agent, now=cast.now)
    assert refused.value.field == "channel"
    answer_renegotiation(asked, agrees=True, channel="phone", by=cast.agent, now=cast.now)
    question = asked.renegotiations.get()
    assert (question.channel, question.answered_by) == ("phone", cast.agent.staff)


def test_another_customer_says_nothing_about_it(cast, asked) -> None:
    """ORG-3"""
    with pytest.raises(NotAllowed):
        answer_renegotiation(asked, agrees=True, by=cast.other_customer, now=cast.now)
    with pytest.raises(NotAllowed):
        report_not_kept(asked, words="没有", by=cast.other_customer, now=MIDNIGHT)


def test_one_thing_is_asked_at_a_time_and_can_be_taken_back(cast, asked) -> None:
    """SAL-4"""
    again = {"reason": "再晚点", "new_on": date(2026, 12, 9), "by": cast.agent, "now": cast.now}
    with pytest.raises(Refused):
        ask_to_renegotiate(asked, **again)
    take_back_renegotiation(asked, by=cast.agent, now=cast.now)
    with pytest.raises(Refused):
        answer_renegotiation(asked, agrees=True, by=cast.customer, now=cast.now)
    ask_to_renegotiate(asked, **again)
    assert [one.answer for one in asked.renegotiations.order_by("id")] == ["taken_back", ""]


def test_a_question_says_why_and_something_else(cast, promise) -> None:
    """SAL-4"""
    absurd = [
        ({"reason": " "}, "reason"),
        ({"new_on": date(2026, 11, 1)}, "new_on"),
        ({"new_on": date(9999, 1, 1)}, "new_on"),
        ({"new_on": date(2026, 11, 22)}, "new_on"),
        ({"new_words": "长" * 2001}, "new_words"),
    ]
    for but, field in absurd:
        given = {"reason": "缺料", "new_on": NEW_DAY, "by": cast.agent, "now": cast.now, **but}
        with pytest.raises(Refused) as refused:
            ask_to_renegotiate(promise, **given)
        assert refused.value.field == field
    assert not Renegotiation.objects.exists()


def test_a_day_that_has_passed_meanwhile_is_not_agreed_to(cast) -> None:
    """SAL-4: asked to do it sooner, answered too late for that; the old day stands."""
    promise = a_promise(cast.customer.customer, by=cast.agent, now=cast.now, due_on=date(2026, 11, 30))
    ask_to_renegotiate(promise, reason="提前", new_on=date(2026, 11, 21), by=cast.agent, now=cast.now)
    with pytest.raises(Refused):
        answer_renegotiation(promise, agrees=True, by=cast.customer, now=MIDNIGHT)
    assert answer_renegotiation(promise, agrees=False, by=cast.customer, now=MIDNIGHT).state == "open"


def test_the_customer_has_the_last_word(cast, promise) -> None:
    """SAL-4: not before its day is over; where we called it kept, for thirty days."""
    with pytest.raises(Refused):
        report_not_kept(promise, words="没修", by=cast.customer, now=cast.now)
    keep_promise(promise, by=cast.agent, now=cast.now)
    with pytest.raises(Refused):
        report_not_kept(promise, words="没修", by=cast.customer, now=cast.now + timedelta(days=31))
    with pytest.raises(Refused):
        report_not_kept(promise, words=" ", by=cast.customer, now=cast.now)
    broken = report_not_kept(promise, words="又返水了", by=cast.customer, now=cast.now + timedelta(days=2))
    assert (broken.state, broken.customer_said) == ("broken", "又返水了")
    with pytest.raises(Refused):
        report_not_kept(promise, words="又返水了", by=cast.customer, now=cast.now + timedelta(days=2))


def test_broken_by_hand_says_why(cast, promise) -> None:
    """SAL-4"""
    with pytest.raises(Refused):
        break_promise(promise, words=" ", by=cast.agent, now=cast.now)
    assert break_promise(promise, words="厂家停产", by=cast.agent, now=cast.now).state == "broken"
    assert "厂家停产" not in str(list(JournalEntry.objects.values_list("facts", flat=True)))


def test_the_round_reminds_once_and_breaks_once_across_midnight(cast) -> None:
    """SAL-4, ORG-6: who is away is reminded with the deputy; a round that was missed is made up."""
    day = date(2026, 11, 25)
    keeper = cast.agent.staff
    keeper.presence, keeper.deputy = "away", cast.colleague.staff
    keeper.save()
    promise = a_promise(cast.customer.customer, by=cast.agent, now=cast.now, due_on=day)
    end = datetime(2026, 11, 26, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert sweep_promises(now=promise.remind_at - timedelta(seconds=1)) == 0
    assert [sweep_promises(now=promise.remind_at) for _time in range(2)] == [1, 0]
    assert {one.staff for one in Notice.objects.filter(kind="promise.due_soon")} == {
        keeper,
        cast.colleague.staff,
    }
    assert sweep_promises(now=end - timedelta(microseconds=1)) == 0
    assert [sweep_promises(now=end + timedelta(hours=9)) for _time in range(2)] == [1, 0]
    promise.refresh_from_db()
    assert (promise.state, promise.closed_at) == ("broken", end + timedelta(hours=9))
    assert JournalEntry.objects.filter(kind="promise.broken").count() == 1


def test_a_round_that_comes_late_reminds_nobody_of_what_is_over(cast) -> None:
    """SAL-4"""
    a_promise(cast.customer.customer, by=cast.agent, now=cast.now, due_on=date(2026, 11, 25))
    assert sweep_promises(now=cast.now + timedelta(days=30)) == 1
    assert not Notice.objects.filter(kind="promise.due_soon").exists()


def test_the_customer_is_told_at_each_step_once(cast, promise, react_all) -> None:
    """SAL-4, CHN-7: recorded, asked, changed, kept."""
    react_all()
    ask_to_renegotiate(promise, reason="缺料", new_on=NEW_DAY, by=cast.agent, now=cast.now)
    react_all()
    answer_renegotiation(promise, agrees=True, by=cast.customer, now=cast.now)
    keep_promise(promise, by=cast.agent, now=cast.now)
    react_all()
    mails = Delivery.objects.filter(customer=cast.customer.customer).order_by("id")
    assert len({one.subject for one in mails}) == mails.count() == 4
    assert "2026年12月4日" in mails[1].body_text
    assert [one.kind for one in Notice.objects.filter(staff=cast.agent.staff)] == ["promise.change_agreed"]
