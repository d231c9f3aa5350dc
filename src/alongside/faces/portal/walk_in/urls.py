from __future__ import annotations

from django.urls import path

from alongside.faces.portal.walk_in.door import door, drawn
from alongside.faces.portal.walk_in.screen import screen
from alongside.faces.portal.walk_in.ticket import leave_line_page, ticket

urlpatterns = [
    path("door/<str:address>/", door, name="walk_in_door"),
    path("door/<str:address>/<uuid:key>/", drawn, name="walk_in_drawn"),
    path("screen/<str:address>/", screen, name="walk_in_screen"),
    path("<uuid:key>/", ticket, name="walk_in_ticket"),
    path("<uuid:key>/leave/", leave_line_page, name="walk_in_leave"),
]
