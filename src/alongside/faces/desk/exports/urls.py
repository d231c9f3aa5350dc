from __future__ import annotations

from django.urls import path

from alongside.faces.desk.exports.exports import ask_export_page, export_run, exports, fetch_export_page

urlpatterns = [
    path("", exports, name="exports"),
    path("new/<slug:kind>/", ask_export_page, name="ask_export"),
    path("<int:pk>/", export_run, name="export_run"),
    path("<int:pk>/file/", fetch_export_page, name="fetch_export"),
]
