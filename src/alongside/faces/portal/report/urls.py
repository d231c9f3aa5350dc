from __future__ import annotations

from django.urls import path

from alongside.faces.portal.report.check_report import check_report, drop_report
from alongside.faces.portal.report.report_kind import report_about, report_kind
from alongside.faces.portal.report.report_place import report_place
from alongside.faces.portal.report.report_plan import report_plan
from alongside.faces.portal.report.report_words import remove_picture, report_words
from alongside.faces.portal.report.start_report import start_report

urlpatterns = [
    path("", start_report, name="start_report"),
    path("<uuid:key>/plan/", report_plan, name="report_plan"),
    path("<uuid:key>/place/", report_place, name="report_place"),
    path("<uuid:key>/words/", report_words, name="report_words"),
    path("<uuid:key>/pictures/<uuid:file_id>/remove/", remove_picture, name="remove_picture"),
    path("<uuid:key>/kind/", report_kind, name="report_kind"),
    path("<uuid:key>/about/", report_about, name="report_about"),
    path("<uuid:key>/", check_report, name="check_report"),
    path("<uuid:key>/drop/", drop_report, name="drop_report"),
]
