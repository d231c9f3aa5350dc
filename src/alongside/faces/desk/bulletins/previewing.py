"""Exactly what customers will see, on the page and in the mail, in each language, before it goes out (JRN-6)."""

from __future__ import annotations

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from alongside.domain.bulletins.permissions import SEE_BULLETINS
from alongside.domain.bulletins.queries import audience_of, buildings_of, today_at
from alongside.domain.bulletins.queries.letters import letter_of
from alongside.domain.conversations.rules.letter import Letterhead, as_html
from alongside.domain.estates.models import Unit
from alongside.faces.desk.bulletins.bulletin import address_of, bulletin_of
from alongside.faces.desk.bulletins.bulletins import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, show

# A letter may bring its own styles and nothing else.
LETTER_POLICY = dict.fromkeys(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], ["'none'"]) | {
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": [],
}


def _language(request: DeskRequest) -> str:
    known = [code for code, _name in settings.LANGUAGES]
    asked = request.GET.get("language", "")
    return asked if asked in known else known[0]


@csp_update({"frame-src": ["'self'"]})
@desk_page(SEE_BULLETINS)
def preview_bulletin(request: DeskRequest, pk: int) -> HttpResponse:
    """The page and the letter side by side, in the language chosen."""
    bulletin, language = bulletin_of(request, pk), _language(request)
    context = {
        "bulletin": bulletin,
        "back": address_of(bulletin),
        "language": language,
        "languages": settings.LANGUAGES,
        "page": reverse("desk:previewed_page", args=[pk]) + f"?language={language}",
        "letter": reverse("desk:previewed_letter", args=[pk]) + f"?language={language}",
        "audience": audience_of(bulletin, on=today_at(bulletin.node, request.now)),
    }
    return show(request, "faces/desk/bulletins/preview_bulletin.html", context, area=AREA)


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"], "script-src": ["'none'"]})
@desk_page(SEE_BULLETINS)
def previewed_page(request: DeskRequest, pk: int) -> HttpResponse:
    """The portal's page, of the same parts as the portal draws it."""
    bulletin = bulletin_of(request, pk)
    pictures = [
        (reverse("desk:file", args=[one.file_id]), reverse("desk:thumbnail", args=[one.file_id]), one)
        for one in bulletin.photos.select_related("file")
    ]
    with translation.override(_language(request)):
        context = {"bulletin": bulletin, "pictures": pictures}
        return show(request, "faces/desk/bulletins/previewed_page.html", context)


@xframe_options_sameorigin
@csp_replace(LETTER_POLICY)
@desk_page(SEE_BULLETINS)
def previewed_letter(request: DeskRequest, pk: int) -> HttpResponse:
    """The mail, to somebody who owns the first home that it is about."""
    bulletin, language = bulletin_of(request, pk), _language(request)
    there = Unit.objects.filter(building__in=buildings_of(bulletin).order_by().values("pk"))
    home = there.order_by("pk").values_list("label", flat=True).first()
    with translation.override(language):
        letter = letter_of(bulletin, called=_("(name of the customer)"), homes=home or "—")
        head = Letterhead(sender=bulletin.node.name, site=settings.PUBLIC_URL, language=language)
        return HttpResponse(as_html(letter, head))
