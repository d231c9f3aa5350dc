from __future__ import annotations

from django.urls import path

from alongside.faces.desk.notices.notices import (
    notices,
    notices_feed,
    read_all,
    read_notice_page,
    told_notice,
)

urlpatterns = [
    path("", notices, name="notices"),
    path("feed/", notices_feed, name="notices_feed"),
    path("read-all/", read_all, name="read_all_notices"),
    path("told/<int:news_id>/", told_notice, name="told_notice"),
    path("<int:notice_id>/", read_notice_page, name="read_notice"),
]
