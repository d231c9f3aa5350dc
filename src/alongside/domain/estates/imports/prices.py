"""The price list in a table of homes (EST-2, EST-7): read, made to agree with the area, added as lines with their day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.estates.models import UnitPrice
from alongside.kernel.bulk import Cells, as_date, copy_rows, reserve_ids
from alongside.kernel.faults import IS_NO_DATE, IS_TOO_LONG, FaultKind
from alongside.kernel.quantities import as_amount, as_amount_per_metre

PRICE_FIELDS = ("list_amount", "amount_per_metre", "price_from_on", "price_reason")
CHEAPEST_SALE = 10_000
MOST_AMOUNT = 10**10  # yuan
TOLERANCE = Decimal("0.02")  # by so much may a total differ from area × price a metre
REASON_CHARACTERS = 120
IS_NO_AMOUNT = FaultKind("no_amount", _("This is not an amount. Write 239万 or 2390000."))
IS_TOO_CHEAP = FaultKind(
    "too_cheap", _("A home costs more than %(n)s yuan. Write 239万, or put 万 into the heading.")
)
AMOUNTS_DIFFER = FaultKind(
    "amounts_differ", _("Price, area and price a square metre do not fit: %(n)s would.")
)
IS_TOO_DEAR = FaultKind("too_dear", _("A price is less than ten thousand million yuan."))
AREA_IS_UNKNOWN = FaultKind(
    "area_unknown",
    _("The area of this home is not known, so write its price rather than that of a square metre."),
)
PRICE_WITHOUT_AMOUNT = FaultKind(
    "price_without_amount", _("A day or a reason, but no price stands beside it.")
)
MAY_NOT_SET_PRICES = FaultKind(
    "may_not_set_prices", _("Your role does not set prices. Leave this column out, or ask who may.")
)
IS_PRICED_OTHERWISE = FaultKind(
    "priced_otherwise",
    _(
        "From %(day)s on there is another price already; a line of the price list is never changed. Give another day."
    ),
)
_PLAIN_NUMBER = re.compile(r"[\d,.\s]+")


@dataclass(frozen=True, slots=True)
class Priced:
    """What a row says of a price. `from_on` is None where it names no day: then it holds from today."""

    amount: Decimal | None
    rate: Decimal | None
    from_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A line to be added to the list of the unit of that key."""

    key: Any
    amount: Decimal
    from_on: date
    reason: str


def amount_said(cells: Cells, field: str, heading: str) -> Decimal | None:
    """Yuan. A number without a unit counts in 万 below a heading that says so."""
    in_ten_thousands = "万" in heading

    def read(text: str) -> Decimal:
        return as_amount(f"{text}万" if in_ten_thousands and _PLAIN_NUMBER.fullmatch(text) else text)

    return cells.read(field, read, IS_NO_AMOUNT)


def fits(amount: Decimal, rate: Decimal, area: Decimal) -> bool:
    """Within two per cent, for prices are said in round numbers."""
    return abs(rate * area - amount) <= max(amount * TOLERANCE, Decimal(CHEAPEST_SALE))


def amount_of(rate: Decimal, area: Decimal) -> Decimal:
    """In whole yuan."""
    return (rate * area).quantize(Decimal(1)).quantize(Decimal("0.01"))


def read_price(cells: Cells, names: Mapping[str, str], *, may_set: bool) -> Priced | None:
    """What the row says of a price; None where it says nothing, or is faulty."""
    said = [field for field in PRICE_FIELDS if cells.text(field)]
    if not said:
        return None
    if not may_set:
        cells.fault(said[0], MAY_NOT_SET_PRICES)
        return None
    amount = amount_said(cells, "list_amount", names.get("list_amount", ""))
    rate = cells.read("amount_per_metre", as_amount_per_metre, IS_NO_AMOUNT)
    from_on = cells.read("price_from_on", as_date, IS_NO_DATE)
    reason = cells.text("price_reason")
    if len(reason) > REASON_CHARACTERS:
        cells.fault("price_reason", IS_TOO_LONG, n=REASON_CHARACTERS)
    if not {"list_amount", "amount_per_metre"} & set(said):
        cells.fault(said[0], PRICE_WITHOUT_AMOUNT)
    return None if cells.is_faulty else Priced(amount, rate, from_on, reason)


class PriceLists:
    """The lists of the units of one run: what is in them, and what the file adds, in the order of its rows."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._lists: dict[Any, dict[date, Decimal]] = {}  # by key of the unit; also of those not yet there

    def fetch(self, units: Mapping[Any, int]) -> None:
        """Read the lists of these units ({key: id})."""
        missing = {pk: key for key, pk in units.items() if key not in self._lists}
        for pk in missing:
            self._lists[missing[pk]] = {}
        rows = UnitPrice.objects.filter(unit__in=missing).values_list("unit_id", "from_on", "list_amount")
        for pk, from_on, amount in rows.iterator(chunk_size=10_000):
            self._lists[missing[pk]][from_on] = amount

    def take(self, key: Any, priced: Priced, area: Decimal | None, cells: Cells) -> NewPrice | None:
        """The line that the row adds; None where the list says so already, or where it is faulty."""
        amount = self._amount(priced, area, cells)
        if amount is None:
            return None
        known = self._lists.setdefault(key, {})
        day = priced.from_on or self.today
        if day in known:
            if known[day] != amount:
                field = "list_amount" if cells.text("list_amount") else "amount_per_metre"
                cells.fault(field, IS_PRICED_OTHERWISE, day=f"{day:%Y-%m-%d}")
            return None
        if priced.from_on is None:
            before = max((one for one in known if one <= day), default=None)
            if before is not None and known[before] == amount:
                return None
        known[day] = amount
        return NewPrice(key, amount, day, priced.reason)

    @staticmethod
    def _amount(priced: Priced, area: Decimal | None, cells: Cells) -> Decimal | None:
        amount, rate = priced.amount, priced.rate
        if amount is None and rate is not None:
            if not area:
                cells.fault("amount_per_metre", AREA_IS_UNKNOWN)
                return None
            amount = amount_of(rate, area)
        elif amount is not None and rate is not None and area and not fits(amount, rate, area):
            cells.fault("amount_per_metre", AMOUNTS_DIFFER, n=f"{amount / area:.0f}")
            return None
        field = "list_amount" if priced.amount is not None else "amount_per_metre"
        if amount is not None and amount < CHEAPEST_SALE:
            cells.fault(field, IS_TOO_CHEAP, n=CHEAPEST_SALE)
            return None
        if amount is not None and amount >= MOST_AMOUNT:
            cells.fault(field, IS_TOO_DEAR)
            return None
        return amount


def add_prices(prices: Iterable[tuple[int, NewPrice]]) -> list[tuple[int, int]]:
    """Write lines as (unit's id, line); (unit's id, line's id) of them."""
    prices = list(prices)
    ids = reserve_ids(UnitPrice, len(prices))
    copy_rows(
        UnitPrice,
        "id unit_id from_on list_amount reason",
        (
            (pk, unit_id, one.from_on, one.amount, one.reason)
            for pk, (unit_id, one) in zip(ids, prices, strict=True)
        ),
    )
    return [(unit_id, pk) for pk, (unit_id, _one) in zip(ids, prices, strict=True)]
