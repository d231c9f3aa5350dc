"""Our staff beside a platform's directory: what differs, taken over row by row (ORG-11). Nothing changes by itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.domain.platforms.actions.directory import begin_reading, take_over
from alongside.domain.platforms.actions.speaking import platform_of
from alongside.domain.platforms.models import Directory, DirectoryPerson, PlatformName
from alongside.domain.platforms.queries import configured_platforms
from alongside.domain.platforms.queries.directory import compare
from alongside.domain.platforms.rules.matching import Difference
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.faces.ui.asked import is_whole
from alongside.kernel.refusals import Refused

MOST = 300


@desk_page(MANAGE_STAFF)
def directory(request: DeskRequest, platform: str) -> HttpResponse:
    return _page(request, platform)


@require_POST
@desk_page(MANAGE_STAFF)
def read_directory_page(request: DeskRequest, platform: str) -> HttpResponse:
    _need(request, platform)
    begin_reading(platform, by=request.viewer, now=request.now)
    return see(
        request, reverse("desk:directory", args=[platform]), _("It is being read; look again in a minute.")
    )


@require_POST
@desk_page(MANAGE_STAFF)
def take_over_page(request: DeskRequest, platform: str) -> HttpResponse:
    """Each row for itself: one that is refused holds up no other, and the page says why."""
    _need(request, platform)
    people = DirectoryPerson.objects.visible_to(request.viewer).filter(platform=platform)
    taken, refused = 0, []
    for row in request.POST.getlist("rows")[:MOST]:
        kind, _colon, number = row.partition(":")
        person = people.filter(pk=int(number)).first() if is_whole(number) else None
        if person is None or kind not in ("new", "unbound", "changed"):
            continue
        try:
            take_over(platform, kind, person, by=request.viewer, now=request.now)
            taken += 1
        except Refused as no:
            refused.append((person.name, no))
    if refused:
        return _page(request, platform, refused=refused, taken=taken, status=422)
    said = ngettext("%(n)s row was taken over.", "%(n)s rows were taken over.", taken) % {"n": taken}
    return see(request, reverse("desk:directory", args=[platform]), said)


def _page(request: DeskRequest, platform: str, *, status: int = 200, **more: Any) -> HttpResponse:
    _need(request, platform)
    speaker = platform_of(platform, now=request.now)
    found = compare(platform, company=speaker.company) if speaker else []
    by_kind: dict[str, list[Difference]] = {kind: [] for kind in ("new", "unbound", "changed", "gone")}
    for one in found:
        by_kind[one.kind].append(one)
    context = {
        "platform": platform,
        "name": PlatformName(platform).label,
        "others": [(code, PlatformName(code).label) for code in configured_platforms()],
        "directory": Directory.objects.visible_to(request.viewer).filter(platform=platform).first(),
        "count": len(found),
        **{kind: rows[:MOST] for kind, rows in by_kind.items()},
        **more,
    }
    return show(
        request, "faces/desk/organisation/directory.html", context, area="desk:organisation", status=status
    )


def _need(request: DeskRequest, platform: str) -> None:
    if platform not in configured_platforms() or not request.viewer.reach(MANAGE_STAFF).everywhere:
        raise Http404
