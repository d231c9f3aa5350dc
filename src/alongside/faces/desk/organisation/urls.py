from __future__ import annotations

from django.urls import path

from alongside.faces.desk.organisation.access_reviews import access_review, access_reviews, review_access_page
from alongside.faces.desk.organisation.add_department import add_department_page
from alongside.faces.desk.organisation.add_node import add_node_page
from alongside.faces.desk.organisation.add_staff import add_staff_page
from alongside.faces.desk.organisation.appoint import appoint_page, end_appointment_page
from alongside.faces.desk.organisation.calendar import calendar, remove_exception
from alongside.faces.desk.organisation.calendars import add_calendar_page, calendars
from alongside.faces.desk.organisation.change_node import change_node_page
from alongside.faces.desk.organisation.change_staff import change_staff_page, set_password_page
from alongside.faces.desk.organisation.clearance import clearances
from alongside.faces.desk.organisation.directory import directory, read_directory_page, take_over_page
from alongside.faces.desk.organisation.end_access import end_access_page
from alongside.faces.desk.organisation.incidents import (
    change_reporting_rule_page,
    incident,
    incident_step,
    incidents,
    register_incident_page,
)
from alongside.faces.desk.organisation.leaving import (
    cancel_leaving_page,
    handed_over_to_me,
    leaving,
    plan_leaving_page,
)
from alongside.faces.desk.organisation.move_node import move_node_page
from alongside.faces.desk.organisation.node import node
from alongside.faces.desk.organisation.organisation import organisation
from alongside.faces.desk.organisation.sign_ins import reset_second_factor_page, sign_out_staff_page
from alongside.faces.desk.organisation.staff import staff
from alongside.faces.desk.organisation.staff_member import staff_member

urlpatterns = [
    path("", organisation, name="organisation"),
    path("nodes/<int:pk>/", node, name="node"),
    path("nodes/<int:pk>/add-node/", add_node_page, name="add_node"),
    path("nodes/<int:pk>/change/", change_node_page, name="change_node"),
    path("nodes/<int:pk>/move/", move_node_page, name="move_node"),
    path("nodes/<int:pk>/add-department/", add_department_page, name="add_department"),
    path("staff/", staff, name="staff"),
    path("directory/<slug:platform>/", directory, name="directory"),
    path("directory/<slug:platform>/read/", read_directory_page, name="read_directory"),
    path("directory/<slug:platform>/take-over/", take_over_page, name="take_over"),
    path("staff/add/", add_staff_page, name="add_staff"),
    path("staff/<int:pk>/", staff_member, name="staff_member"),
    path("staff/<int:pk>/change/", change_staff_page, name="change_staff"),
    path("staff/<int:pk>/password/", set_password_page, name="set_password"),
    path("staff/<int:pk>/appoint/", appoint_page, name="appoint"),
    path("staff/<int:pk>/second-factor/", reset_second_factor_page, name="reset_second_factor"),
    path("staff/<int:pk>/sign-out/", sign_out_staff_page, name="sign_out_staff"),
    path("staff/<int:pk>/leaving/", leaving, name="leaving"),
    path("staff/<int:pk>/leaving/plan/", plan_leaving_page, name="plan_leaving"),
    path("staff/<int:pk>/leaving/cancel/", cancel_leaving_page, name="cancel_leaving"),
    path("incidents/", incidents, name="incidents"),
    path("incidents/report/", register_incident_page, name="register_incident"),
    path("incidents/deadlines/<int:pk>/", change_reporting_rule_page, name="change_reporting_rule"),
    path("incidents/<int:pk>/", incident, name="incident"),
    path("incidents/<int:pk>/<slug:step>/", incident_step, name="incident_step"),
    path("access-reviews/", access_reviews, name="access_reviews"),
    path("access-reviews/<int:pk>/", access_review, name="access_review"),
    path("access-reviews/items/<int:pk>/", review_access_page, name="review_access"),
    path("clearance/", clearances, name="clearances"),
    path("handed-over-to-me/", handed_over_to_me, name="handed_over_to_me"),
    path("staff/<int:pk>/end-access/", end_access_page, name="end_access"),
    path("appointments/<int:pk>/end/", end_appointment_page, name="end_appointment"),
    path("calendars/", calendars, name="calendars"),
    path("calendars/add/", add_calendar_page, name="add_calendar"),
    path("calendars/<slug:code>/", calendar, name="calendar"),
    path("calendars/<slug:code>/exceptions/<int:pk>/remove/", remove_exception, name="remove_exception"),
]
