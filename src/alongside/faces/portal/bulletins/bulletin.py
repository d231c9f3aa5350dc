"""One progress report or notice of change; opening it is reading it (JRN-6)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from alongside.domain.bulletins.actions import mark_read
from alongside.domain.bulletins.models import Bulletin, Recipient
from alongside.domain.bulletins.queries import latest_of
from alongside.faces.portal.page import PortalRequest, find, portal_page, see, show


@portal_page
def bulletin(request: PortalRequest, pk: int) -> HttpResponse:
    one = find(Bulletin.objects.visible_to(request.viewer).select_related("estate", "node"), pk=pk)
    newest = latest_of(one)
    if newest != one and Bulletin.objects.visible_to(request.viewer).filter(pk=newest.pk).exists():
        return see(request, reverse("portal:bulletin", args=[newest.pk]))
    mark_read(one, by=request.viewer, now=request.now)
    context = {
        "bulletin": one,
        "pictures": [
            (
                reverse("portal:file", args=[photo.file_id]),
                reverse("portal:thumbnail", args=[photo.file_id]),
                photo,
            )
            for photo in one.photos.select_related("file")
        ],
        "recipient": Recipient.objects.visible_to(request.viewer).filter(bulletin=one).first(),
    }
    return show(request, "faces/portal/bulletins/bulletin.html", context)
