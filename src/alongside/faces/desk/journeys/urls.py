from __future__ import annotations

from django.urls import path

from alongside.faces.desk.journeys import follow_up, walking
from alongside.faces.desk.journeys.journey import journey_page
from alongside.faces.desk.journeys.journeys import journeys

urlpatterns = [
    path("", journeys, name="journeys"),
    path("mine/", follow_up.follow_up, name="follow_up"),
    path("steps/<int:pk>/", follow_up.do_step_page, name="do_step"),
    path("steps/<int:pk>/waive/", follow_up.waive_step_page, name="waive_step"),
    path("steps/<int:pk>/give/", follow_up.give_step_page, name="give_step"),
    path("<int:pk>/", journey_page, name="journey"),
    path("<int:pk>/happened/", walking.record_happening_page, name="record_happening"),
    path("<int:pk>/keeper/", walking.give_journey_page, name="give_journey"),
    path("<int:pk>/end/", walking.end_journey_page, name="end_journey"),
]
