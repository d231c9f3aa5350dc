"""What a staff member promises a customer is one entry with who, what, until when (SAL-4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.samples import a_customer
from alongside.domain.promises.actions import give_promise, make_promise
from alongside.domain.promises.actions.moving import days_of
from alongside.domain.promises.models import Promise, PromiseKind
from alongside.domain.promises.queries.reading import promises_made_at, promises_open_for
from alongside.domain.promises.samples import a_promise
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_is_one_entry_with_who_what_and_until_when(cast, promise) -> None:
    """SAL-4: until the end of that day where the customer is."""
    assert (promise.keeper, promise.made_by) == (cast.agent.staff, cast.agent.staff)
    assert (promise.words, promise.state) == ("周日前把卫生间返水修好", "open")
    assert promise.due_on == date(2026, 11, 22)
    assert promise.due_at.isoformat() == "2026-11-23T00:00:00+08:00"
    assert list(promises_open_for(cast.agent.staff)) == [promise]


REMINDED = {
    date(2026, 11, 22): "2026-11-20T08:00",  # a Sunday: two hours before the office closes on Friday
    date(2026, 11, 25): "2026-11-24T09:30",  # a working day of eight hours remains
    date(2026, 11, 20): "2026-11-20T08:00",
}


def test_the_reminder_leaves_working_time_to_keep_it(promise) -> None:
    """ORG-7: also when it is due on a day on which nobody works."""
    for due_on, reminded in REMINDED.items():
        days = days_of(due_on, promise.node, now=promise.made_at)
        assert days["remind_at"].strftime("%Y-%m-%dT%H:%M") == reminded


def test_what_makes_no_sense_is_refused_at_its_field(cast) -> None:
    """SAL-4: nothing half said, nothing for a place or a home that is not theirs."""
    absurd = [
        ({"words": "  "}, "words"),
        ({"words": "长" * 2001}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"due_on": date(2026, 11, 19)}, "due_on"),
        ({"due_on": date(1, 1, 1)}, "due_on"),
        ({"due_on": date(9999, 12, 31)}, "due_on"),
        ({"unit": cast.other_unit}, "unit"),
        ({"node": cast.other_project, "by": cast.director}, "node"),
        ({"by": cast.director, "keeper": cast.auditor.staff}, "keeper"),
        ({"by": SYSTEM}, "keeper"),
    ]
    for but, field in absurd:
        with pytest.raises(Refused) as refused:
            a_promise(cast.customer.customer, **{"by": cast.agent, "now": cast.now, **but})
        assert refused.value.field == field
    assert not Promise.objects.exists()


def test_the_same_form_sent_twice_is_one_promise(cast) -> None:
    """SAL-4: a second tap, a reload; another colleague's form is another promise."""
    given = {
        "kind": PromiseKind.objects.get(code="gift"),
        "words": "送一年物业费",
        "due_on": date(2026, 12, 1),
    }
    for _time in range(2):
        for by in (cast.agent, cast.colleague):
            make_promise(
                cast.customer.customer, node=cast.project, by=by, now=cast.now, once_key="k1", **given
            )
    assert Promise.objects.count() == 2


def test_only_who_may_promise_there_does(cast) -> None:
    """ORG-3"""
    for by in (cast.stranger, cast.auditor, cast.customer, cast.finance):
        with pytest.raises(NotAllowed):
            a_promise(cast.customer.customer, by=by, now=cast.now)


def test_is_seen_by_whom_it_concerns_and_by_nobody_else(cast, promise) -> None:
    """ORG-3: the place's own, who keeps it, and the customer it was made to."""
    seen = {
        name: Promise.objects.visible_to(getattr(cast, name)).exists()
        for name in ("agent", "colleague", "manager", "engineer", "stranger", "auditor", "system_admin", "customer", "other_customer")
    }  # fmt: skip
    assert [name for name, sees in seen.items() if sees] == ["agent", "colleague", "manager", "customer"]
    given = give_promise(promise, to=cast.engineer.staff, by=cast.agent, now=cast.now)
    assert list(Promise.objects.visible_to(cast.engineer)) == [given]


def test_a_colleague_in_whose_name_it_is_entered_hears_of_it_once(cast, react_all) -> None:
    """SAL-4: and the customer is told once, though the worker runs twice."""
    a_promise(cast.customer.customer, by=cast.agent, now=cast.now, keeper=cast.colleague.staff)
    react_all()
    assert [(one.staff, one.kind) for one in Notice.objects.all()] == [
        (cast.colleague.staff, "promise.yours")
    ]
    assert Delivery.objects.filter(customer=cast.customer.customer).count() == 1


def test_an_erased_customer_is_promised_nothing(cast) -> None:
    """INF-4"""
    gone = a_customer(node=cast.project, now=cast.now, name="已走", phone="13900000077")
    type(gone).objects.filter(pk=gone.pk).update(erased_at=cast.now)
    with pytest.raises(Refused):
        a_promise(gone, by=cast.agent, now=cast.now)


def test_is_found_where_it_was_made(cast) -> None:
    """SAL-4"""
    made = [
        a_promise(cast.customer.customer, by=cast.agent, now=cast.now, origin=origin)
        for origin in (("case", 7), ("message", 9), None)
    ]
    assert list(promises_made_at({"case": [7], "message": [9]}, cast.agent)) == made[:2]
    assert not promises_made_at({"case": [7]}, cast.stranger).exists()
    with pytest.raises(ValueError, match="customer"):
        a_promise(cast.customer.customer, by=cast.agent, now=cast.now, origin=("customer", 1))


def test_the_database_keeps_what_must_hold(cast, promise) -> None:
    """SAL-4: an end without its moment, a question asked twice at once."""
    asking = {"asked_at": cast.now, "reason": "x", "before_on": promise.due_on}
    promise.renegotiations.create(**asking)
    for wrong in (
        lambda: Promise.objects.filter(pk=promise.pk).update(state="kept"),
        lambda: Promise.objects.filter(pk=promise.pk).update(closed_at=cast.now),
        lambda: Promise.objects.filter(pk=promise.pk).update(due_at=cast.now - timedelta(days=1)),
        lambda: promise.renegotiations.create(**asking),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
