"""Requests of a person about their own data, as a case with the legal deadline (INF-4)."""

from __future__ import annotations

import pytest

from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.requesting import (
    carry_out_request,
    end_erased_request,
    refuse_request,
    request_own_data,
    verify_identity,
)
from alongside.domain.cases.models import Deadline, PrivacyRequest
from alongside.domain.customers.actions import give_consent
from alongside.domain.customers.models import Consent, Customer, Purpose
from alongside.domain.privacy.actions import carry_out_erasure, forget_copies
from alongside.domain.privacy.models import Erasure, PersonalCopy
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def ask(cast, right="copy", **but) -> PrivacyRequest:
    given = {"by": cast.customer, "now": cast.now, **but}
    return request_own_data(cast.customer.customer, right=right, **given)


def test_in_the_portal_the_code_has_shown_who_asks(cast):
    """INF-4: a case of its own kind with its category, due in fifteen working days."""
    asked = ask(cast)
    assert (asked.verified_how, asked.case.kind, asked.case.category.code) == (
        "portal",
        "privacy",
        "privacy/copy",
    )
    due = Deadline.objects.get(case=asked.case, milestone="resolve")
    assert due.target_seconds == 15 * 450 * 60
    assert ask(cast).pk == asked.pk


def test_at_the_desk_somebody_makes_sure_first(cast):
    asked = ask(cast, by=cast.supervisor, channel="phone")
    by = {"by": cast.supervisor, "now": cast.now}
    with pytest.raises(Refused):
        carry_out_request(asked, **by)
    with pytest.raises(Refused):
        verify_identity(asked, how="portal", **by)
    asked = verify_identity(asked, how="call_back", **by)
    assert (asked.verified_by_id, asked.case.state) == (cast.supervisor.id, "acknowledged")


def test_a_copy_holds_everything_and_expires(cast):
    """INF-4: by every domain, in full, for the person alone."""
    open_case(
        node=cast.project, kind="enquiry", title="物业费", words="怎么缴费？", channel="phone",
        customer=cast.customer.customer, by=cast.agent, now=cast.now,
    )  # fmt: skip
    done = carry_out_request(ask(cast), by=cast.supervisor, now=cast.now)
    copy = PersonalCopy.objects.get()
    told = copy.content
    for value in ("周敏", "+8613812344420", "zhou.min@example.com", "8栋1单元2102", "怎么缴费？", "物业费"):
        assert value in told
    assert {"record", "contact_points", "homes", "messages", "cases"} <= {one["code"] for one in copy.parts}
    done.case.refresh_from_db()
    assert done.done_at and done.case.state == "closed" and done.case.outcome == "carried_out"
    assert PersonalCopy.objects.visible_to(cast.customer).ready(cast.now).exists()
    assert not PersonalCopy.objects.visible_to(cast.other_customer).exists()
    assert not PersonalCopy.objects.ready(copy.expires_at).exists()
    assert forget_copies(now=copy.expires_at) == 1 and not PersonalCopy.objects.exists()


def test_withdrawing_ends_every_consent(cast):
    give_consent(
        cast.customer.customer, purpose=Purpose.objects.get(code="survey"), by=cast.customer, now=cast.now
    )
    carry_out_request(ask(cast, "withdraw"), by=cast.supervisor, now=cast.now)
    assert not Consent.objects.standing().exists()


def test_correcting_needs_what_is_wrong(cast):
    with pytest.raises(Refused) as no:
        ask(cast, "correct")
    assert no.value.field == "words"
    asked = carry_out_request(ask(cast, "correct", words="姓名应为周旻"), by=cast.supervisor, now=cast.now)
    assert asked.done_at


def test_deleting_begins_the_erasure_which_ends_the_request(cast):
    asked = carry_out_request(ask(cast, "delete"), by=cast.supervisor, now=cast.now)
    erasure = Erasure.objects.get()
    assert (erasure.case_id, asked.done_at) == (asked.case_id, None)
    assert carry_out_erasure(erasure.pk, now=cast.now).state == "done"
    for _twice in range(2):
        end_erased_request(asked.case_id, now=cast.now)
    asked.refresh_from_db()
    assert asked.done_at and asked.case.state == "closed"
    with pytest.raises(Refused):
        request_own_data(
            Customer.objects.get(pk=cast.customer.id),
            right="see",
            by=cast.supervisor,
            now=cast.now,
            channel="phone",
        )


def test_a_refusal_says_why(cast):
    """PIPL art. 50."""
    asked = refuse_request(ask(cast, "delete"), words="合同尚未履行完毕", by=cast.supervisor, now=cast.now)
    assert asked.case.conversation.messages.filter(direction="out", body="合同尚未履行完毕").exists()
    with pytest.raises(Refused):
        carry_out_request(asked, by=cast.supervisor, now=cast.now)


def test_only_who_may(cast):
    """ORG-3"""
    asked = ask(cast)
    for nobody in (cast.agent, cast.stranger, cast.other_supervisor, cast.other_customer):
        with pytest.raises(NotAllowed):
            carry_out_request(asked, by=nobody, now=cast.now)
        with pytest.raises(NotAllowed):
            ask(cast, by=nobody)
        assert asked not in PrivacyRequest.objects.visible_to(nobody)
    with pytest.raises(Refused):
        open_case(
            node=cast.project,
            kind="privacy",
            title="x",
            words="x",
            channel="phone",
            by=cast.agent,
            now=cast.now,
        )
