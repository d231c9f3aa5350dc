"""However people call a home, it is found (EST-2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.domain.estates.actions import change_building, change_unit
from alongside.domain.estates.queries import find_units
from alongside.domain.estates.rules import (
    building_key,
    home_said,
    parse_unit_query,
    search_key,
    split_address,
)
from alongside.domain.estates.samples import a_building, a_unit


@pytest.mark.parametrize(
    "asked",
    [
        "8-2102",
        "8栋2102",
        "8栋1单元2102",
        "八栋一单元2102室",
        "8-1-2102",
        "８栋２１０２",
        "8#2102",
        "8幢 2102",
        "观澜庭8栋2102",
        "2102",
        "8-21",
    ],
)
def test_a_home_is_found_however_it_is_written(cast, asked: str) -> None:
    """EST-2"""
    assert cast.unit in find_units(asked, cast.agent)


@pytest.mark.parametrize(
    "asked", ["18-2102", "8-2-2102", "8-2103", "云栖府8栋2102", "周敏", "栋", "", "8栋2单元"]
)
def test_another_home_is_not_found(cast, asked: str) -> None:
    """EST-2: 8 is not 18, the first entrance is not the second."""
    assert cast.unit not in find_units(asked, cast.agent)


def test_homes_of_elsewhere_are_not_found(cast) -> None:
    """ORG-3"""
    assert find_units("3-1801", cast.agent) == []
    assert find_units("3-1801", cast.stranger) == [cast.other_unit]
    assert find_units("3-1801", cast.customer) == []


def test_a_lettered_building_is_found(cast) -> None:
    """EST-2"""
    unit = a_unit(a_building(cast.estate, now=cast.now, name="A座"), now=cast.now, entrance="", number="1203")
    assert unit.label == "A座1203"
    assert find_units("a座1203", cast.agent) == find_units("A-1203", cast.agent) == [unit]


def test_a_renamed_building_renames_its_homes(cast) -> None:
    """EST-1"""
    change_building(cast.unit.building, name="9", by=cast.supervisor, now=cast.now)
    cast.unit.refresh_from_db()
    assert cast.unit.label == "9栋1单元2102"
    assert find_units("9-2102", cast.agent) == [cast.unit]
    assert find_units("8-2102", cast.agent) == []


def test_a_renumbered_home_is_found_by_its_new_number(cast) -> None:
    """EST-2"""
    change_unit(cast.unit, number="2106", by=cast.supervisor, now=cast.now)
    assert find_units("8-2106", cast.agent) == [cast.unit]


@pytest.mark.parametrize(
    ("said", "key"), [("8栋", "8"), ("08栋", "8"), ("十二栋", "12"), ("二十一号楼", "21"), ("A座", "a")]
)
def test_one_key_for_all_ways_to_say_a_building(said: str, key: str) -> None:
    """EST-2"""
    assert building_key(said) == key


@given(building=st.integers(1, 999), entrance=st.integers(1, 99), number=st.integers(101, 9999))
def test_a_label_finds_its_own_key(building: int, entrance: int, number: int) -> None:
    """EST-2: what we write on a home finds it again."""
    asked = parse_unit_query(f"{building}栋{entrance}单元{number}")
    assert (asked.building, asked.entrance, asked.number) == (str(building), str(entrance), str(number))
    assert f"{asked.building}-{asked.number}" == search_key(f"{building}栋", str(number))


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    """INF-10"""
    parse_unit_query(text)


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("8栋1单元2102", ("", "8栋", "1单元", "2102")),
        ("8-1-2102", ("", "8栋", "1单元", "2102")),
        ("8栋2102室", ("", "8栋", "", "2102")),
        ("1号楼2单元301", ("", "1号楼", "2单元", "301")),
        ("8-2102", ("", "8栋", "", "2102")),
        ("８幢 ２单元 ２１０２ 室", ("", "8幢", "2单元", "2102")),
        ("八栋一单元2102室", ("", "8栋", "1单元", "2102")),
        ("08#1203", ("", "8栋", "", "1203")),
        ("A座1203", ("", "A座", "", "1203")),
        ("b座-甲单元-12a", ("", "B座", "甲单元", "12A")),
        ("观澜庭8栋1单元2102室", ("观澜庭", "8栋", "1单元", "2102")),
        ("观澜庭一期 8栋2102", ("观澜庭一期", "8栋", "", "2102")),
        ("一期8栋2102", ("", "一期8栋", "", "2102")),
        ("观澜庭8-1-2102", ("观澜庭", "8栋", "1单元", "2102")),
    ],
)
def test_a_whole_address_is_split(said: str, parts: tuple[str, str, str, str]) -> None:
    """EST-7: as files of other systems have it in one column."""
    home = split_address(said)
    assert home and (home.estate, home.building, home.entrance, home.number) == parts


@pytest.mark.parametrize(
    "said", ["2102", "顶楼", "8栋", "2024-06-30", "2102-08-01", "13900002222", "8栋-", "", "1单元"]
)
def test_what_is_no_address_is_not_split(said: str) -> None:
    """EST-7: a bare number, a date or a phone is none."""
    assert split_address(said) is None


@pytest.mark.parametrize(
    ("cells", "home"),
    [
        (("", "8", "1", "2102"), ("观澜庭", "8栋", "1单元", "2102")),
        (("", "", "", "8栋2102"), ("观澜庭", "8栋", "", "2102")),
        (("", "", "", "观澜庭一期8栋2102"), ("观澜庭", "一期8栋", "", "2102")),
        (("", "", "", "云栖府8栋2102"), ("云栖府", "8栋", "", "2102")),
        (("观澜庭", "8栋", "", "8-1-2102"), ("观澜庭", "8栋", "1单元", "2102")),
        (("观澜庭", "8栋", "1单元", "8-1-2102"), ("观澜庭", "8栋", "1单元", "2102")),
        (("观澜庭", "8栋", "", "12-201"), ("观澜庭", "8栋", "", "12-201")),
        (("", "", "", "2102"), ("观澜庭", "", "", "2102")),
        (("云栖府", "", "", "观澜庭8栋2102"), None),
        (("", "", "2单元", "8-1-2102"), None),
        (("", "", "", "顶楼"), None),
    ],
)
def test_the_address_fits_the_other_cells_or_is_none(cells, home) -> None:
    """EST-7: cells that contradict each other make no home."""
    names = ("estate", "building", "entrance", "number")
    said = home_said(**dict(zip(names, cells, strict=True)), usual_estate="观澜庭")
    assert (said and (said.estate, said.building, said.entrance, said.number)) == home


@given(st.text(alphabet="观澜庭一二8栋幢#-座单元室 aA1２０\x00/", max_size=40))
def test_no_cell_breaks_it(text: str) -> None:
    """INF-10"""
    home = split_address(text)
    assert home is None or (home.building and home.number)
