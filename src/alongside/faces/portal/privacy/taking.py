"""Taking the copy of one's data along: as a document, or everything in one ZIP with one's own files (INF-4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from alongside.domain.privacy.actions import take_copy
from alongside.domain.privacy.models import PersonalCopy
from alongside.domain.privacy.queries import named_files
from alongside.faces.portal.page import PortalRequest, find, portal_page
from alongside.faces.ui.access import EXPORT, seen
from alongside.faces.ui.papers import pdf_of
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import open_file
from alongside.kernel.zip_stream import PIECE, pieces_of, zipped

PAPER = "faces/portal/privacy/copy_paper.html"
MOST_ROWS_ON_PAPER = 1500  # of one chapter; all of them are in the JSON


@portal_page
def personal_copy_pdf(request: PortalRequest, key: UUID) -> HttpResponse:
    copy = _taken(request, key)
    return as_kept(
        HttpResponse(_pdf(copy, named_files(copy)), content_type="application/pdf"), _("my-data.pdf")
    )


@portal_page
def personal_copy_zip(request: PortalRequest, key: UUID) -> StreamingHttpResponse:
    """The document, the same for machines, and the person's own files; made while it is sent, kept nowhere."""
    copy = _taken(request, key)
    files = named_files(copy)
    entries = _entries(copy, files, _pdf(copy, files))
    sent = zipped(entries, at=timezone.localtime(copy.made_at))
    return as_kept(StreamingHttpResponse(sent, content_type="application/zip"), _("my-data.zip"))


def told_to_machines(copy: PersonalCopy, files: Iterable[tuple[str, StoredFile]] = ()) -> dict[str, Any]:
    """What my-data.json says."""
    return {
        "made_at": copy.made_at.isoformat(),
        "expires_at": copy.expires_at.isoformat(),
        "parts": copy.parts,
        "files": [
            {
                "name": name, "content_type": one.content_type, "size": one.size, "sha256": one.sha256,
                "created_at": one.created_at.isoformat(),
            }
            for name, one in files
        ],
    }  # fmt: skip


def as_kept(response: Any, name: str) -> Any:
    """To be saved, and by nobody in between."""
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def _taken(request: PortalRequest, key: UUID) -> PersonalCopy:
    rows = PersonalCopy.objects.visible_to(request.viewer).ready(request.now)
    copy = find(rows.select_related("customer", "node"), key=key)
    take_copy(copy, by=request.viewer, now=request.now)
    seen(request, copy.customer_id, act=EXPORT)
    return copy


def _pdf(copy: PersonalCopy, files: list[tuple[str, StoredFile]]) -> bytes:
    parts = [
        {
            **part,
            "shown": part["rows"][:MOST_ROWS_ON_PAPER],
            "more": max(0, len(part["rows"]) - MOST_ROWS_ON_PAPER),
        }
        for part in copy.parts
    ]
    context = {"copy": copy, "parts": parts, "files": files, "house_name": copy.node.name}
    return pdf_of(PAPER, context)


def _entries(
    copy: PersonalCopy, files: list[tuple[str, StoredFile]], pdf: bytes
) -> Iterator[tuple[str, Iterable[bytes]]]:
    told = json.dumps(told_to_machines(copy, files), ensure_ascii=False, indent=2).encode()
    yield _("my-data.pdf"), pieces_of(pdf)
    yield "my-data.json", pieces_of(told)
    lost = []
    for name, stored in files:
        try:
            opened = open_file(stored)
        except FileNotFoundError:  # a storage that lost one must not cost the person the others
            lost.append(name)
            continue
        with opened:
            yield name, iter(lambda read=opened.read: read(PIECE), b"")
    if lost:
        yield _("not-found.txt"), pieces_of("\n".join(lost).encode())
