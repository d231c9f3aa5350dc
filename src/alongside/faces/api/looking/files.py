"""The bytes of files."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from alongside.domain.cases.queries.files import file_for
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest
from alongside.kernel.stored_files import open_file, serving_headers

files = Chapter("Files")


@files.get("/files/{id}", None)
def get_file(request: ApiRequest, id: UUID) -> HttpResponseBase:
    """The bytes of a file, for who may see what it belongs to (INF-8)."""
    stored = file_for(request.viewer, id)
    if stored is None:
        raise Http404
    try:
        body = open_file(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(body, as_attachment=True, filename=stored.name)
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    return response
