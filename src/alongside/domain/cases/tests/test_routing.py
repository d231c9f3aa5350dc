"""A case finds its owner, and says why (CAS-6)."""

from __future__ import annotations

import pytest

from alongside.domain.cases.actions.handing_on import route_case
from alongside.domain.cases.models import Case
from alongside.domain.cases.reactions.routing import route_opened_case
from alongside.domain.cases.rules.routing import Candidate, choose, skill_for
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.models import JournalEntry


def _candidate(staff_id, **but):
    given = {"levels_away": 0, "skill": 0, "speaks": False, "open_cases": 0, "is_on_duty": True}
    return Candidate(staff_id=staff_id, **{**given, **but})


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({}, {"levels_away": 1}),
        ({"skill": 2}, {"skill": 1}),
        ({"skill": 1}, {}),
        ({"speaks": True}, {}),
        ({}, {"open_cases": 1}),
        ({"open_cases": 40}, {"is_on_duty": False, "skill": 2}),
    ],
)
def test_each_reason_counts(better, worse):
    choice = choose([_candidate(1, **worse), _candidate(2, **better)])
    assert choice.chosen.staff_id == 2


def test_nobody_on_duty_chooses_nobody_and_shows_who_was_looked_at():
    choice = choose([_candidate(1, is_on_duty=False)])
    assert choice.chosen is None
    assert choice.as_data()["candidates"][0]["staff"] == 1


def test_a_tie_goes_the_same_way_every_time():
    assert choose([_candidate(2), _candidate(1)]).chosen.staff_id == 1


def test_points_add_up_to_the_total():
    one = _candidate(1, levels_away=1, skill=2, speaks=True, open_cases=7)
    assert one.points() == {"distance": 25, "skill": 30, "language": 10, "load": -14}
    assert choose([one]).as_data()["candidates"][0]["total"] == 51


@pytest.mark.parametrize(
    ("category", "skills", "fit"),
    [
        ("complaint/quality/waterproofing", ["complaint/quality"], 2),
        ("complaint/quality", ["complaint/quality"], 2),
        ("complaint/quality", ["complaint/quality/waterproofing"], 1),
        ("complaint/qualityx", ["complaint/quality"], 0),
        ("", ["complaint"], 0),
    ],
)
def test_a_skill_covers_what_lies_below_it(category, skills, fit):
    assert skill_for(category, skills) == fit


@pytest.mark.django_db
def test_an_opened_case_goes_to_who_knows_the_matter(a_case, people, now):
    StaffMember.objects.filter(pk=people.wang.pk).update(skills=["complaint/quality"])
    case = a_case(owner=None)
    route_opened_case(JournalEntry.objects.get(kind="case.opened", about_id=case.pk))
    case.refresh_from_db()
    assert case.owner == people.wang
    because = case.assigned_because
    assert (because["how"], because["chosen"], because["considered"]) == ("routed", people.wang.pk, 2)
    assert because["candidates"][0]["points"]["skill"] == 30
    assert case.participants.filter(staff=people.wang, role="owner").exists()


@pytest.mark.django_db
def test_a_case_in_hands_is_left_there(a_case, people, now):
    case = a_case()
    route_case(case, now=now)
    route_case(case, now=now)
    case.refresh_from_db()
    assert (case.owner, case.version) == (people.lin, 1)


@pytest.mark.django_db
def test_load_is_shared_out(a_case, people, now):
    owners = []
    for _ in range(4):
        case = route_case(a_case(owner=None), now=now)
        owners.append(case.owner.name)
    assert sorted(owners) == ["林晓月", "林晓月", "王磊", "王磊"]


@pytest.mark.django_db
def test_nobody_there_leaves_it_unowned(a_case, people, now):
    StaffMember.objects.update(presence="away")
    case = route_case(a_case(owner=None), now=now)
    assert Case.objects.get(pk=case.pk).owner is None
    assert case.assigned_because["chosen"] is None


@pytest.mark.django_db
def test_a_case_of_somebody_erased_meanwhile_is_nobodys(a_case, people, now):
    """INF-4: the worker comes to it late, and finds nothing to do instead of trying for hours."""
    case = a_case(owner=None)
    Case.objects.filter(pk=case.pk).update(is_anonymised=True)
    route_opened_case(JournalEntry.objects.get(kind="case.opened", about_id=case.pk))
    assert Case.objects.get(pk=case.pk).owner is None
