from __future__ import annotations

from django.urls import path

from alongside.faces.desk.handed_to_me.handed_to_me import answer_task, answer_transfer, handed_to_me

urlpatterns = [
    path("", handed_to_me, name="handed_to_me"),
    path("transfers/<int:transfer_id>/<str:code>/", answer_transfer, name="answer_transfer"),
    path("tasks/<int:task_id>/<str:code>/", answer_task, name="answer_task"),
]
