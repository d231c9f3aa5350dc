"""CAS-7: nothing is deleted, corrections are added."""

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.cases.actions.investigation import add_evidence
from alongside.domain.cases.models import Evidence
from alongside.domain.cases.tests.house import House, build_house
from alongside.domain.customers.models import CustomerActor
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build_house()


def a_statement(house, case, words="何工说周三关过阀门", **but):
    fields = {"kind": "statement", "person_heard": "何建军", "by": house.lin, "now": house.now, **but}
    return add_evidence(case, words=words, **fields)


def test_a_correction_is_added_and_both_stay_readable(house):
    """CAS-7"""
    case = house.case()
    first = a_statement(house, case)
    second = a_statement(house, case, words="是周四", corrects=first)
    assert list(case.evidence.all()) == [first, second]
    assert list(first.corrections.all()) == [second]
    case.refresh_from_db()
    assert case.version == 3


@pytest.mark.parametrize("change", [lambda rows: rows.update(words="x"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete_evidence(house, change):
    """CAS-7"""
    a_statement(house, house.case())
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        change(Evidence.objects.all())
    assert Evidence.objects.get().words == "何工说周三关过阀门"


@pytest.mark.parametrize("change", [lambda rows: rows.update(kind="x"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete_the_journal(house, change):
    house.case()
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        change(JournalEntry.objects.all())


@pytest.mark.parametrize(
    ("field", "but"),
    [
        ("words", {"words": "  "}),
        ("person_heard", {"person_heard": ""}),
        ("kind", {"kind": "rumour"}),
        ("files", {"kind": "photo"}),
    ],
)
def test_an_incomplete_piece_is_refused_at_its_field(house, field, but):
    """CAS-7"""
    case = house.case()
    with pytest.raises(Refused) as refusal:
        a_statement(house, case, **but)
    assert refusal.value.field == field
    assert not Evidence.objects.exists()


def test_a_correction_of_another_case_is_refused(house):
    first = a_statement(house, house.case())
    with pytest.raises(Refused):
        a_statement(house, house.case(), corrects=first)


def test_strangers_and_customers_add_and_see_nothing(house):
    """ORG-3"""
    case = house.case()
    a_statement(house, case)
    for stranger in (house.song, CustomerActor(case.customer)):
        with pytest.raises(NotAllowed):
            a_statement(house, case, by=stranger)
        assert not Evidence.objects.visible_to(stranger).exists()
    assert Evidence.objects.visible_to(house.lin).count() == 1
