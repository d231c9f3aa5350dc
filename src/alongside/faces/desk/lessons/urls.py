from __future__ import annotations

from django.urls import path

from alongside.faces.desk.lessons.lesson import (
    lesson_page,
    lesson_paper,
    lesson_pdf,
    move_lesson_page,
    return_lesson_page,
    start_lesson_page,
    write_lesson_page,
)
from alongside.faces.desk.lessons.lessons import lessons

urlpatterns = [
    path("", lessons, name="lessons"),
    path("start/<str:case_number>/", start_lesson_page, name="start_lesson"),
    path("<str:number>/", lesson_page, name="lesson"),
    path("<str:number>/paper/", lesson_paper, name="lesson_paper"),
    path("<str:number>/pdf/", lesson_pdf, name="lesson_pdf"),
    path("<str:number>/write/", write_lesson_page, name="write_lesson"),
    path("<str:number>/return/", return_lesson_page, name="return_lesson"),
    path("<str:number>/<str:move>/", move_lesson_page, name="move_lesson"),
]
