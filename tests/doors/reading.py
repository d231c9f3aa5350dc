"""What a person reads in an answer, whatever it is written on."""

from __future__ import annotations

import html
import io
import json
import zipfile
from urllib.parse import unquote

from django.http import HttpResponse
from pypdf import PdfReader


def text_of(response: HttpResponse) -> str:
    """Body and headers as text: pages, JSON, workbooks, papers, fragments."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            text = "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    elif "pdf" in kind:
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    elif "json" in kind:
        text = json.dumps(json.loads(body), ensure_ascii=False)
    else:
        text = body.decode(errors="replace")
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return html.unescape(text) + "\n" + unquote(headers)
