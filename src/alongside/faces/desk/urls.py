"""Every address of the desk. A folder of pages brings its own `urls.py`; the root only says which door is whose."""

from __future__ import annotations

from django.urls import include, path

from alongside.faces.desk.privacy import urls as privacy
from alongside.faces.desk.start import start

app_name = "desk"

urlpatterns = [
    path("", start, name="start"),
    path("", include(privacy.of_others)),
    path("cases/", include("alongside.faces.desk.cases.urls")),
    path("", include("alongside.faces.desk.privacy.urls")),
    path("customers/", include("alongside.faces.desk.customers.urls")),
    path("hot-issues/", include("alongside.faces.desk.hot_issues.urls")),
    path("calls/", include("alongside.faces.desk.calls.urls")),
    path("reception/", include("alongside.faces.desk.reception.urls")),
    path("inbox/", include("alongside.faces.desk.inbox.urls")),
    path("imports/", include("alongside.faces.desk.imports.urls")),
    path("estates/", include("alongside.faces.desk.estates.urls")),
    path("bulletins/", include("alongside.faces.desk.bulletins.urls")),
    path("journeys/", include("alongside.faces.desk.journeys.urls")),
    path("promises/", include("alongside.faces.desk.promises.urls")),
    path("batches/", include("alongside.faces.desk.batches.urls")),
    path("legal/", include("alongside.faces.desk.legal.urls")),
    path("knowledge/", include("alongside.faces.desk.knowledge.urls")),
    path("lessons/", include("alongside.faces.desk.lessons.urls")),
    path("listings/", include("alongside.faces.desk.listings.urls")),
    path("daily/", include("alongside.faces.desk.daily.urls")),
    path("case-meetings/", include("alongside.faces.desk.meetings.urls")),
    path("figures/", include("alongside.faces.desk.figures.urls")),
    path("deadlines/", include("alongside.faces.desk.deadlines.urls")),
    path("board/", include("alongside.faces.desk.board.urls")),
    path("files/", include("alongside.faces.desk.files.urls")),
    path("handed-to-me/", include("alongside.faces.desk.handed_to_me.urls")),
    path("notices/", include("alongside.faces.desk.notices.urls")),
    path("profile/", include("alongside.faces.desk.profile.urls")),
    path("catalogue/", include("alongside.faces.desk.catalogue.urls")),
    path("organisation/", include("alongside.faces.desk.organisation.urls")),
    path("access/", include("alongside.faces.desk.access.urls")),
    path("exports/", include("alongside.faces.desk.exports.urls")),
    path("approvals/", include("alongside.faces.desk.approvals.urls")),
    path("keys/", include("alongside.faces.desk.keys.urls")),
    path("journal/", include("alongside.faces.desk.journal.urls")),
    path("system/", include("alongside.faces.desk.system.urls")),
    path("roles/", include("alongside.faces.desk.roles.urls")),
    path("residents/", include("alongside.faces.desk.residents.urls")),
    path("search/", include("alongside.faces.desk.search.urls")),
    path("announcements/", include("alongside.faces.desk.announcements.urls")),
    path("tasks/", include("alongside.faces.desk.tasks.urls")),
    path("at-hand/", include("alongside.faces.desk.at_hand.urls")),
    path("questions/", include("alongside.faces.desk.questions.urls")),
    path("wording/", include("alongside.faces.desk.wording.urls")),
    path("waiting/", include("alongside.faces.desk.waiting.urls")),
    path("my-work/", include("alongside.faces.desk.my_work.urls")),
]
