"""Layouts, floors and orientations are read as people write them (EST-7)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.domain.estates.rules import Floor, Layout, as_facing, as_floor, as_layout, band_of, said_facing


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("3室1厅1厨2卫", Layout(3, 1, 1, 2)), ("三室两厅两卫", Layout(3, 2, None, 2)), ("3房2厅", Layout(3, 2)),
        ("2房间1卫", Layout(2, None, None, 1)), ("3-2-1-2", Layout(3, 2, 1, 2)), ("3/2/2", Layout(3, 2, None, 2)),
        ("开间1卫", Layout(1, 0, None, 1)), ("3 bedrooms 2 baths", Layout(3, None, None, 2)), ("３室２厅", Layout(3, 2)),
        ("四居室", Layout(4)), ("3室2厅2卫1阳台", Layout(3, 2, None, 2)), ("复式 5室3厅", Layout(5, 3)),
    ],
)  # fmt: skip
def test_reads_a_layout(text: str, layout: Layout) -> None:
    """EST-7"""
    assert as_layout(text) == layout


@pytest.mark.parametrize(
    ("text", "floor"),
    [
        ("低楼层(共16层)", Floor(None, "low", 16)), ("中楼层（共33层）", Floor(None, "middle", 33)),
        ("高区/26层", Floor(None, "high", 26)), ("12/26层", Floor(12, "middle", 26)), ("21", Floor(21, "", None)),
        ("第2层(共26层)", Floor(2, "low", 26)), ("十二层", Floor(12, "", None)), ("B1", Floor(-1, "", None)),
        ("地下1层", Floor(-1, "", None)), ("-1", Floor(-1, "", None)), ("负一层", Floor(-1, "", None)),
        ("顶层(共6层)", Floor(6, "high", 6)), ("底层(共6层)", Floor(1, "low", 6)), ("共18层", Floor(None, "", 18)),
        ("21F", Floor(21, "", None)),
    ],
)  # fmt: skip
def test_reads_a_floor(text: str, floor: Floor) -> None:
    """EST-7"""
    assert as_floor(text) == floor


@pytest.mark.parametrize("text", ["", "很高", "27/26层", "共0层", "1e3", "300层", "室", "12层13层", "--1"])
def test_refuses_what_is_no_floor(text: str) -> None:
    """INF-10"""
    with pytest.raises(ValueError):
        as_floor(text)


@pytest.mark.parametrize("text", ["", "很大", "厅", "99室", "3室x", "室3", "3"])
def test_refuses_what_is_no_layout(text: str) -> None:
    """INF-10"""
    with pytest.raises(ValueError):
        as_layout(text)


def test_reads_orientations() -> None:
    """EST-7: 东南 is south-east, 南 北 are two."""
    assert said_facing(as_facing("南 北")) == said_facing(as_facing("南北通透")) == "南 北"
    assert said_facing(as_facing("东南")) == "东南"
    for text in ("", "上", "left"):
        with pytest.raises(ValueError):
            as_facing(text)


COUNT = st.integers(0, 30)


@given(st.integers(1, 30), st.none() | COUNT, st.none() | COUNT, st.none() | COUNT)
def test_a_layout_is_read_back_from_how_it_is_said(rooms: int, halls, kitchens, baths) -> None:
    """EST-7"""
    layout = Layout(rooms, halls, kitchens, baths)
    assert as_layout(str(layout)) == layout


@given(
    st.integers(1, 200),
    st.integers(1, 200),
    st.sampled_from(["{}/{}", "{}/{}层", "{}层(共{}层)", "第{}层，共{}层"]),
)
def test_a_floor_is_read_back_however_it_is_written(number: int, total: int, form: str) -> None:
    """EST-7"""
    if number <= total:
        assert as_floor(form.format(number, total)) == Floor(number, band_of(number, total), total)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    """INF-10"""
    for read in (as_layout, as_floor, as_facing):
        with suppress(ValueError):
            read(text)


@given(st.integers(1, 255))
def test_orientations_are_read_back(bits: int) -> None:
    """EST-7"""
    assert as_facing(said_facing(bits)) == bits
