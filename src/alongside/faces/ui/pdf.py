"""WeasyPrint, which draws our documents. Only `papers` uses it, and loads it when the first one is asked for."""

from __future__ import annotations

from collections.abc import Mapping

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


def pdf_from(html: str, *, sheet: str) -> bytes:
    """The document, drawn with that one sheet (an address)."""
    return HTML(string=html, url_fetcher=OneSheet(sheet)).write_pdf()
