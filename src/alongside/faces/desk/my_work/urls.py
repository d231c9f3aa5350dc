from __future__ import annotations

from django.urls import path

from alongside.faces.desk.my_work.my_work import my_work

urlpatterns = [path("", my_work, name="my_work")]
