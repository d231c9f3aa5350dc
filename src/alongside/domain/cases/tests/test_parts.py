"""What cases put on other pages: similar ones, the customer's, the unit's, the board, the milestones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.handing_on import accept_transfer, offer_transfer
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.rating import rate_case
from alongside.domain.cases.models import Deadline
from alongside.domain.cases.queries.board import board_of
from alongside.domain.cases.queries.duplicates import similar_open_cases
from alongside.domain.cases.queries.milestones import milestones_of
from alongside.domain.cases.queries.parts import customer_part, unit_part
from alongside.domain.cases.samples import a_case_in
from alongside.domain.estates.models import Building, Estate, Unit
from alongside.kernel.refusals import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(place):
    estate = Estate.objects.create(node=place.here, name="观澜庭一期")
    building = Building.objects.create(estate=estate, name="8栋")
    return Unit.objects.create(
        node=place.here, estate=estate, building=building, number="2102", label="8栋1单元2102"
    )


def test_the_same_trouble_of_the_same_customer_comes_first(a_case, place, people, unit):
    """CAS-2: duplicates and the customer's open cases are shown before saving."""
    leak = a_case(unit=unit)
    fees = a_case(kind="enquiry", category=None, title="物业费发票", words="发票")
    of_neighbour = a_case(customer=people.wu, unit=unit, title="卫生间漏水严重")
    unlike = a_case(customer=people.wu, unit=unit, kind="praise", category=None, title="感谢保安", words="x")
    found = similar_open_cases(
        people.as_lin,
        customer=people.zhou,
        unit=unit,
        category=place.waterproofing,
        words="我家卫生间又漏水了",
    )
    assert [one.case.pk for one in found] == [leak.pk, of_neighbour.pk, fees.pk]
    assert found[0].reasons == ("customer", "unit", "category", "words")
    assert unlike.pk not in {one.case.pk for one in found}


def test_similar_cases_of_others_stay_hidden(a_case, people, unit):
    a_case(unit=unit)
    assert similar_open_cases(people.as_sun, customer=people.zhou, unit=unit) == []
    assert similar_open_cases(people.as_wu, unit=unit, words="卫生间漏水") == []
    assert similar_open_cases(people.as_lin) == []


def test_the_customers_part_counts_and_shows_what_the_viewer_sees(a_case, place, people, unit, now):
    a_case(unit=unit)
    rated = a_case_in("closed", node=place.here, now=now, customer=people.zhou, unit=unit)
    rate_case(rated, rating=4, by=people.as_zhou, now=now)
    a_case_in("closed", node=place.there, now=now, customer=people.zhou)
    part = customer_part(people.zhou, people.as_lin)
    assert (part.open_count, part.ended_count, part.average_rating, part.last_rating) == (1, 1, 4, 4)
    assert customer_part(people.zhou, people.as_admin).ended_count == 2
    assert customer_part(people.zhou, people.as_wu).open_count == 0
    assert customer_part(people.zhou, people.as_contractor).open_cases == []
    assert unit_part(unit, people.as_lin).ended_cases == [rated]
    assert unit_part(unit, people.as_sun).ended_count == 0


def test_the_board_shows_load_lateness_and_offers(a_case, place, people, now):
    """CAS-5, CAS-6."""
    late = a_case()
    a_case(owner=None)
    wandering = a_case()
    for sender, receiver in (("lin", "wang"), ("wang", "lin")):
        transfer = offer_transfer(
            wandering,
            to=getattr(people, receiver),
            reason="x",
            by=getattr(people, f"as_{sender}"),
            now=now,
        )
        accept_transfer(transfer, by=getattr(people, f"as_{receiver}"), now=now)
    offer = offer_transfer(late, to=people.wang, reason="x", by=people.as_lin, now=now)
    Deadline.objects.filter(case=late, milestone="acknowledge").update(escalation_level=1)
    board = board_of(place.here, people.as_zhao, now + timedelta(minutes=31))
    loads = {load.name: (load.open, load.late) for load in board.loads}
    assert loads == {"林晓月": (2, 2), "王磊": (0, 0), "赵敏": (0, 0)}
    assert (board.open, board.unassigned, board.late, board.escalated) == (3, 1, 3, 1)
    assert board.offers == [offer]
    assert board.wandering_cases == [wandering]
    assert len(board.unassigned_cases) == 1


def test_only_who_leads_there_reads_the_board(a_case, place, people, now):
    a_case()
    for stranger in (people.as_lin, people.as_sun, people.as_he, people.as_zhou):
        with pytest.raises(NotAllowed):
            board_of(place.here, stranger, now)
    with pytest.raises(NotAllowed):
        board_of(place.city, people.as_zhao, now)


def test_milestones_come_in_order_and_say_how_they_stand(a_case, people, now, django_assert_num_queries):
    """CAS-4."""
    case = acknowledge_case(a_case(), by=people.as_lin, now=now + timedelta(minutes=31))
    with django_assert_num_queries(1):
        lines = milestones_of(case)
    assert [(one.milestone, one.state, one.is_next) for one in lines] == [
        ("acknowledge", "met_late", False),
        ("answer", "running", True),
        ("on_site", "running", False),
        ("resolve", "running", False),
    ]
    assert lines[1].is_late_at(now + timedelta(hours=3))
    assert not lines[1].is_late_at(now)
