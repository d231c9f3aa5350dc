"""Pages as documents: the same template for a person's printer and for WeasyPrint (PDF)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse


class OneSheet(URLFetcher):
    """Reads the one sheet of the house; any other address that a text might smuggle in is not fetched."""

    def __init__(self, sheet: str) -> None:
        super().__init__(allowed_protocols=("file",))
        self.sheet = sheet

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url != self.sheet:
            raise ValueError(url)
        return super().fetch(url, headers)


def pdf_of(template: str, context: Mapping[str, Any]) -> bytes:
    """The template on A4, in the present language and time zone."""
    sheet = Path(str(finders.find("ui/print.css"))).as_uri()
    html = render_to_string(template, {**context, "print_css": sheet, "is_pdf": True})
    return HTML(string=html, url_fetcher=OneSheet(sheet)).write_pdf()


def as_pdf(pdf: bytes, file_name: str) -> HttpResponse:
    """To be looked at in the browser, saved under a telling name."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name}"'
    return response
