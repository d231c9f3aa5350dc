"""CAS-9: limits of authority, four eyes, reversal; totals agree to the cent with the entries."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.cases.actions.losses import confirm_loss, enter_loss, refuse_loss, reverse_loss
from alongside.domain.cases.models import LossEntry
from alongside.domain.cases.queries.findings import loss_totals
from alongside.domain.cases.tests.house import House, build_house
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)


@pytest.fixture
def house() -> House:
    return build_house()


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


def test_an_entry_counts_once_somebody_else_confirmed_it(house):
    """CAS-9"""
    entry = entered(house, amount="1234.56")
    project = house.nodes["GLT"]
    before = loss_totals(house.xu, project)
    assert (before.total, before.waiting_count, before.waiting_amount) == (0, 1, Decimal("1234.56"))
    confirm_loss(entry, by=house.xu, now=house.now)
    after = loss_totals(house.xu, project)
    assert (after.total, after.direct, after.waiting_count) == (Decimal("1234.56"), Decimal("1234.56"), 0)


def test_nobody_confirms_their_own_entry(house):
    """CAS-9: four eyes"""
    entry = entered(house, by=house.xu)
    with pytest.raises(Refused):
        confirm_loss(entry, by=house.xu, now=house.now)
    assert confirm_loss(entry, by=house.qin, now=house.now).state == "confirmed"


@pytest.mark.parametrize(
    ("amount", "may", "may_not"),
    [("5000.00", "xu", None), ("5000.01", "tang", "xu"), ("20000.01", "wei", "tang")],
)
def test_an_amount_above_ones_limit_goes_to_somebody_whose_limit_covers_it(house, amount, may, may_not):
    """CAS-9"""
    entry = entered(house, amount=amount)
    if may_not:
        with pytest.raises(Refused):
            confirm_loss(entry, by=getattr(house, may_not), now=house.now)
    assert confirm_loss(entry, by=getattr(house, may), now=house.now).state == "confirmed"


def test_a_recovery_counts_against_the_limit_too(house):
    """CAS-9"""
    entry = entered(house, amount="6000", kind="recovery", recovered_from="insurer")
    assert entry.amount == Decimal("-6000.00")
    with pytest.raises(Refused):
        confirm_loss(entry, by=house.xu, now=house.now)


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


def test_a_reversal_takes_it_back_once_confirmed_and_only_once(house):
    """CAS-9"""
    entry = confirm_loss(entered(house), by=house.xu, now=house.now)
    back = reverse_loss(entry, words="重复录入", by=house.lin, now=house.now)
    assert loss_totals(house.xu, house.nodes["GLT"]).total == Decimal(3000)
    with pytest.raises(Refused):
        reverse_loss(entry, words="重复录入", by=house.lin, now=house.now)
    confirm_loss(back, by=house.xu, now=house.now)
    totals = loss_totals(house.xu, house.nodes["GLT"])
    assert totals.total == 0
    assert totals.by_kind == {"compensation": Decimal(0)}
    with pytest.raises(Refused):
        reverse_loss(back, words="x", by=house.lin, now=house.now)


def test_a_refused_reversal_can_be_tried_again(house):
    """CAS-9"""
    entry = confirm_loss(entered(house), by=house.xu, now=house.now)
    back = reverse_loss(entry, words="重复录入", by=house.lin, now=house.now)
    refuse_loss(back, words="不是重复", by=house.xu, now=house.now)
    assert reverse_loss(entry, words="确实重复", by=house.lin, now=house.now).state == "entered"


def test_an_entry_is_decided_once(house):
    """CAS-9"""
    entry = refuse_loss(entered(house), words="没有凭证", by=house.xu, now=house.now)
    assert entry.state == "refused"
    with pytest.raises(Refused):
        confirm_loss(entry, by=house.tang, now=house.now)


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
    confirm_loss(entered(house), by=house.xu, now=house.now)
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        change(LossEntry.objects.all())


def test_strangers_enter_confirm_and_see_nothing(house):
    """ORG-3"""
    case = house.case()
    entry = confirm_loss(entered(house, case), by=house.xu, now=house.now)
    with pytest.raises(NotAllowed):
        entered(house, case, by=house.song)
    with pytest.raises(NotAllowed):
        refuse_loss(entry, words="x", by=house.song, now=house.now)
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
        confirm_loss(entered(house, case, amount, kind=kind, on=on), by=house.wei, now=house.now)
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
    for _round in range(30):
        case = dice.choice(cases)
        kind = dice.choice(LossEntry.Kind.values)
        entry = entered(
            house,
            case,
            str(Decimal(dice.randint(1, 9_999_999)) / 100),
            kind=kind,
            cause=dice.choice(["", "design", "material"]),
            recovered_from="insurer",
            on=since - timedelta(days=20) + timedelta(days=dice.randrange(110)),
            by=house.song if case is cases[2] else house.lin,
        )
        if dice.random() < 0.7:
            kept.append(confirm_loss(entry, by=house.wei, now=house.now))
            if dice.random() < 0.4:
                back = reverse_loss(
                    entry,
                    words="重复",
                    by=house.tang if case.node_id == cases[0].node_id else house.song,
                    now=house.now,
                )
                kept.append(confirm_loss(back, by=house.wei, now=house.now))
        elif dice.random() < 0.5:
            refuse_loss(entry, words="无凭证", by=house.wei, now=house.now)
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
