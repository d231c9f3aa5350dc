"""A case lies at a point of the plan of its home (EST-8)."""

from decimal import Decimal

import pytest

from alongside.domain.cases.actions.drafting import change_draft, send_draft, start_draft
from alongside.domain.cases.actions.pinning import pin_case, pin_draft
from alongside.domain.cases.models import CasePin
from alongside.domain.cases.queries.files import file_for
from alongside.domain.cases.queries.pins import pins_on
from alongside.domain.cases.samples import a_case_in
from alongside.domain.estates.queries import plan_of
from alongside.domain.estates.samples import a_plan
from alongside.kernel import journal
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused

HALF = {"x": Decimal("0.5"), "y": Decimal("0.25")}


@pytest.fixture
def case(cast):
    a_plan(cast.estate, now=cast.now)
    return a_case_in(
        "acknowledged", node=cast.project, now=cast.now, customer=cast.customer.customer, unit=cast.unit,
        owner=cast.agent.staff,
    )  # fmt: skip


def test_whoever_handles_it_marks_the_place_and_marks_it_anew(cast, case) -> None:
    """EST-8: the later place counts, the journal keeps both."""
    pin_case(case, **HALF, by=cast.agent, now=cast.now)
    pin_case(case, x=Decimal("0.1"), y=Decimal("0.1"), by=cast.agent, now=cast.now)
    assert CasePin.objects.get(case=case).pin.x == Decimal("0.1")
    assert journal.timeline_of(case).filter(kind="case.pinned").count() == 2


def test_what_a_customer_tapped_goes_with_the_case(cast, case) -> None:
    """EST-8, EST-3"""
    draft = start_draft(cast.customer.customer, unit=cast.unit, kind="repair", by=cast.customer, now=cast.now)
    pin_draft(draft, **HALF, by=cast.customer, now=cast.now)
    draft = change_draft(draft, words="天花板滴水", by=cast.customer, now=cast.now)
    sent = send_draft(draft, by=cast.customer, now=cast.now)
    assert CasePin.objects.get(case=sent).pin.y == Decimal("0.25")


def test_pins_are_seen_with_their_cases_only(cast, case) -> None:
    """ORG-3"""
    pin_case(case, **HALF, by=cast.agent, now=cast.now)
    plan = plan_of(cast.unit)
    [seen] = pins_on(plan, cast.agent, unit=cast.unit, case=case)
    assert (seen.case, seen.is_this, seen.tone) == (case, True, "")
    assert pins_on(plan, cast.stranger) == pins_on(plan, cast.agent, unit=cast.next_unit) == []


def test_the_plan_is_shown_to_who_lives_or_works_there(cast, case) -> None:
    """INF-8"""
    picture = StoredFile.objects.get(about_kind="floorplan")
    assert file_for(cast.agent, picture.pk) == file_for(cast.customer, picture.pk) == picture
    assert file_for(cast.stranger, picture.pk) is file_for(cast.other_customer, picture.pk) is None


def test_is_refused_to_strangers_and_without_a_home(cast, case) -> None:
    """ORG-2"""
    for by in (cast.stranger, cast.finance, cast.other_customer):
        with pytest.raises(NotAllowed):
            pin_case(case, **HALF, by=by, now=cast.now)
    draft = start_draft(cast.customer.customer, estate=cast.estate, by=cast.customer, now=cast.now)
    with pytest.raises(Refused):
        pin_draft(draft, **HALF, by=cast.customer, now=cast.now)
    with pytest.raises(NotAllowed):
        pin_draft(draft, **HALF, by=cast.other_customer, now=cast.now)
