"""The frame of the desk, drawn once for the same navigation and language: it is half of most pages.

What differs from one request to the next (whose it is, the address, the forgery token) is filled into the drawing.
"""

from __future__ import annotations

from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from alongside.faces.ui.drawing import drawn_once, mark, written
from alongside.faces.ui.navigation import Navigation, Telephone
from alongside.faces.ui.templatetags import ui


def framed(part: str, context: Context) -> SafeString:
    """`faces/ui/components/{part}.html` for the navigation of the context."""
    navigation: Navigation = context.get("navigation") or Navigation()
    request = context.get("request")
    return frame(part, navigation.of(mark("person"), mark("place"))).filled(
        token=context.get("csrf_token", ""),
        address=request.get_full_path() if request else "",
        searched=request.GET.get("q", "") if request else "",
        person=navigation.person_name,
        place=navigation.person_place,
        initial=ui.initial_of(navigation.person_name),
        telephone=telephone_line(navigation.telephone),
    )


def telephone_line(telephone: Telephone | None) -> SafeString | str:
    """Where one sits and whether calls come there, in the rail."""
    if telephone is None:
        return ""
    return mark_safe(written("faces/ui/components/rail_phone.html", phone=telephone))  # a template's own


@drawn_once
def frame(part: str, navigation: Navigation) -> str:
    """The part with marks."""
    return written(
        f"faces/ui/components/{part}.html",
        navigation=navigation,
        initial=mark("initial"),
        csrf_token=mark("token"),
        address=mark("address"),
        searched=mark("searched"),
        telephone=mark("telephone"),
    )
