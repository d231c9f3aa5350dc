"""Pages as documents: the same template for a person's printer and for WeasyPrint (PDF)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string

from alongside.kernel.later import Later

pdf = Later("alongside.faces.ui.pdf")  # 50 MiB


def pdf_of(template: str, context: Mapping[str, Any]) -> bytes:
    """The template on A4, in the present language and time zone."""
    sheet = Path(str(finders.find("ui/print.css"))).as_uri()
    html = render_to_string(template, {**context, "print_css": sheet, "is_pdf": True})
    return pdf.pdf_from(html, sheet=sheet)


def as_pdf(pdf: bytes, file_name: str) -> HttpResponse:
    """To be looked at in the browser, saved under a telling name."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name}"'
    return response
