"""Uploads, served to whoever may see what they belong to."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404

from alongside.domain.cases.queries.files import file_for
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import is_shown_in_place, open_file, open_thumbnail, serving_headers


@desk_page()
def file(request: DeskRequest, file_id: UUID) -> FileResponse:
    stored = _visible(request, file_id)
    return served(stored, open_file(stored), stored.content_type)


@desk_page()
def thumbnail(request: DeskRequest, file_id: UUID) -> FileResponse:
    stored = _visible(request, file_id)
    return served(
        stored, open_thumbnail(stored), "image/jpeg" if stored.thumbnail_path else stored.content_type
    )


def _visible(request: DeskRequest, file_id: UUID) -> StoredFile:
    """The file, when what it belongs to is something the viewer may see; else 404."""
    stored = file_for(request.viewer, file_id)
    if stored is None:
        raise Http404
    return stored


def served(stored: StoredFile, opened: object, content_type: str) -> FileResponse:
    """The answer that carries a file; who calls has seen that the viewer may have it."""
    response = FileResponse(opened, as_attachment=not is_shown_in_place(stored), filename=stored.name)
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    response.headers["Content-Type"] = content_type
    return response
