"""CAS-8: shares are whole, the person concerned is heard, an appeal goes one level up."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from alongside.domain.cases.actions.liability import (
    appeal_finding,
    decide_appeal,
    draft_finding,
    hear_party,
    issue_finding,
)
from alongside.domain.cases.models import LiabilityFinding, LiabilityShare
from alongside.domain.cases.rules.liability import Share, check_shares
from alongside.domain.cases.tests.house import House, build_house
from alongside.domain.customers.models import CustomerActor
from alongside.domain.organisation.models import Department
from alongside.kernel.refusals import NotAllowed, Refused

db = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build_house()


def shares_of(house):
    """何 60 %, the design department 15.5 %, a contractor 24.5 %."""
    design = Department.objects.get_or_create(node=house.nodes["GLT"], code="design")[0]
    return [
        Share("person", Decimal(60), staff_id=house.people["he"].pk),
        Share("department", Decimal("15.5"), department_id=design.pk),
        Share("contractor", Decimal("24.5"), contractor_name="宏达防水"),
    ]


def drafted(house, case=None, **but):
    fields = {"cause": "workmanship", "words": "闭水试验没做", "by": house.lin, "now": house.now, **but}
    return draft_finding(case or house.case(), **{"shares": shares_of(house), **fields})


def heard(house, finding, **but):
    share = finding.shares.get(party="person")
    return hear_party(share, **{"words": "阀门不归我管", "by": house.lin, "now": house.now, **but})


def issued(house, case=None):
    finding = drafted(house, case)
    heard(house, finding)
    return issue_finding(finding, by=house.lin, now=house.now)


def appealed(house):
    return appeal_finding(issued(house), words="我当天休假", by=house.he, now=house.now)


# --- shares -------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=9))
def test_shares_hold_exactly_when_they_are_a_hundred(cents):
    """CAS-8, as a law"""
    shares = [Share("contractor", Decimal(one) / 100, contractor_name=str(n)) for n, one in enumerate(cents)]
    if sum(cents) == 10_000:
        check_shares(shares)
    else:
        with pytest.raises(Refused):
            check_shares(shares)


@given(st.lists(st.integers(1, 9_999), min_size=1, max_size=8, unique=True))
def test_any_way_of_cutting_the_whole_holds(cuts):
    """CAS-8, as a law"""
    edges = [0, *sorted(cuts), 10_000]
    parts = [Decimal(right - left) / 100 for left, right in zip(edges, edges[1:], strict=False)]
    check_shares([Share("contractor", part, contractor_name=str(n)) for n, part in enumerate(parts)])


@pytest.mark.parametrize(
    "shares",
    [
        [],
        [Share("owner", Decimal("33.333")), Share("third_party", Decimal("66.667"))],
        [Share("owner", Decimal(50)), Share("owner", Decimal(50))],
        [Share("owner", Decimal(150)), Share("third_party", Decimal(-50))],
        [Share("owner", Decimal("NaN"))],
        [Share("person", Decimal(100))],
        [Share("contractor", Decimal(100), contractor_name=" ")],
        [Share("weather", Decimal(100))],
    ],
)
def test_shares_that_mean_nothing_are_refused(shares):
    """CAS-8"""
    with pytest.raises(Refused) as refusal:
        check_shares(shares)
    assert refusal.value.field == "shares"


@db
@pytest.mark.parametrize("change", [lambda s: s.update(percent=1), lambda s: s.delete()])
def test_the_database_refuses_at_commit_shares_that_are_not_whole(house, change):
    """CAS-8"""
    finding = drafted(house)
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="not to 100"), transaction.atomic():
        change(finding.shares.filter(party="contractor"))
        connection.check_constraints()


@db
def test_the_database_refuses_a_finding_without_shares(house):
    """CAS-8"""
    case = house.case()
    with pytest.raises(IntegrityError, match="not to 100"), transaction.atomic():
        LiabilityFinding.objects.create(
            case=case,
            node=case.node,
            cause="design",
            words="x",
            found_by_id=house.lin.id,
            drafted_at=house.now,
        )
        connection.check_constraints()


# --- hearing ------------------------------------------------------------------------------------------------


@db
def test_issuing_is_refused_until_the_person_concerned_was_heard(house):
    """CAS-8"""
    finding = drafted(house)
    with pytest.raises(Refused, match="He"):
        issue_finding(finding, by=house.lin, now=house.now)
    heard(house, finding)
    finding = issue_finding(finding, by=house.lin, now=house.now)
    assert (finding.state, finding.issued_at) == ("issued", house.now)


@db
def test_a_person_who_declines_to_speak_counts_as_heard_and_that_is_recorded(house):
    """CAS-8"""
    finding = drafted(house)
    share = heard(house, finding, declined=True, words="两次书面邀请, 未答复")
    assert share.is_hearing_declined
    assert issue_finding(finding, by=house.lin, now=house.now).state == "issued"


@db
def test_a_share_written_anew_keeps_its_hearing_only_while_it_stays_the_same(house):
    """CAS-8"""
    case = house.case()
    heard(house, drafted(house, case))
    again = drafted(house, case, words="补充: 无闭水记录")
    assert again.state == "heard"
    he = house.people["he"].pk
    changed = drafted(house, case, shares=[Share("person", Decimal(100), staff_id=he)])
    assert changed.state == "drafted"
    assert changed.shares.get().heard_at is None
    assert LiabilityFinding.objects.count() == 1


@db
def test_nobody_finds_about_themself(house):
    """CAS-8"""
    with pytest.raises(Refused):
        drafted(house, shares=[Share("person", Decimal(100), staff_id=house.lin.id)])


@db
def test_strangers_may_not_find(house):
    """ORG-3"""
    with pytest.raises(NotAllowed):
        drafted(house, by=house.song)


# --- what was issued stands ---------------------------------------------------------------------------------


@db
@pytest.mark.parametrize(
    "change",
    [
        lambda: LiabilityFinding.objects.update(cause="design"),
        lambda: LiabilityFinding.objects.update(words="x"),
        lambda: LiabilityFinding.objects.all()._raw_delete(using="default"),
        lambda: LiabilityShare.objects.update(percent=Decimal("33.33")),
        lambda: LiabilityShare.objects.all().delete(),
    ],
)
def test_the_database_refuses_to_change_an_issued_finding(house, change):
    """CAS-8"""
    issued(house)
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        change()


@db
def test_a_second_finding_is_refused_while_one_stands(house):
    """CAS-8"""
    case = house.case()
    issued(house, case)
    with pytest.raises(Refused):
        drafted(house, case)


# --- appeal -------------------------------------------------------------------------------------------------


@db
@pytest.mark.parametrize("who", ["he", "gao"])
def test_the_person_concerned_or_the_head_of_their_department_may_appeal(house, who):
    """CAS-8"""
    finding = appeal_finding(issued(house), words="不公平", by=getattr(house, who), now=house.now)
    assert (finding.state, finding.appealed_by_id) == ("appealed", house.people[who].pk)


@db
@pytest.mark.parametrize("who", ["lin", "xu", "tang", "song"])
def test_others_may_not_appeal(house, who):
    """CAS-8"""
    finding = issued(house)
    with pytest.raises(NotAllowed):
        appeal_finding(finding, words="不公平", by=getattr(house, who), now=house.now)


@db
def test_the_person_concerned_sees_the_finding_and_a_stranger_does_not(house):
    """CAS-8, ORG-3"""
    finding = issued(house)
    assert list(LiabilityFinding.objects.visible_to(house.he)) == [finding]
    assert list(LiabilityFinding.objects.visible_to(house.lin)) == [finding]
    assert not LiabilityFinding.objects.visible_to(house.song).exists()
    assert not LiabilityFinding.objects.visible_to(CustomerActor(finding.case.customer)).exists()


@db
@pytest.mark.parametrize("who", ["tang", "wei"])
def test_an_appeal_is_decided_one_level_up(house, who):
    """CAS-8"""
    finding = decide_appeal(
        appealed(house), upheld=True, words="证据充分", by=getattr(house, who), now=house.now
    )
    assert (finding.state, finding.decided_by_id) == ("upheld", house.people[who].pk)


@db
def test_the_same_level_and_the_finder_do_not_decide(house):
    """CAS-8"""
    house.person("peng", "project_manager", "GLT")
    finding = drafted(house, by=house.tang)
    share = finding.shares.get(party="person")
    hear_party(share, words="不归我管", by=house.tang, now=house.now)
    issue_finding(finding, by=house.tang, now=house.now)
    appeal_finding(finding, words="不公平", by=house.he, now=house.now)
    for who in ("tang", "peng"):
        with pytest.raises(Refused):
            decide_appeal(finding, upheld=True, words="x", by=getattr(house, who), now=house.now)
    with pytest.raises(NotAllowed):
        decide_appeal(finding, upheld=True, words="x", by=house.xu, now=house.now)
    assert decide_appeal(finding, upheld=True, words="x", by=house.wei, now=house.now).state == "upheld"


@db
def test_an_overturned_finding_is_replaced_by_a_new_one_and_stays_readable(house):
    """CAS-8"""
    finding = decide_appeal(appealed(house), upheld=False, words="当天休假属实", by=house.tang, now=house.now)
    new = drafted(house, finding.case)
    assert new.replaces == finding
    assert set(finding.case.findings.all()) == {finding, new}
    assert list(finding.case.findings.standing()) == []


@db
def test_a_decided_appeal_is_final(house):
    """CAS-8"""
    finding = decide_appeal(appealed(house), upheld=True, words="证据充分", by=house.tang, now=house.now)
    with pytest.raises(Refused):
        appeal_finding(finding, words="还是不公平", by=house.he, now=house.now)
    with pytest.raises(Refused):
        decide_appeal(finding, upheld=False, words="x", by=house.wei, now=house.now)
