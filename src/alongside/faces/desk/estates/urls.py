from __future__ import annotations

from django.urls import path

from alongside.faces.desk.estates import changing, plans
from alongside.faces.desk.estates.change_delivery_standard import change_delivery_standard_page
from alongside.faces.desk.estates.contract_drawings import add_contract_drawing_page, contract_drawing
from alongside.faces.desk.estates.estate import estate_page
from alongside.faces.desk.estates.estate_map import estate_map
from alongside.faces.desk.estates.estates import estates
from alongside.faces.desk.estates.import_units import import_units_page
from alongside.faces.desk.estates.move_delivery import move_delivery_page
from alongside.faces.desk.estates.set_unit_price import set_unit_price_page
from alongside.faces.desk.estates.unit import unit_page

urlpatterns = [
    path("", estates, name="estates"),
    path("new/", changing.add_estate_page, name="add_estate"),
    path("import/", import_units_page, name="import_units"),
    path("<int:pk>/", estate_page, name="estate"),
    path("<int:pk>/change/", changing.change_estate_page, name="change_estate"),
    path("<int:pk>/buildings/new/", changing.add_building_page, name="add_building"),
    path("<int:pk>/plans/", plans.estate_plans, name="estate_plans"),
    path("plans/<int:plan_id>/", plans.plan_page, name="plan"),
    path("plans/<int:plan_id>/retire/", plans.retire_plan_page, name="retire_plan"),
    path("map/", estate_map, name="estate_map"),
    path("<int:pk>/phases/new/", changing.add_phase_page, name="add_phase"),
    path("<int:pk>/shared-places/new/", changing.add_public_area_page, name="add_public_area"),
    path("buildings/<int:pk>/delivery/", move_delivery_page, name="move_delivery"),
    path("buildings/<int:pk>/change/", changing.change_building_page, name="change_building"),
    path("<int:pk>/standard/", change_delivery_standard_page, name="change_delivery_standard"),
    path("facts/<int:pk>/change/", changing.change_estate_fact_page, name="change_estate_fact"),
    path("facts/<int:pk>/remove/", changing.remove_estate_fact_page, name="remove_estate_fact"),
    path("<int:pk>/facts/new/", changing.add_estate_fact_page, name="add_estate_fact"),
    path("buildings/<int:pk>/units/new/", changing.add_unit_page, name="add_unit"),
    path("units/<int:pk>/", unit_page, name="unit"),
    path("units/<int:pk>/price/", set_unit_price_page, name="set_unit_price"),
    path("units/<int:pk>/drawings/new/", add_contract_drawing_page, name="add_contract_drawing"),
    path("drawings/<int:pk>/", contract_drawing, name="contract_drawing"),
    path("units/<int:pk>/change/", changing.change_unit_page, name="change_unit"),
]
