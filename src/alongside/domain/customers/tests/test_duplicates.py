"""Who may be the same person: suggested on entry and at night, once, and never again after it was denied."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.domain.customers.actions import (
    add_contact_point,
    add_customer,
    change_customer,
    dismiss_duplicate,
    relate_unit,
    remove_contact_point,
    sweep_duplicates,
)
from alongside.domain.customers.actions.matching import MOST_ALIKE
from alongside.domain.customers.models import ContactPoint, Customer, DuplicateSuggestion
from alongside.domain.customers.queries import evidence_between, likely_same
from alongside.domain.customers.samples import a_customer
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

DOCUMENT = "110101194910010019"


@pytest.fixture
def zhou(cast):
    return cast.customer.customer


def pairs():
    return [(one.first_id, one.second_id, one.reasons) for one in DuplicateSuggestion.objects.open()]


def another(cast, **but):
    given = {"phone": "", "email": "", "name": "周敏", **but}
    return a_customer(node=cast.project, now=cast.now, **given)


def test_same_phone_is_suggested_as_soon_as_it_is_entered(cast, zhou):
    """CUS-6: found on entry."""
    other = another(cast, phone="138 1234 4420", name="王芳")
    assert pairs() == [(zhou.pk, other.pk, ["phone"])]


def test_same_document_is_suggested_as_soon_as_it_is_entered(cast, zhou):
    change_customer(zhou, document_number=DOCUMENT, by=SYSTEM, now=cast.now)
    other = another(cast, name="周小敏", document_number=DOCUMENT)
    assert pairs() == [(zhou.pk, other.pk, ["document"])]


def test_same_name_in_the_same_home_is_suggested_as_soon_as_it_is_entered(cast, zhou):
    """CUS-6: name and unit; written otherwise, but said the same."""
    other = another(cast, name="周珉")
    relate_unit(other, unit=cast.unit, role="tenant", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    assert pairs() == [(zhou.pk, other.pk, ["home", "name"])]


def test_whoever_only_shares_a_name_or_a_home_is_somebody_else(cast, zhou):
    another(cast)
    wife = another(cast, name="李琴")
    relate_unit(wife, unit=cast.unit, role="family", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    sweep_duplicates(now=cast.now)
    assert pairs() == []


def test_a_document_that_is_known_is_said_on_entry(cast, zhou):
    change_customer(zhou, document_number=DOCUMENT, by=SYSTEM, now=cast.now)
    with pytest.raises(Refused) as refused:
        another(cast, document_number=DOCUMENT, although_known=False)
    assert refused.value.facts == {"customers": [zhou.pk]}


def test_entry_does_not_tell_of_a_customer_elsewhere(cast, zhou):
    """ORG-3: the stranger learns nothing, neither by a refusal nor by a suggestion."""
    change_customer(zhou, document_number=DOCUMENT, by=SYSTEM, now=cast.now)
    other = add_customer(
        node=cast.other_project, name="周敏", phone="138 1234 4420", document_number=DOCUMENT, by=cast.stranger,
        now=cast.now,
    )  # fmt: skip
    assert len(pairs()) == 1
    assert likely_same(other, cast.stranger) == []
    assert not DuplicateSuggestion.objects.visible_to(cast.stranger).exists()
    assert not DuplicateSuggestion.objects.visible_to(cast.agent).exists()
    assert likely_same(other, cast.city_manager)[0][0] == zhou


def test_the_sweep_finds_what_came_in_bulk(cast, zhou):
    """CUS-6: nightly; imports look for nothing while they load."""
    other = another(cast)
    point = ContactPoint.objects.get(customer=zhou, kind="phone")
    ContactPoint.objects.create(
        customer=other, kind="phone", value="+8613812344420", value_hash=point.value_hash
    )
    assert pairs() == []
    assert sweep_duplicates(now=cast.now).alike == 1
    assert pairs() == [(zhou.pk, other.pk, ["name", "phone"])]


def test_a_second_sweep_changes_nothing(cast, zhou):
    another(cast, phone="138 1234 4420")
    before = list(DuplicateSuggestion.objects.values())
    sweep_duplicates(now=cast.now)
    assert list(DuplicateSuggestion.objects.values()) == before


def test_a_suggestion_goes_when_its_reason_goes(cast, zhou):
    other = another(cast, phone="138 1234 4420")
    assert pairs()
    remove_contact_point(other.contact_points.get(), by=SYSTEM, now=cast.now)
    assert pairs() == []


def test_what_was_denied_is_never_suggested_again(cast, zhou):
    """CUS-6: "not the same person" holds, even with more evidence."""
    other = another(cast, phone="138 1234 4420")
    dismiss_duplicate(other, zhou, by=cast.supervisor, now=cast.now)
    add_contact_point(other, kind="email", value="zhou.min@example.com", by=SYSTEM, now=cast.now)
    sweep_duplicates(now=cast.now)
    assert pairs() == []
    assert DuplicateSuggestion.objects.get().decided_by == cast.supervisor.staff
    facts = JournalEntry.objects.filter(kind="customer.duplicate_dismissed").values_list("facts", flat=True)
    assert sorted(one["customer"] for one in facts) == [zhou.pk, other.pk]


def test_only_who_may_merge_may_deny(cast, zhou):
    other = another(cast, phone="138 1234 4420")
    with pytest.raises(NotAllowed):
        dismiss_duplicate(zhou, other, by=cast.agent, now=cast.now)


def test_a_number_that_many_share_says_nothing(cast, zhou):
    """The switchboard of a company: no pair is made of it, so that no group grows by its square."""
    for number in range(MOST_ALIKE):
        another(cast, name=f"员工{number}", phone="138 1234 4420")
    sweep_duplicates(now=cast.now)
    assert pairs() == []


def test_evidence_is_shown_masked(cast, zhou):
    other = another(cast, phone="138 1234 4420", email="zhou.min@example.com", unit=cast.unit)
    shown = [(one.reason, one.shown) for one in evidence_between(zhou, other, cast.supervisor)]
    assert shown == [
        ("phone", "138····4420"),
        ("email", "z···@example.com"),
        ("home", f"{cast.estate.name} {cast.unit.label}"),
    ]


def test_a_home_elsewhere_is_no_evidence_for_who_may_not_see_it(cast, zhou):
    """ORG-3."""
    other = another(cast)
    for one in (zhou, other):
        relate_unit(one, unit=cast.other_unit, role="owner", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    assert [one.reason for one in evidence_between(zhou, other, cast.supervisor)] == ["name"]


def test_the_sweep_is_one_statement(cast, zhou):
    """Its cost is that of grouping keys, not of comparing customers."""
    another(cast, phone="138 1234 4420")
    with CaptureQueriesContext(connection) as seen:
        sweep_duplicates(now=cast.now)
    assert len([one for one in seen if "SAVEPOINT" not in one["sql"]]) == 1


def test_facts_hold_no_name_and_no_number(cast, zhou):
    other = another(cast, phone="138 1234 4420")
    dismiss_duplicate(zhou, other, by=SYSTEM, now=cast.now)
    told = " ".join(str(one.facts) for one in JournalEntry.objects.filter(about_kind="customer"))
    assert "周敏" not in told
    assert "4420" not in told
    assert Customer.objects.count() > 1
