from __future__ import annotations

from django.urls import path

from alongside.faces.desk.imports import import_run
from alongside.faces.desk.imports.imports import imports

urlpatterns = [
    path("", imports, name="imports"),
    path("<int:import_id>/", import_run.import_run, name="import_run"),
    path("<int:import_id>/columns/", import_run.choose_columns_page, name="choose_import_columns"),
    path("<int:import_id>/faults.csv", import_run.import_faults, name="import_faults"),
    path("<int:import_id>/<slug:code>/", import_run.act_on_import, name="act_on_import"),
]
