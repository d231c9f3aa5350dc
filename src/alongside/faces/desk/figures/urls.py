from __future__ import annotations

from django.urls import path

from alongside.faces.desk.figures.figures import figures
from alongside.faces.desk.figures.report import figures_pdf, figures_xlsx

urlpatterns = [
    path("", figures, name="figures"),
    path("xlsx/", figures_xlsx, name="figures_xlsx"),
    path("pdf/", figures_pdf, name="figures_pdf"),
]
