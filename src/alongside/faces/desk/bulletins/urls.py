from __future__ import annotations

from django.urls import path

from alongside.faces.desk.bulletins import previewing, publishing, recipients, writing
from alongside.faces.desk.bulletins.bulletin import bulletin_page
from alongside.faces.desk.bulletins.bulletin_photos import bulletin_photos_page
from alongside.faces.desk.bulletins.bulletins import bulletins

urlpatterns = [
    path("", bulletins, name="bulletins"),
    path("new/", writing.write_bulletin_page, name="write_bulletin"),
    path("<int:pk>/", bulletin_page, name="bulletin"),
    path("<int:pk>/change/", writing.change_bulletin_page, name="change_bulletin"),
    path("<int:pk>/photos/", bulletin_photos_page, name="bulletin_photos"),
    path("<int:pk>/discard/", writing.discard_bulletin_page, name="discard_bulletin"),
    path("<int:pk>/correct/", writing.correct_bulletin_page, name="correct_bulletin"),
    path("<int:pk>/preview/", previewing.preview_bulletin, name="preview_bulletin"),
    path("<int:pk>/preview/page/", previewing.previewed_page, name="previewed_page"),
    path("<int:pk>/preview/letter/", previewing.previewed_letter, name="previewed_letter"),
    path("<int:pk>/publish/", publishing.publish_bulletin_page, name="publish_bulletin"),
    path("<int:pk>/withdraw/", publishing.withdraw_bulletin_page, name="withdraw_bulletin"),
    path("<int:pk>/remind/", publishing.remind_recipients_page, name="remind_recipients"),
    path("<int:pk>/recipients/", recipients.bulletin_recipients, name="bulletin_recipients"),
    path(
        "recipients/<int:pk>/acknowledged/",
        recipients.record_acknowledgement_page,
        name="record_acknowledgement",
    ),
]
