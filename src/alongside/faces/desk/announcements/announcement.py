"""One announcement: read and confirmed by whom it is for; published, watched and put away by who writes such (ORG-10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alongside.domain.organisation.models import Role
from alongside.domain.work.actions import announcing
from alongside.domain.work.models import Announcement
from alongside.domain.work.permissions import ANNOUNCE
from alongside.domain.work.queries.announcing import audience_of, reached_by
from alongside.faces.desk.announcements.announcements import AREA, TONES
from alongside.faces.desk.files.file import served
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.kernel.stored_files import files_about, open_file


@desk_page()
def announcement_page(request: DeskRequest, pk: int) -> HttpResponse:
    one = _visible(request, pk)
    reading = announcing.open_announcement(one, by=request.viewer, now=request.now)
    may_write = request.viewer.may(ANNOUNCE, on=one)
    context: dict[str, Any] = {
        "one": one,
        "tone": TONES[one.state],
        "files": list(files_about(one)),
        "reading": reading,
        "must_confirm": bool(
            reading and not reading.confirmed_at and one.is_must_read and one.state == "published"
        ),
        "may_write": may_write,
        "roles": [str(role) for role in Role.objects.filter(code__in=one.roles)],
    }
    if may_write:
        context["reached"] = reached_by(one, now=request.now)
        context["meant"] = list(audience_of(one.node, one.roles, now=request.now)[:12])
    return show(request, "faces/desk/announcements/announcement.html", context, area=AREA)


@require_POST
@desk_page()
def confirm_announcement_page(request: DeskRequest, pk: int) -> HttpResponse:
    announcing.confirm_announcement(_visible(request, pk), by=request.viewer, now=request.now)
    return see(request, reverse("desk:announcements"), _("You have confirmed it."))


@require_POST
@desk_page(ANNOUNCE)
def publish_announcement_page(request: DeskRequest, pk: int) -> HttpResponse:
    announcing.publish_announcement(_visible(request, pk), by=request.viewer, now=request.now)
    return see(request, reverse("desk:announcement", args=[pk]), _("Published; everybody hears of it now."))


@require_POST
@desk_page(ANNOUNCE)
def remind_of_announcement_page(request: DeskRequest, pk: int) -> HttpResponse:
    count = announcing.remind_of_announcement(_visible(request, pk), by=request.viewer, now=request.now)
    words = ngettext("%(n)s colleague was reminded.", "%(n)s colleagues were reminded.", count) % {"n": count}
    return see(request, reverse("desk:announcement", args=[pk]), words)


@require_POST
@desk_page(ANNOUNCE)
def end_announcement_page(request: DeskRequest, pk: int) -> HttpResponse:
    announcing.end_announcement(_visible(request, pk), by=request.viewer, now=request.now)
    return see(request, reverse("desk:announcements"), _("It is in the archive."))


@desk_page()
def announcement_file(request: DeskRequest, pk: int, file_id: UUID) -> FileResponse:
    """An attachment, for whoever may see the announcement."""
    stored = find(files_about(_visible(request, pk)), pk=file_id)
    return served(stored, open_file(stored), stored.content_type)


def _visible(request: DeskRequest, pk: int) -> Announcement:
    shown = Announcement.objects.visible_to(request.viewer)
    return find(shown.select_related("node", "written_by"), pk=pk)
