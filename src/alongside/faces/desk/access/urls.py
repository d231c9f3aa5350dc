from __future__ import annotations

from django.urls import path

from alongside.faces.desk.access.access_log import access_log
from alongside.faces.desk.access.alarms import reading_alarms, settle_alarm_page

urlpatterns = [
    path("", access_log, name="access_log"),
    path("alarms/", reading_alarms, name="reading_alarms"),
    path("alarms/<int:pk>/settle/", settle_alarm_page, name="settle_alarm"),
]
