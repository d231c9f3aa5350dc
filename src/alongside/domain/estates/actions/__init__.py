"""Every write to estates, in chapters: what is built, its homes, the catalogue of places in them."""

from alongside.domain.estates.actions.catalogue import add_location, change_location
from alongside.domain.estates.actions.drawings import add_contract_drawing
from alongside.domain.estates.actions.homes import add_unit, change_unit, set_unit_price
from alongside.domain.estates.actions.plans import add_plan, place_pin, retire_plan
from alongside.domain.estates.actions.sites import (
    add_building,
    add_estate,
    add_estate_fact,
    add_phase,
    add_public_area,
    change_building,
    change_estate,
    change_estate_fact,
    move_delivery,
    remove_estate_fact,
)
from alongside.domain.estates.actions.standing import move_unit

__all__ = [
    "add_building",
    "add_contract_drawing",
    "add_estate",
    "add_estate_fact",
    "add_location",
    "add_phase",
    "add_plan",
    "add_public_area",
    "add_unit",
    "change_building",
    "change_estate",
    "change_estate_fact",
    "change_location",
    "change_unit",
    "move_delivery",
    "move_unit",
    "place_pin",
    "remove_estate_fact",
    "retire_plan",
    "set_unit_price",
]
