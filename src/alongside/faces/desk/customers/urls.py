from __future__ import annotations

from django.urls import path

from alongside.faces.desk.access.who_looked import who_looked
from alongside.faces.desk.customers import (
    agents,
    alerts,
    changing,
    contact_points,
    contributing,
    homes,
    introducing,
    merge_customers,
    needs,
    recognising,
    segments,
)
from alongside.faces.desk.customers.customer import customer_page
from alongside.faces.desk.customers.customers import customers
from alongside.faces.desk.customers.duplicates import duplicates
from alongside.faces.desk.customers.import_customers import import_customers_page
from alongside.faces.desk.customers.needs_search import needs_search
from alongside.faces.desk.customers.value import customer_value
from alongside.faces.desk.listings.fitting import fitting_listings

urlpatterns = [
    path("<int:pk>/who-looked/", who_looked, name="who_looked"),
    path("", customers, name="customers"),
    path("new/", changing.add_customer_page, name="add_customer"),
    path("import/", import_customers_page, name="import_customers"),
    path("segments/", segments.segments, name="segments"),
    path("segments/new/", segments.add_segment_page, name="add_segment"),
    path("segments/<int:pk>/", segments.change_segment_page, name="change_segment"),
    path("segments/<int:pk>/remove/", segments.remove_segment_page, name="remove_segment"),
    path("authorities/<int:pk>/", agents.agent_papers, name="agent_papers"),
    path("authorities/<int:pk>/<uuid:file_id>/", agents.agent_paper, name="agent_paper"),
    path("homes/<int:pk>/authorise/", agents.authorise_agent_page, name="authorise_agent"),
    path("vehicles/<int:pk>/remove/", recognising.remove_vehicle_page, name="remove_vehicle"),
    path("<int:pk>/vehicles/new/", recognising.add_vehicle_page, name="add_vehicle"),
    path("<int:pk>/portrait/", recognising.keep_portrait_page, name="keep_portrait"),
    path("<int:pk>/portrait/picture/", recognising.portrait, name="portrait"),
    path("<int:pk>/portrait/remove/", recognising.remove_portrait_page, name="remove_portrait"),
    path("needs/", needs_search, name="needs_search"),
    path("<int:pk>/listings/", fitting_listings, name="fitting_listings"),
    path("<int:pk>/needs/", needs.describe_needs_page, name="describe_needs"),
    path("<int:pk>/value/", customer_value, name="customer_value"),
    path("<int:pk>/newsletter/", contributing.note_contribution_page, name="note_contribution"),
    path(
        "contributions/<int:pk>/take-back/",
        contributing.take_back_contribution_page,
        name="take_back_contribution",
    ),
    path("<int:pk>/introduced-by/", introducing.note_introduction_page, name="note_introduction"),
    path(
        "introductions/<int:pk>/take-back/",
        introducing.take_back_introduction_page,
        name="take_back_introduction",
    ),
    path("duplicates/", duplicates, name="duplicates"),
    path("merges/<int:pk>/undo/", merge_customers.unmerge_customers_page, name="unmerge_customers"),
    path("<int:pk>/same-as/<int:other>/", merge_customers.merge_customers_page, name="merge_customers"),
    path(
        "<int:pk>/same-as/<int:other>/dismiss/",
        merge_customers.dismiss_duplicate_page,
        name="dismiss_duplicate",
    ),
    path("<int:pk>/", customer_page, name="customer"),
    path("<int:pk>/change/", changing.change_customer_page, name="change_customer"),
    path("<int:pk>/contact-points/new/", contact_points.add_contact_point_page, name="add_contact_point"),
    path("contact-points/<int:pk>/reveal/", contact_points.reveal_contact_page, name="reveal_contact"),
    path(
        "contact-points/<int:pk>/verify/",
        contact_points.verify_contact_point_page,
        name="verify_contact_point",
    ),
    path(
        "contact-points/<int:pk>/remove/",
        contact_points.remove_contact_point_page,
        name="remove_contact_point",
    ),
    path("<int:pk>/household/", homes.describe_household_page, name="describe_household"),
    path("<int:pk>/homes/new/", homes.relate_unit_page, name="relate_unit"),
    path("homes/<int:pk>/end/", homes.end_unit_relation_page, name="end_unit_relation"),
    path("<int:pk>/alerts/new/", alerts.raise_alert_page, name="raise_alert"),
    path("alerts/<int:pk>/lift/", alerts.lift_alert_page, name="lift_alert"),
]
