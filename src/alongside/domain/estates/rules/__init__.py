"""Decisions about homes, in chapters: how they are called, and what can be said of them. Pure."""

from alongside.domain.estates.rules.addresses import Home, home_said, split_address
from alongside.domain.estates.rules.describing import (
    COMPASS,
    Floor,
    Layout,
    as_facing,
    as_floor,
    as_layout,
    band_of,
    check_unit,
    checked_standard,
    said_facing,
)
from alongside.domain.estates.rules.naming import (
    UnitQuery,
    building_key,
    check_length,
    entrance_key,
    number_key,
    parse_unit_query,
    said_building,
    said_entrance,
    search_key,
    unit_label,
)

__all__ = [
    "COMPASS",
    "Floor",
    "Home",
    "Layout",
    "UnitQuery",
    "as_facing",
    "as_floor",
    "as_layout",
    "band_of",
    "building_key",
    "check_length",
    "check_unit",
    "checked_standard",
    "entrance_key",
    "home_said",
    "number_key",
    "parse_unit_query",
    "said_building",
    "said_entrance",
    "said_facing",
    "search_key",
    "split_address",
    "unit_label",
]
