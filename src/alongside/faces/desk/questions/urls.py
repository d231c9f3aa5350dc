from __future__ import annotations

from django.urls import path

from alongside.faces.desk.questions.ask_question import ask_question_page
from alongside.faces.desk.questions.question import (
    answer_question_page,
    judge_answer_page,
    question_page,
    write_down_answer_page,
)
from alongside.faces.desk.questions.questions import questions

urlpatterns = [
    path("", questions, name="questions"),
    path("ask/", ask_question_page, name="ask_question"),
    path("<int:pk>/", question_page, name="question"),
    path("<int:pk>/answer/", answer_question_page, name="answer_question"),
    path("<int:pk>/judge/", judge_answer_page, name="judge_answer"),
    path("<int:pk>/write-down/", write_down_answer_page, name="write_down_answer"),
]
