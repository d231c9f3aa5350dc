from __future__ import annotations

from django.urls import path

from alongside.faces.desk.promises import keeping, renegotiating
from alongside.faces.desk.promises.make_promise import make_promise_page
from alongside.faces.desk.promises.of_case import case_promises
from alongside.faces.desk.promises.promise import promise_page
from alongside.faces.desk.promises.promises import promises
from alongside.faces.desk.promises.record import promise_record

urlpatterns = [
    path("", promises, name="promises"),
    path("make/", make_promise_page, name="make_promise"),
    path("record/", promise_record, name="promise_record"),
    path("of-case/<str:number>/", case_promises, name="case_promises"),
    path("<int:pk>/", promise_page, name="promise"),
    path("<int:pk>/keep/", keeping.keep_promise_page, name="keep_promise"),
    path("<int:pk>/break/", keeping.break_promise_page, name="break_promise"),
    path("<int:pk>/not-kept/", keeping.report_not_kept_page, name="report_not_kept"),
    path("<int:pk>/give/", keeping.give_promise_page, name="give_promise"),
    path("<int:pk>/ask/", renegotiating.ask_to_renegotiate_page, name="ask_to_renegotiate"),
    path("<int:pk>/answer/", renegotiating.answer_renegotiation_page, name="answer_renegotiation"),
    path("<int:pk>/take-back/", renegotiating.take_back_renegotiation_page, name="take_back_renegotiation"),
]
