"""What describes a unit may be mended, its status may not (EST-2)."""

from datetime import date
from decimal import Decimal

import pytest

from alongside.domain.estates import events
from alongside.domain.estates.actions import add_unit, change_unit, set_unit_price
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.samples import an_actor
from alongside.kernel import journal
from alongside.kernel.refusals import Conflict, NotAllowed, Refused


def test_the_status_is_not_edited(cast) -> None:
    """EST-2: it changes only through the act that causes it."""
    with pytest.raises(Refused) as refusal:
        change_unit(cast.unit, status="let", by=cast.supervisor, now=cast.now)
    assert refusal.value.field == "status"
    cast.unit.refresh_from_db()
    assert cast.unit.status == "occupied"


def test_what_describes_it_is_changed_with_a_fact(cast) -> None:
    """EST-2"""
    unit = change_unit(cast.unit, layout="四室两厅", floor=21, by=cast.supervisor, now=cast.now)
    assert unit.layout == "四室两厅"
    assert journal.timeline_of(unit, events=[events.UNIT_CHANGED]).get().facts == {"fields": ["layout"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"gross_area": Decimal(0)}, "gross_area"),
        ({"internal_area": Decimal("200")}, "internal_area"),
        ({"number": " "}, "number"),
        ({"number": "2202"}, "number"),
        ({"finish": "golden"}, "finish"),
    ],
)
def test_is_refused_with_what_cannot_be(cast, change: dict, field: str) -> None:
    """EST-2"""
    with pytest.raises(Refused) as refusal:
        change_unit(cast.unit, by=cast.supervisor, now=cast.now, **change)
    assert refusal.value.field == field


def test_is_refused_to_strangers_and_to_who_only_looks(cast) -> None:
    """ORG-2"""
    for by in (cast.stranger, cast.other_supervisor, cast.engineer, cast.customer):
        with pytest.raises(NotAllowed):
            change_unit(cast.unit, layout="一室", by=by, now=cast.now)
        with pytest.raises(NotAllowed):
            add_unit(cast.unit.building, number="101", by=by, now=cast.now)


def test_two_people_do_not_overwrite_each_other(cast) -> None:
    """CAS-16"""
    seen = cast.unit.version
    change_unit(cast.unit, orientation="东", by=cast.supervisor, now=cast.now, seen=seen)
    with pytest.raises(Conflict):
        change_unit(cast.unit, orientation="西", by=cast.supervisor, now=cast.now, seen=seen)


def test_a_unit_stands_once_in_a_building(cast) -> None:
    """EST-2"""
    with pytest.raises(Refused):
        add_unit(cast.unit.building, entrance="1", number="2102", by=cast.supervisor, now=cast.now)
    assert Unit.objects.filter(building=cast.unit.building, number="2102").count() == 1


@pytest.fixture
def seller(cast):
    return an_actor(node=cast.project, now=cast.now, role="sales_manager")


def priced(cast, by, amount="3200000", day=date(2024, 1, 1)):
    return set_unit_price(cast.unit, list_amount=Decimal(amount), from_on=day, by=by, now=cast.now)


def test_prices_keep_their_history(cast, seller) -> None:
    """EST-2: a line stands from its day; none is changed."""
    priced(cast, seller)
    priced(cast, seller, "3050000", date(2025, 1, 1))
    assert [one.list_amount for one in cast.unit.prices.order_by("from_on")] == [3200000, 3050000]
    for amount, day in (("1", date(2025, 1, 1)), ("0", date(2026, 1, 1)), ("10000000000", date(2026, 1, 1))):
        with pytest.raises(Refused):
            priced(cast, seller, amount, day)
    assert "3050000" not in str([one.facts for one in journal.timeline_of(cast.unit)])


@pytest.mark.parametrize("who", ["supervisor", "agent", "system_admin", "other_supervisor"])
def test_only_who_sells_sets_a_price(cast, who) -> None:
    """EST-2: changing what describes a home is not enough."""
    with pytest.raises(NotAllowed):
        priced(cast, getattr(cast, who))
