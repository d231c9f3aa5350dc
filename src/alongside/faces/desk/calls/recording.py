"""A recorded call, played piece by piece to whoever may hear it; each listening is in the access log (CHN-5, INF-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from alongside.domain.conversations.actions.recordings import recording_of
from alongside.domain.conversations.models import Call
from alongside.domain.conversations.permissions import HEAR_RECORDINGS
from alongside.faces.desk.page import DeskRequest, desk_page, find
from alongside.faces.ui.access import REVEAL, seen
from alongside.kernel.stored_files import open_file, serving_headers

PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@desk_page(HEAR_RECORDINGS)
def hear_recording(request: DeskRequest, pk: int) -> HttpResponseBase:
    """`Range: bytes=…` is answered with 206; what lies outside with 416."""
    call = find(request.viewer.limit(Call.objects.all(), HEAR_RECORDINGS), pk=pk)
    stored = recording_of(call)
    if stored is None:
        raise Http404
    seen(request, call.customer_id, act=REVEAL, about=call, reason="recording")
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    first, last = _asked(asked, stored.size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    headers = serving_headers(stored) | {
        "Accept-Ranges": "bytes",
        "Content-Length": str(last - first + 1),
        "Cache-Control": "private, no-store",
    }
    if asked:
        headers["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    return StreamingHttpResponse(
        _pieces(open_file(stored), first, last), status=206 if asked else 200, headers=headers
    )


def _asked(asked: re.Match[str] | None, size: int) -> tuple[int, int]:
    """The first and the last byte that are wanted; the first behind the last where there is none."""
    if asked is None:
        return 0, size - 1
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if last and int(last) else (1, 0)
    return int(first), min(int(last), size - 1) if last else size - 1


def _pieces(kept: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    """From the beginning it is opened and passed over: what is sealed has no way in between."""
    with kept:
        while first and (passed := kept.read(min(PIECE, first))):
            first -= len(passed)
            last -= len(passed)
        left = last - first + 1
        while left and (piece := kept.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
