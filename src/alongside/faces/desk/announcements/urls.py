from __future__ import annotations

from django.urls import path

from alongside.faces.desk.announcements import announcement as one
from alongside.faces.desk.announcements.announcements import announcements
from alongside.faces.desk.announcements.readers import announcement_readers
from alongside.faces.desk.announcements.write_announcement import (
    change_announcement_page,
    write_announcement_page,
)

urlpatterns = [
    path("", announcements, name="announcements"),
    path("new/", write_announcement_page, name="write_announcement"),
    path("<int:pk>/", one.announcement_page, name="announcement"),
    path("<int:pk>/change/", change_announcement_page, name="change_announcement"),
    path("<int:pk>/publish/", one.publish_announcement_page, name="publish_announcement"),
    path("<int:pk>/confirm/", one.confirm_announcement_page, name="confirm_announcement"),
    path("<int:pk>/remind/", one.remind_of_announcement_page, name="remind_of_announcement"),
    path("<int:pk>/end/", one.end_announcement_page, name="end_announcement"),
    path("<int:pk>/readers/", announcement_readers, name="announcement_readers"),
    path("<int:pk>/files/<uuid:file_id>/", one.announcement_file, name="announcement_file"),
]
