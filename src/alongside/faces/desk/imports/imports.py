"""What was imported lately, by whom, and what came of it."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.work.hooks import importers
from alongside.domain.work.queries import recent_imports
from alongside.faces.desk.imports.kinds import KINDS
from alongside.faces.desk.page import DeskRequest, desk_page, show

MOST = 100


@desk_page(*(one.permission for one in importers()))
def imports(request: DeskRequest) -> HttpResponse:
    context = {
        "runs": recent_imports(request.viewer)[:MOST],
        "kinds": [one for one in KINDS.values() if request.viewer.may(one.importer.permission)],
    }
    return show(request, "faces/desk/imports/imports.html", context)
