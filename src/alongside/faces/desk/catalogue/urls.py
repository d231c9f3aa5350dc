from __future__ import annotations

from django.urls import path

from alongside.faces.desk.catalogue.add_category import add_category_page
from alongside.faces.desk.catalogue.add_deadline_rule import add_deadline_rule_page
from alongside.faces.desk.catalogue.authorities import (
    add_authority_page,
    authorities,
    change_authority_page,
)
from alongside.faces.desk.catalogue.categories import categories
from alongside.faces.desk.catalogue.change_category import change_category_page
from alongside.faces.desk.catalogue.change_deadline_rule import change_deadline_rule_page
from alongside.faces.desk.catalogue.deadline_rules import deadline_rules
from alongside.faces.desk.catalogue.escalation import change_escalation_page, escalation
from alongside.faces.desk.catalogue.locations import add_location_page, change_location_page, locations
from alongside.faces.desk.catalogue.question_topics import (
    add_question_topic_page,
    change_question_topic_page,
    question_topics,
)

urlpatterns = [
    path("", categories, name="catalogue"),
    path("categories/add/", add_category_page, name="add_category"),
    path("categories/<int:pk>/", change_category_page, name="change_category"),
    path("deadlines/", deadline_rules, name="deadline_rules"),
    path("deadlines/add/", add_deadline_rule_page, name="add_deadline_rule"),
    path("deadlines/<int:pk>/", change_deadline_rule_page, name="change_deadline_rule"),
    path("escalation/", escalation, name="escalation"),
    path("escalation/<int:pk>/", change_escalation_page, name="change_escalation"),
    path("authorities/", authorities, name="authorities"),
    path("authorities/add/", add_authority_page, name="add_authority"),
    path("authorities/change/<int:pk>/", change_authority_page, name="change_authority"),
    path("topics/", question_topics, name="question_topics"),
    path("topics/add/", add_question_topic_page, name="add_question_topic"),
    path("topics/<int:pk>/", change_question_topic_page, name="change_question_topic"),
    path("locations/", locations, name="locations"),
    path("locations/add/", add_location_page, name="add_location"),
    path("locations/<int:pk>/", change_location_page, name="change_location"),
]
