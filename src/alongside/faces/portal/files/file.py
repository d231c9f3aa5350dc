"""Pictures and papers of one's own cases; anything else does not exist (INF-8)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404

from alongside.domain.cases.queries.files import file_for
from alongside.faces.portal.page import PortalRequest, portal_page
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import is_shown_in_place, open_file, open_thumbnail, serving_headers


@portal_page
def file(request: PortalRequest, file_id: UUID) -> FileResponse:
    stored = _theirs(request, file_id)
    return served(stored)


@portal_page
def thumbnail(request: PortalRequest, file_id: UUID) -> FileResponse:
    return served_small(_theirs(request, file_id))


def _theirs(request: PortalRequest, file_id: UUID) -> StoredFile:
    stored = file_for(request.viewer, file_id)
    if stored is None:
        raise Http404
    return stored


def served(stored: StoredFile, opened: Any = None, content_type: str = "") -> FileResponse:
    """A file whose thing is theirs; as it was kept, unless a smaller picture of it is given."""
    opened, content_type = opened or open_file(stored), content_type or stored.content_type
    response = FileResponse(opened, as_attachment=not is_shown_in_place(stored), filename=stored.name)
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    response.headers["Content-Type"] = content_type
    return response


def served_small(stored: StoredFile) -> FileResponse:
    """The small picture of it, if there is one."""
    kind = "image/jpeg" if stored.thumbnail_path else stored.content_type
    return served(stored, open_thumbnail(stored), kind)
