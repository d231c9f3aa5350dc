"""Amounts and areas are read as people write them, and nothing else is (EST-7)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.kernel.quantities import as_amount, as_amount_per_metre, as_area

NUMBERS = st.decimals(min_value=0, max_value=99_999, places=2)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("239万", "2390000"), ("239.5万元", "2395000"), ("¥2,390,000", "2390000"), ("２３９万", "2390000"),
        ("1亿2000万", "120000000"), ("1.2 亿", "120000000"), ("5,600元/月", "5600"), ("5600", "5600"),
        ("约239万", "2390000"), ("239W", "2390000"), ("3万5千", "35000"), ("人民币 88 元整", "88"),
    ],
)  # fmt: skip
def test_reads_an_amount(text: str, yuan: str) -> None:
    """EST-7"""
    assert as_amount(text) == Decimal(yuan)


@pytest.mark.parametrize("text", ["21036元/平米", "21036 元/㎡", "21036", "2.1036万/m²", "21,036元/平方米"])
def test_reads_an_amount_per_metre(text: str) -> None:
    """EST-7"""
    assert as_amount_per_metre(text) == Decimal("21036.00")


@pytest.mark.parametrize(
    "text", ["113.62㎡", "113.62平米", "113.62 m²", "建筑面积113.62平方米", "约113.62", "１１３.６２㎡"]
)
def test_reads_an_area(text: str) -> None:
    """EST-7"""
    assert as_area(text) == Decimal("113.62")


@pytest.mark.parametrize(
    "text", ["", "面议", "-5", "1e9", "NaN", "∞", "2,39万", "1..2", "239万239万", "2000万1亿", "9" * 40]
)
@pytest.mark.parametrize("read", [as_amount, as_amount_per_metre, as_area])
def test_refuses_what_is_none(read, text: str) -> None:
    """INF-10"""
    with pytest.raises(ValueError):
        read(text)


@given(
    NUMBERS,
    st.sampled_from([("", 1), ("元", 1), ("万", 10**4), ("万元", 10**4), ("亿", 10**8)]),
    st.booleans(),
)
def test_an_amount_comes_back_as_it_was_written(
    number: Decimal, unit: tuple[str, int], grouped: bool
) -> None:
    """EST-7: whatever the unit and the grouping of thousands."""
    text = f"{number:,.2f}" if grouped else f"{number:.2f}"
    if number * unit[1] <= Decimal("999999999999.99"):
        assert as_amount(text + unit[0]) == (number * unit[1]).quantize(Decimal("0.01"))


@given(NUMBERS, st.sampled_from(["", "㎡", "平米", "平方米", " m²", "平"]))
def test_an_area_comes_back_as_it_was_written(number: Decimal, unit: str) -> None:
    """EST-7"""
    assert as_area(f"{number}{unit}") == number


@given(st.text(max_size=30))
def test_any_text_is_an_amount_of_sane_size_or_refused(text: str) -> None:
    """INF-10"""
    for read in (as_amount, as_amount_per_metre, as_area):
        try:
            found = read(text)
        except ValueError:
            continue
        assert 0 <= found <= Decimal("999999999999.99") and found == found.quantize(Decimal("0.01"))
