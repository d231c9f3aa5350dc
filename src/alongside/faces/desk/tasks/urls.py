from __future__ import annotations

from django.urls import path

from alongside.faces.desk.tasks.ask_department import ask_department_page
from alongside.faces.desk.tasks.task import ask_task_again_page, note_task_page, task_page
from alongside.faces.desk.tasks.tasks import tasks

urlpatterns = [
    path("", tasks, name="tasks"),
    path("ask/", ask_department_page, name="ask_department"),
    path("<int:pk>/", task_page, name="task"),
    path("<int:pk>/note/", note_task_page, name="note_task"),
    path("<int:pk>/ask-again/", ask_task_again_page, name="ask_task_again"),
]
