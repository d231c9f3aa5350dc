"""CAS-9: limits of authority in the chains of approvals, four eyes, reversal; totals agree to the cent with the entries."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.cases.actions.losses import ask_for_loss, enter_loss, reverse_loss, take_back_loss
from alongside.domain.cases.models import LossEntry
from alongside.domain.cases.queries.findings import loss_totals, question_of
from alongside.domain.cases.tests.house import House, build_house
from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.actions.approving import decide_approval, may_decide, withdraw_approval
from alongside.domain.work.actions.chaining import set_chain
from alongside.domain.work.models import Approval
from alongside.domain.work.permissions import CHANGE_APPROVALS
from alongside.domain.work.queries import approvals_for
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)


@pytest.fixture
def house() -> House:
    house = build_house()
    house.person("yu", "city_manager", "HZ")  # of those who may say the highest yes there are two
    house.person("mao", "supervisor", "YQF")
    return house


def entered(house, case=None, amount="3000", **but):
    fields = {
        "kind": "compensation",
        "on": DAY,
        "words": "误工补偿",
        "by": house.lin,
        "now": house.now,
        **but,
    }
    return enter_loss(case or house.case(), amount=Decimal(amount), **fields)


def said_yes(house, entry, *who, words=""):
    """Each says yes to the entry's question, in order; gives the entry back afresh."""
    for name in who:
        decide_approval(question_of(entry), is_yes=True, words=words, by=getattr(house, name), now=house.now)
    return LossEntry.objects.get(pk=entry.pk)


def said_no(house, entry, who, words="没有凭证"):
    decide_approval(question_of(entry), is_yes=False, words=words, by=getattr(house, who), now=house.now)
    return LossEntry.objects.get(pk=entry.pk)


def test_an_entry_above_ones_limit_counts_once_somebody_said_yes(house):
    """CAS-9: an agent has no limit of their own."""
    entry = entered(house, amount="1234.56")
    project = house.nodes["GLT"]
    before = loss_totals(house.xu, project)
    assert (before.total, before.waiting_count, before.waiting_amount) == (0, 1, Decimal("1234.56"))
    confirmed = said_yes(house, entry, "xu")
    assert (confirmed.state, confirmed.is_within_limit, confirmed.decided_by_id) == (
        "confirmed",
        False,
        house.xu.id,
    )
    after = loss_totals(house.xu, project)
    assert (after.total, after.direct, after.waiting_count) == (Decimal("1234.56"), Decimal("1234.56"), 0)


@pytest.mark.parametrize(
    ("author", "amount", "yeses"),
    [
        ("xu", "4999.99", []),
        ("xu", "5000.00", ["tang"]),
        ("tang", "49999.99", []),
        ("lin", "4999.99", ["xu"]),
        ("lin", "5000.00", ["xu", "tang"]),
        ("lin", "60000.00", ["xu", "tang", "wei"]),
        ("tang", "60000.00", ["wei"]),
    ],
)
def test_each_limit_that_is_passed_asks_for_the_yes_of_who_has_it(house, author, amount, yeses):
    """CAS-9, ORG-9: in order, by whoever may; nobody is asked for what they may say themself."""
    entry = entered(house, amount=amount, by=getattr(house, author))
    assert entry.is_within_limit is (not yeses)
    for name in yeses:
        assert entry.state == "entered"
        other = {"xu": "wei", "tang": "xu", "wei": "tang"}[name]
        if name != "xu":  # a smaller limit is not enough
            with pytest.raises(NotAllowed):
                said_yes(house, entry, other)
        entry = said_yes(house, entry, name)
    assert entry.state == "confirmed"
    assert loss_totals(house.wei, house.nodes["GLT"]).total == Decimal(amount)


def test_four_eyes_see_what_lies_above_every_limit(house):
    """CAS-9: the highest yes is never one's own, however much one may."""
    entry = entered(house, amount="80000", by=house.wei)
    assert entry.state == "entered"
    with pytest.raises(NotAllowed):
        said_yes(house, entry, "wei")
    assert approvals_for(house.wei, now=house.now) == []


def test_an_amount_cut_into_pieces_is_one_amount(house):
    """CAS-9: what somebody said alone in a case counts with what they enter next, kind by kind."""
    case = house.case()
    assert entered(house, case, "3000", by=house.xu).state == "confirmed"
    assert entered(house, case, "2000", by=house.xu, kind="refund").state == "entered"
    assert entered(house, case, "2000", by=house.xu, kind="lawyer").state == "confirmed"
    assert entered(house, house.case(), "2000", by=house.xu).state == "confirmed"


def test_a_recovery_counts_against_the_limit_too(house):
    """CAS-9"""
    entry = entered(house, amount="6000", kind="recovery", recovered_from="insurer", by=house.xu)
    assert (entry.amount, entry.state) == (Decimal("-6000.00"), "entered")
    assert said_yes(house, entry, "tang").state == "confirmed"


def test_a_place_draws_its_own_limits_by_kind(house):
    """ORG-9: stricter for what customers are given, as before for what it costs us otherwise."""
    given = house.people["wei"].appointments.get().role
    given.permissions = [*given.permissions, CHANGE_APPROVALS.code]
    given.save()
    steps = [
        ("confirm_loss", Decimal(0)),
        ("confirm_large_loss", Decimal(1000)),
        ("confirm_great_loss", Decimal(50_000)),
    ]
    set_chain("compensation", node=house.nodes["HZ"], steps=steps, by=house.wei, now=house.now)
    assert entered(house, amount="1500", by=house.xu).state == "entered"
    assert entered(house, amount="1500", by=house.xu, kind="lawyer").state == "confirmed"


def test_the_deputy_of_who_is_away_says_it_for_them(house):
    """ORG-9, ORG-6"""
    entry = entered(house, amount="9000", by=house.xu)
    StaffMember.objects.filter(pk=house.people["tang"].pk).update(
        presence=StaffMember.Presence.AWAY, deputy=house.people["qin"]
    )
    assert [one.about_id for one in approvals_for(house.qin, now=house.now)] == [entry.pk]
    assert said_yes(house, entry, "qin").decided_by_id == house.people["qin"].pk
    assert Approval.objects.get().steps.get().instead_of_id == house.people["tang"].pk


def test_what_was_asked_for_is_what_counts(house):
    """ORG-9: a line that is not what the yes was said to does not count."""
    entry = entered(house)
    Approval.objects.update(fingerprint="somethingelse")
    with pytest.raises(Refused):
        said_yes(house, entry, "xu")
    assert LossEntry.objects.get().state == "entered"


def test_who_entered_it_takes_it_back_and_nobody_else_does(house):
    """CAS-9: the question goes with it."""
    entry = entered(house)
    with pytest.raises(NotAllowed):
        take_back_loss(entry, words="x", by=house.xu, now=house.now)
    assert take_back_loss(entry, words="金额有误", by=house.lin, now=house.now).state == "refused"
    assert (question_of(entry), approvals_for(house.xu, now=house.now)) == (None, [])
    with pytest.raises(Refused):
        take_back_loss(entry, words="金额有误", by=house.lin, now=house.now)


def test_a_line_whose_question_is_gone_is_asked_for_anew(house):
    """ORG-6: who asked has left; a colleague asks in their own name and cannot say the yes themself."""
    entry = entered(house)
    with pytest.raises(Refused):
        ask_for_loss(entry, by=house.xu, now=house.now)
    withdraw_approval(question_of(entry), by=house.lin, now=house.now)
    with pytest.raises(Refused):  # who entered it is still here
        ask_for_loss(entry, by=house.xu, now=house.now)
    StaffMember.objects.filter(pk=house.people["lin"].pk).update(is_active=False)
    other = entered(house, by=house.gao, amount="7000")
    withdraw_approval(question_of(other), by=house.gao, now=house.now)
    StaffMember.objects.filter(pk=house.people["gao"].pk).update(is_active=False)
    assert ask_for_loss(entry, by=house.tang, now=house.now).decided_by_id == house.people["tang"].pk
    assert ask_for_loss(other, by=house.xu, now=house.now).state == "entered"
    assert approvals_for(house.xu, now=house.now) == []
    assert said_yes(house, other, "tang").state == "confirmed"


@pytest.mark.parametrize(
    ("field", "but"),
    [
        ("amount", {"amount": "0"}),
        ("amount", {"amount": "-5"}),
        ("amount", {"amount": "1.005"}),
        ("amount", {"amount": "Infinity"}),
        ("kind", {"kind": "gift"}),
        ("recovered_from", {"kind": "recovery"}),
        ("on", {"on": date(2027, 1, 1)}),
        ("words", {"words": ""}),
        ("cause", {"cause": "weather"}),
    ],
)
def test_an_entry_that_means_nothing_is_refused_at_its_field(house, field, but):
    """CAS-9"""
    with pytest.raises(Refused) as refusal:
        entered(house, **but)
    assert refusal.value.field == field


def test_a_reversal_takes_it_back_within_the_same_limits_and_only_once(house):
    """CAS-9"""
    entry = said_yes(house, entered(house), "xu")
    back = reverse_loss(entry, words="重复录入", by=house.lin, now=house.now)
    assert loss_totals(house.xu, house.nodes["GLT"]).total == Decimal(3000)
    with pytest.raises(Refused):
        reverse_loss(entry, words="重复录入", by=house.lin, now=house.now)
    back = said_yes(house, back, "xu")
    totals = loss_totals(house.xu, house.nodes["GLT"])
    assert totals.total == 0
    assert totals.by_kind == {"compensation": Decimal(0)}
    with pytest.raises(Refused):
        reverse_loss(back, words="x", by=house.lin, now=house.now)


def test_a_refused_reversal_can_be_tried_again(house):
    """CAS-9"""
    entry = said_yes(house, entered(house), "xu")
    said_no(house, reverse_loss(entry, words="重复录入", by=house.lin, now=house.now), "xu", "不是重复")
    assert reverse_loss(entry, words="确实重复", by=house.lin, now=house.now).state == "entered"


def test_an_entry_is_decided_once_and_a_no_keeps_its_words(house):
    """CAS-9"""
    entry = entered(house)
    asked = question_of(entry)
    entry = said_no(house, entry, "xu")
    assert (entry.state, entry.decision_words) == ("refused", "没有凭证")
    with pytest.raises(Refused):
        decide_approval(asked, is_yes=True, by=house.qin, now=house.now)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(amount=1),
        lambda rows: rows.update(on=date(2026, 1, 1)),
        lambda rows: rows.update(state="refused"),
        lambda rows: rows.delete(),
    ],
)
def test_the_database_refuses_to_change_a_confirmed_line(house, change):
    """CAS-9"""
    said_yes(house, entered(house), "xu")
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        change(LossEntry.objects.all())


def test_strangers_enter_confirm_and_see_nothing(house):
    """ORG-3"""
    case = house.case()
    with pytest.raises(NotAllowed):
        entered(house, case, by=house.song)
    entry = entered(house, case)
    with pytest.raises(NotAllowed):
        said_no(house, entry, "song")
    with pytest.raises(NotAllowed):
        ask_for_loss(entry, by=house.song, now=house.now)
    said_yes(house, entry, "xu")
    assert not LossEntry.objects.visible_to(house.song).exists()
    assert loss_totals(house.song, house.nodes["HZ"]).total == 0
    assert loss_totals(house.wei, house.nodes["HZ"]).total == Decimal(3000)


def test_the_direct_losses_from_march_to_november_come_out(house):
    """CAS-14: 83,250 yuan; indirect ones, recoveries, other months and what still waits stand apart."""
    house.now = house.now.replace(month=12)
    case = house.case()
    lines = [
        ("damages", "50000.00", date(2026, 3, 1)),
        ("court_fee", "2250.50", date(2026, 6, 9)),
        ("lawyer", "18999.50", date(2026, 9, 30)),
        ("waived_fee", "12000.00", date(2026, 11, 30)),
        ("expense", "777.00", date(2026, 2, 28)),
        ("refund", "888.00", date(2026, 12, 1)),
        ("indirect", "40000.00", date(2026, 5, 1)),
    ]
    for kind, amount, on in lines:
        entry = entered(house, case, amount, kind=kind, on=on, by=house.tang)
        if entry.state == "entered":
            said_yes(house, entry, "wei")
    entered(house, case, "99.99", on=date(2026, 4, 1))
    totals = loss_totals(house.wei, house.nodes["HZ"], since=date(2026, 3, 1), until=date(2026, 11, 30))
    assert totals.direct == Decimal("83250.00")
    assert totals.indirect == Decimal("40000.00")


@pytest.mark.parametrize("seed", range(6))
def test_totals_agree_to_the_cent_with_the_entries(house, seed):
    """CAS-9: by period, branch, cause and kind, after any mixture of entering, deciding and reversing."""
    dice = Random(seed)
    cases = [house.case("GLT"), house.case("GLT"), house.case("YQF", by="song")]
    since, until = date(2025, 12, 1), date(2026, 3, 9)
    kept: list[LossEntry] = []

    def decided(entry):
        """What it is after everybody who is asked said yes, or one of them no."""
        while entry.state == "entered" and dice.random() < 0.9:
            asked = question_of(entry)
            who = next(
                one
                for one in (house.xu, house.qin, house.mao, house.tang, house.wei, house.yu)
                if may_decide(asked, one, now=house.now)
            )
            decide_approval(asked, is_yes=dice.random() < 0.9, words="依据不足", by=who, now=house.now)
            entry = LossEntry.objects.get(pk=entry.pk)
        if entry.state == "confirmed":
            kept.append(entry)
        return entry

    for _round in range(30):
        case = dice.choice(cases)
        authors = (
            [house.song, house.wei] if case is cases[2] else [house.lin, house.xu, house.tang, house.wei]
        )
        entry = entered(
            house,
            case,
            str(Decimal(dice.randint(1, 9_999_999)) / 100),
            kind=dice.choice(LossEntry.Kind.values),
            cause=dice.choice(["", "design", "material"]),
            recovered_from="insurer",
            on=since - timedelta(days=20) + timedelta(days=dice.randrange(110)),
            by=dice.choice(authors),
        )
        if decided(entry).state == "confirmed" and dice.random() < 0.4:
            entry.refresh_from_db()
            decided(reverse_loss(entry, words="重复", by=dice.choice(authors), now=house.now))
    tables = {name: defaultdict(Decimal) for name in ("by_kind", "by_cause", "by_month", "by_branch")}
    for entry in kept:
        if since <= entry.on <= until:
            tables["by_kind"][entry.kind] += entry.amount
            tables["by_cause"][entry.cause] += entry.amount
            tables["by_month"][entry.on.replace(day=1)] += entry.amount
            tables["by_branch"][entry.node_id] += entry.amount
    totals = loss_totals(house.wei, house.nodes["HZ"], since=since, until=until)
    for name, table in tables.items():
        assert getattr(totals, name) == table, name
        assert totals.total == sum(table.values())
