"""A legal matter on its way from a case to its end, and what it cost (CAS-17)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from alongside.domain.cases.actions.legal import keeping, moving, opening
from alongside.domain.cases.actions.legal.sweeping import remind_of_legal_dates
from alongside.domain.cases.actions.losses import reverse_loss, take_back_loss
from alongside.domain.cases.models import Case, LegalDate, LegalMatter
from alongside.domain.cases.queries.files import file_for
from alongside.domain.cases.queries.legal import claimed, cost_lines, costs_of, matters_listed
from alongside.domain.cases.samples import a_case
from alongside.domain.organisation.hooks import handings
from alongside.domain.organisation.samples import a_staff_member, an_appointment
from alongside.domain.privacy.hooks import OPEN_MATTERS
from alongside.domain.work.models import Notice
from alongside.domain.work.queries import waiting_counts, waiting_for
from alongside.kernel.models import JournalEntry, StoredFile
from alongside.kernel.refusals import Conflict, NotAllowed, Refused


@pytest.fixture
def case(cast) -> Case:
    return a_case(node=cast.project, now=cast.now, by=cast.agent, customer=cast.customer.customer)


@pytest.fixture
def matter(cast, case) -> LegalMatter:
    return opening.open_matter(
        case, kind="lawsuit", our_side="defendant", title="周敏诉漏水赔偿", opponent="周敏", by=cast.legal, now=cast.now
    )  # fmt: skip


@pytest.fixture
def filed(cast, matter) -> LegalMatter:
    return moving.file_matter(matter, on=cast.now.date(), body_name="西湖区法院", by=cast.legal, now=cast.now)


def _cost(cast, matter, case, kind="court_fee", amount="300.00", by=None):
    return keeping.enter_cost(
        matter, case=case, kind=kind, amount=Decimal(amount), on=cast.now.date(), words="一审", by=by or cast.legal, now=cast.now
    )  # fmt: skip


def test_goes_from_preparing_over_the_court_and_an_appeal_to_its_end(cast, filed):
    """CAS-17: each stage is a move with its day; nothing can be skipped back."""
    today = cast.now.date()
    act = {"by": cast.legal, "now": cast.now, "on": today}
    one = moving.hear_matter(filed, **act)
    one = moving.judge_matter(one, outcome="lost", words="赔偿 6000 元", **act)
    one = moving.appeal_matter(one, body_name="杭州市中院", **act)
    assert (one.state, one.appeals, one.outcome, one.decided_on) == ("filed", 1, "", None)
    one = moving.settle_matter(one, words="赔 3000 元，各自承担律师费", **act)
    one = moving.carry_out_matter(one, **act)
    assert (one.state, one.outcome, one.ended_on) == ("carried_out", "settled", today)
    with pytest.raises(Refused):
        moving.file_matter(one, body_name="西湖区法院", **act)


@pytest.mark.parametrize(
    ("act", "given", "field"),
    [
        (moving.file_matter, {"body_name": ""}, "body_name"),
        (moving.file_matter, {"body_name": "法" * 121}, "body_name"),
        (moving.settle_matter, {"words": " \x00"}, "words"),
        (moving.file_matter, {"body_name": "法院", "on": "tomorrow"}, "on"),
        (moving.file_matter, {"body_name": "法院", "on": "of old"}, "on"),
    ],
)
def test_a_move_without_sense_is_refused_on_its_field(cast, matter, act, given, field):
    """CAS-17"""
    day = {"tomorrow": timedelta(days=1), "of old": -timedelta(days=20000)}.get(
        given.get("on", ""), timedelta()
    )
    given = given | {"on": cast.now.date() + day}
    with pytest.raises(Refused) as no:
        act(matter, **given, by=cast.legal, now=cast.now)
    assert no.value.field == field


def test_a_judgment_before_the_filing_is_refused_and_a_stale_page_is_told(cast, matter, filed):
    """CAS-16, CAS-17"""
    with pytest.raises(Refused):
        moving.judge_matter(
            filed,
            outcome="won",
            words="驳回",
            on=cast.now.date() - timedelta(days=2),
            by=cast.legal,
            now=cast.now,
        )
    with pytest.raises(Conflict):
        moving.hear_matter(filed, on=cast.now.date(), by=cast.legal, now=cast.now, seen=matter.version)


def test_only_who_handles_legal_matters_there_acts_and_only_who_sees_them_finds_them(cast, case, matter):
    """ORG-3: an agent of the case sees the case but not the matter; the manager reads it."""
    with pytest.raises(NotAllowed):
        opening.open_matter(
            case, kind="dispute", our_side="claimant", title="欠费", by=cast.agent, now=cast.now
        )
    with pytest.raises(NotAllowed):
        moving.file_matter(matter, on=cast.now.date(), body_name="法院", by=cast.manager, now=cast.now)
    for viewer, sees in [
        (cast.legal, True), (cast.manager, True), (cast.supervisor, True),
        (cast.agent, False), (cast.stranger, False), (cast.other_supervisor, False), (cast.customer, False),
    ]:  # fmt: skip
        assert matters_listed(viewer).filter(pk=matter.pk).exists() is sees
    with pytest.raises(Refused):
        opening.give_matter(matter, to=cast.supervisor.staff, by=cast.legal, now=cast.now)


def test_the_same_form_sent_twice_opens_one_matter(cast, case):
    """CAS-16"""
    given = {"kind": "dispute", "our_side": "claimant", "title": "欠费", "by": cast.legal, "now": cast.now}
    one = opening.open_matter(case, once_key="k", **given)
    assert opening.open_matter(case, once_key="k", **given) == one
    assert opening.open_matter(case, **given) != one


def test_a_cost_is_a_line_of_the_one_ledger_and_waits_for_its_yes(cast, case, matter):
    """CAS-9: nothing counts before its yes, the sum is that of the ledger, and the matter can't end meanwhile."""
    entry = _cost(cast, matter, case)
    assert entry.case == case and not entry.is_within_limit
    assert costs_of([matter])[matter.pk].counted == 0
    assert costs_of([matter])[matter.pk].waiting == Decimal("300.00")
    act = {"on": cast.now.date(), "by": cast.legal, "now": cast.now}
    with pytest.raises(Refused):
        moving.withdraw_matter(matter, words="撤诉", **act)
    take_back_loss(entry, words="写错了", by=cast.legal, now=cast.now)
    assert moving.withdraw_matter(matter, words="撤诉", **act).is_ended


def test_costs_of_all_its_cases_and_their_reversals_add_up(cast, case, matter, director_of_law):
    """CAS-9, CAS-17: the sum equals the lines behind it; a case that is not tied is refused."""
    other = a_case(node=cast.project, now=cast.now, by=cast.agent)
    with pytest.raises(Refused):
        _cost(cast, matter, other, by=director_of_law)
    for _time in range(2):
        opening.tie_case(matter, other, by=cast.legal, now=cast.now)
    assert matter.tied.count() == 2
    _cost(cast, matter, case, by=director_of_law)
    wrong = _cost(cast, matter, other, kind="lawyer", amount="2000.00", by=director_of_law)
    reverse_loss(wrong, words="别的案子", by=director_of_law, now=cast.now)
    _cost(cast, matter, other, kind="damages", amount="1500.50", by=director_of_law)
    found = costs_of([matter])[matter.pk].counted
    assert found == Decimal("1800.50")
    assert found == sum(one.amount for one in cost_lines(matter) if one.state == "confirmed")


@pytest.fixture
def director_of_law(cast):
    """A legal officer who is director too: within whose limit everything lies that is small."""
    staff = a_staff_member(now=cast.now, name="顾问", username="gu")
    for role in ("legal_officer", "customer_relations_director"):
        an_appointment(staff=staff, role=role, node=cast.group, now=cast.now)
    return cast.actor(staff)


def test_claims_of_both_sides_are_told_apart(cast, matter):
    """CAS-17"""
    act = {"by": cast.legal, "now": cast.now}
    keeping.add_claim(matter, is_ours=False, words="赔偿", amount=Decimal("8000"), **act)
    keeping.add_claim(matter, is_ours=False, words="道歉", **act)
    keeping.add_claim(matter, is_ours=True, words="补交物业费", amount=Decimal("1200.50"), **act)
    assert claimed(matter.claims.all()) == (Decimal("8000"), Decimal("1200.50"))
    for amount in ("0", "-5", "0.001", "NaN"):
        with pytest.raises(Refused):
            keeping.add_claim(matter, is_ours=True, words="赔偿", amount=Decimal(amount), **act)


def test_evidence_lies_sealed_and_opens_for_who_sees_the_matter(cast, matter):
    """INF-1, INF-8"""
    upload = SimpleUploadedFile("合同.txt", "房屋买卖合同".encode(), content_type="text/plain")
    paper = keeping.add_paper(
        matter, kind="contract", words="买卖合同", files=[upload], by=cast.legal, now=cast.now
    )
    stored = StoredFile.objects.get(about_kind="legalpaper", about_id=paper.pk)
    assert stored.is_sealed and stored.node_id == cast.project.pk
    assert file_for(cast.legal, stored.pk) == stored == file_for(cast.manager, stored.pk)
    for other in (cast.agent, cast.stranger, cast.customer):
        assert file_for(other, stored.pk) is None


def test_words_lie_encrypted_and_facts_hold_none(cast, matter):
    """INF-1: neither the rows nor the journal hold what it is about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, opponent FROM cases_legalmatter WHERE id = %s", [matter.pk])
        assert all("周" not in one for one in cursor.fetchone())
    told = JournalEntry.objects.filter(about_kind__in=["legalmatter", "case"]).values_list("facts", flat=True)
    assert not any("周敏" in str(one) for one in told)


def test_who_is_in_charge_is_reminded_twice_and_sees_the_day_wait(cast, matter):
    """CAS-17, ORG-10: a week and a day before; a round that runs again says nothing; done, it waits no more."""
    at = cast.now + timedelta(days=10)
    given = {"kind": "hearing", "at": at, "by": cast.legal, "now": cast.now}
    day = keeping.set_date(matter, **given)
    assert keeping.set_date(matter, **given) == day
    assert remind_of_legal_dates(now=cast.now) == 0
    for moment in (at - timedelta(days=6), at - timedelta(hours=20)):
        assert [remind_of_legal_dates(now=moment) for _time in range(2)] == [1, 0]
    assert Notice.objects.filter(staff=cast.legal.staff, kind="legalmatter.date_near").count() == 2
    assert [one.pk for one in waiting_for(cast.legal, now=cast.now, kinds=["legal_date"]).rows] == [day.pk]
    assert waiting_counts(cast.legal.id, now=cast.now)["legal_date"] == 1
    keeping.end_date(day, result="已开庭", by=cast.legal, now=at)
    assert waiting_counts(cast.legal.id, now=at)["legal_date"] == 0
    with pytest.raises(Refused):
        keeping.end_date(day, by=cast.legal, now=at)


def test_its_days_fall_away_with_its_end(cast, matter):
    """CAS-17: nobody is reminded of a hearing that will not be."""
    day = keeping.set_date(
        matter, kind="deadline", at=cast.now + timedelta(days=3), by=cast.legal, now=cast.now
    )
    moving.withdraw_matter(matter, on=cast.now.date(), words="撤诉", by=cast.legal, now=cast.now)
    assert LegalDate.objects.get(pk=day.pk).is_dropped
    assert remind_of_legal_dates(now=cast.now + timedelta(days=2, hours=12)) == 0


@pytest.mark.parametrize("days", [0, -1, 4000])
def test_a_day_that_lies_behind_or_too_far_ahead_is_refused(cast, matter, days):
    """CAS-17"""
    with pytest.raises(Refused):
        keeping.set_date(
            matter, kind="hearing", at=cast.now + timedelta(days=days), by=cast.legal, now=cast.now
        )


def test_somebody_else_leads_it_when_who_did_leaves(cast, matter):
    """ORG-6: without a receiver the place's manager; nobody who does not handle legal matters there."""
    kind = handings()["legal_matter"]
    assert [one.id for one in kind.open_with(cast.legal.staff)] == [matter.pk]
    act = {"staff": cast.legal.staff, "by": cast.director, "now": cast.now}
    with pytest.raises(Refused):
        kind.give(matter.pk, to=cast.agent.staff, **act)
    assert kind.give(matter.pk, to=None, **act)
    assert LegalMatter.objects.get().in_charge == cast.manager.staff
    assert not kind.give(matter.pk, to=None, **act)


def test_the_customer_is_not_erased_while_it_stands(cast, matter):
    """INF-4: what may be evidence is kept until the matter's end."""
    ids = [cast.customer.customer.pk]
    said = [one for some in OPEN_MATTERS.ask(ids) for one in some]
    assert f"legal-{matter.pk}:{matter.number}" in said
    moving.withdraw_matter(matter, on=cast.now.date(), words="撤诉", by=cast.legal, now=cast.now)
    assert not [one for some in OPEN_MATTERS.ask(ids) for one in some if one.startswith("legal")]
