"""Mending what a case says of itself (CAS-1, CAS-16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.changing import add_person, change_case, delete_view, save_view
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.models import Case, Milestone
from alongside.domain.cases.queries.listing import cases_matching, saved_views_of
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_a_graver_case_is_due_sooner_and_what_was_met_stays_met(a_case, people, now):
    """CAS-4: deadlines by severity."""
    case = acknowledge_case(a_case(), by=people.as_lin, now=now + timedelta(minutes=10))
    due = case.deadlines.get(milestone=Milestone.RESOLVE).due_at
    changed = change_case(case, severity=1, by=people.as_lin, now=now + timedelta(minutes=20))
    resolve = case.deadlines.get(milestone=Milestone.RESOLVE)
    assert resolve.due_at == now + timedelta(days=3) < due  # 8 hours: 7 of Friday, 1 of Monday
    assert case.deadlines.get(milestone=Milestone.ACKNOWLEDGE).met_at == now + timedelta(minutes=10)
    assert changed.next_milestone == "answer"
    back = change_case(changed, severity=3, by=people.as_lin, now=now + timedelta(minutes=30))
    assert back.deadlines.get(milestone=Milestone.RESOLVE).due_at == due


def test_the_fact_holds_codes_and_no_words(a_case, place, people, now):
    case = change_case(
        a_case(), title="客厅漏水", category=place.quality, place_words="8栋", by=people.as_lin, now=now
    )
    fact = JournalEntry.objects.get(kind="case.changed")
    assert fact.facts["changed"] == {
        "title": None,
        "place_words": None,
        "category": [place.waterproofing.pk, place.quality.pk],
    }
    assert cases_matching(people.as_lin, {"q": "客厅漏水"}).get() == case
    assert cases_matching(people.as_lin, {"q": "楼下"}).get() == case


def test_the_same_again_is_no_change(a_case, people, now):
    case = a_case()
    assert change_case(case, title=case.title, severity=3, by=people.as_lin, now=now).version == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"category": None}, "category"),
        ({"kind": "repair"}, "category"),
        ({"kind": "gossip"}, "kind"),
        ({"severity": 9}, "severity"),
    ],
)
def test_what_a_case_must_say_it_goes_on_saying(a_case, people, now, fields, field):
    case = a_case()
    with pytest.raises(Refused) as refused:
        change_case(case, by=people.as_lin, now=now, **fields)
    assert refused.value.field == field
    assert Case.objects.get(pk=case.pk).version == 1


def test_strangers_change_nothing(a_case, people, now):
    case = a_case()
    for stranger in (people.as_sun, people.as_he, people.as_zhou, people.as_contractor):
        with pytest.raises(NotAllowed):
            change_case(case, title="x", by=stranger, now=now)
        with pytest.raises(NotAllowed):
            add_person(case, customer=people.wu, role="affected", by=stranger, now=now)


def test_a_person_is_added_once(a_case, people, now):
    case = a_case()
    add_person(case, customer=people.wu, role="affected", by=people.as_lin, now=now)
    add_person(case, customer=people.wu, role="affected", by=people.as_lin, now=now)
    assert case.people.count() == 1
    with pytest.raises(Refused):
        add_person(case, customer=people.zhou, role="affected", by=people.as_lin, now=now)


def test_a_view_is_kept_replaced_shared_and_deleted(people, place, now):
    save_view(name="急件", conditions={"severity": "1,2", "nonsense": "x"}, by=people.as_lin, now=now)
    view = save_view(name="急件", conditions={"severity": ["1"]}, by=people.as_lin, now=now)
    assert view.conditions == {"severity": [1]}
    with pytest.raises(NotAllowed):
        save_view(name="共享", conditions={}, node=place.here, by=people.as_lin, now=now)
    save_view(name="共享", conditions={"open": True}, node=place.here, by=people.as_zhao, now=now)
    assert [one.name for one in saved_views_of(people.as_lin)] == ["急件", "共享"]
    assert [one.name for one in saved_views_of(people.as_sun)] == []
    with pytest.raises(NotAllowed):
        delete_view(view, by=people.as_wang, now=now)
    delete_view(view, by=people.as_lin, now=now)
    assert [one.name for one in saved_views_of(people.as_lin)] == ["共享"]


def test_a_view_with_unreadable_conditions_is_refused(people, now):
    with pytest.raises(Refused):
        save_view(name="x", conditions={"severity": "9"}, by=people.as_lin, now=now)
    with pytest.raises(NotAllowed):
        save_view(name="x", conditions={}, by=people.as_zhou, now=now)
