from __future__ import annotations

from django.urls import path

from alongside.faces.desk.inbox.acts import note_thread_page, snooze_thread_page, thread_people
from alongside.faces.desk.inbox.cases import (
    case_from_thread,
    join_case_page,
    leave_case_page,
    threads_of_case,
)
from alongside.faces.desk.inbox.inbox import inbox
from alongside.faces.desk.inbox.settle_doubt import settle_doubt_page
from alongside.faces.desk.inbox.thread import (
    answer_thread_page,
    assign_thread_page,
    finish_thread_page,
    reopen_thread_page,
    thread,
    tie_thread_page,
)
from alongside.faces.desk.inbox.thread_news import thread_news, thread_together

urlpatterns = [
    path("", inbox, name="inbox"),
    path("<int:pk>/", thread, name="thread"),
    path("<int:pk>/news/", thread_news, name="thread_news"),
    path("<int:pk>/together/", thread_together, name="thread_together"),
    path("<int:pk>/snooze/", snooze_thread_page, name="snooze_thread"),
    path("<int:pk>/note/", note_thread_page, name="note_thread"),
    path("<int:pk>/people/", thread_people, name="thread_people"),
    path("<int:pk>/answer/", answer_thread_page, name="answer_thread"),
    path("<int:pk>/assign/", assign_thread_page, name="assign_thread"),
    path("<int:pk>/done/", finish_thread_page, name="finish_thread"),
    path("<int:pk>/open/", reopen_thread_page, name="reopen_thread"),
    path("<int:pk>/customer/", tie_thread_page, name="tie_thread"),
    path("<int:pk>/case/", case_from_thread, name="case_from_thread"),
    path("<int:pk>/join/", join_case_page, name="join_case"),
    path("<int:pk>/leave/", leave_case_page, name="leave_case"),
    path("doubts/<int:pk>/", settle_doubt_page, name="settle_doubt"),
    path("of-case/<str:number>/", threads_of_case, name="threads_of_case"),
]
