"""A unit's status changes by an act and in no other way, whoever writes to the database (EST-2)."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from alongside.domain.estates import events
from alongside.domain.estates.actions import move_unit
from alongside.domain.estates.models import Unit, UnitAct
from alongside.domain.estates.samples import a_unit
from alongside.domain.estates.states import UNIT_STATES
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Refused

ON = date(2026, 11, 20)


def test_an_act_moves_it_and_stays_in_its_history(cast) -> None:
    """EST-2"""
    unit = move_unit(cast.unit, act="let", on=ON, by=SYSTEM, now=cast.now)
    assert unit.status == "let"
    act = UnitAct.objects.get(unit=unit)
    assert (act.from_status, act.to_status, act.on) == ("occupied", "let", ON)
    assert journal.timeline_of(unit, events=[events.UNIT_MOVED]).get().facts["act"] == "let"


def test_a_handover_says_since_when_it_is_handed_over(cast) -> None:
    """EST-2"""
    unit = a_unit(cast.unit.building, now=cast.now, number="101", status="ready", handed_over_on=None)
    assert move_unit(unit, act="hand_over", on=ON, by=SYSTEM, now=cast.now).handed_over_on == ON


def test_is_refused_where_there_is_no_such_way(cast) -> None:
    """EST-2: nobody subscribes to a home that is lived in."""
    with pytest.raises(Refused):
        move_unit(cast.unit, act="subscribe", on=ON, by=SYSTEM, now=cast.now)
    assert not UnitAct.objects.exists()


@pytest.mark.parametrize("change", [{"status": "let"}, {"handed_over_on": ON}])
def test_the_database_refuses_a_change_without_an_act(cast, change: dict) -> None:
    """EST-2"""
    with pytest.raises(DatabaseError, match="only through the act"), transaction.atomic():
        Unit.objects.filter(pk=cast.unit.pk).update(**change)
    Unit.objects.filter(pk=cast.unit.pk).update(layout="一室")  # what describes it may be changed


def test_the_database_refuses_an_act_from_where_the_unit_is_not(cast) -> None:
    """EST-2"""
    given = {"unit": cast.unit, "act": "sign", "on": ON, "at": cast.now, "by_kind": "system"}
    with pytest.raises(DatabaseError, match="does not stand"), transaction.atomic():
        UnitAct.objects.create(from_status="subscribed", to_status="contracted", **given)


def test_the_history_is_only_added_to(cast) -> None:
    """EST-2"""
    move_unit(cast.unit, act="let", on=ON, by=SYSTEM, now=cast.now)
    with (
        pytest.raises(DatabaseError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE estates_unitact SET act = 'sign'")


def test_every_status_is_a_state_of_the_table() -> None:
    """EST-2"""
    assert [code for code, _label in UNIT_STATES.choices] == Unit.Status.values
