"""Amounts and areas as people write them in tables: 239万, 21036元/平米, 113.62㎡."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
LARGEST_AMOUNT = Decimal("999999999999.99")
LARGEST_AREA = Decimal("999999.99")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?"
_PIECE = re.compile(rf"({_NUMBER})(亿|万|千|百|w|k)?")
_AMOUNT = re.compile(rf"(?:{_NUMBER}(?:亿|万|千|百|w|k)?)+")
_TIMES = {"亿": 10**8, "万": 10**4, "w": 10**4, "千": 10**3, "k": 10**3, "百": 100}
_BEFORE_AMOUNT = re.compile(r"^(?:约|总价|售价|单价|均价|租金|月租|人民币|rmb|cny|¥|:)+")
_AFTER_AMOUNT = re.compile(r"(?:人民币|rmb|cny|元|圆|块|整)+$")
_PER_METRE = re.compile(r"(?:/|每)(?:m2|平方米|平米|平方|平|sqm)$")
_PER_MONTH = re.compile(r"(?:/|每)(?:个?月|month|mo)$")
_BEFORE_AREA = re.compile(r"^(?:约|建筑面积|建面|套内面积|套内|使用面积|面积|:)+")
_AFTER_AREA = re.compile(r"(?:m2|m\^2|平方米|平米|平方|平|方|sqm|sq\.m)$")


def as_amount(text: str) -> Decimal:
    """Yuan: 239万, 239.5万元, ¥2,390,000, 1亿2000万, 5,600元/月. ValueError for anything that is no amount."""
    bare = _PER_MONTH.sub("", _bare(text))
    bare = _AFTER_AMOUNT.sub("", _BEFORE_AMOUNT.sub("", bare))
    if not _AMOUNT.fullmatch(bare):
        raise ValueError(text)
    total, smallest = Decimal(0), 10**9
    for number, unit in _PIECE.findall(bare):
        times = _TIMES.get(unit, 1)
        if times >= smallest:  # 万 before 亿, or two bare numbers
            raise ValueError(text)
        smallest = times
        total += Decimal(number.replace(",", "")) * times
    return _fitting(total, LARGEST_AMOUNT, text)


def as_amount_per_metre(text: str) -> Decimal:
    """Yuan a square metre: 21036元/平米, 2.1万/㎡, 21036. ValueError for anything else."""
    return as_amount(_PER_METRE.sub("", _bare(text)))


def as_area(text: str) -> Decimal:
    """Square metres: 113.62㎡, 113.62平米, 1,113.6, 约89m². ValueError for anything that is no area."""
    bare = _AFTER_AREA.sub("", _BEFORE_AREA.sub("", _bare(text)))
    if not re.fullmatch(_NUMBER, bare):
        raise ValueError(text)
    return _fitting(Decimal(bare.replace(",", "")), LARGEST_AREA, text)


def _bare(text: str) -> str:
    """㎡ and m² become m2, full-width digits plain ones; spaces go."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())


def _fitting(number: Decimal, largest: Decimal, text: str) -> Decimal:
    if number > largest:
        raise ValueError(text)
    return number.quantize(CENT, ROUND_HALF_UP)
