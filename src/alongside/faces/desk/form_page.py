"""A page that is one form: shown, sent, refused with the words beside the field, or done and gone on from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.utils.translation import gettext as _

from alongside.faces.desk.page import DeskRequest, refusals_on, see, show

LONG = 7  # fields from which on a form stands in two columns


def form_page(
    request: DeskRequest,
    form: BaseForm,
    act: Callable[[dict[str, Any]], str],
    *,
    title: Any,
    back: str,
    crumb: Any,
    said: Any = "",
    submit: Any = "",
    lead: Any = "",
    question: Any = "",
    is_danger: bool = False,
    other: tuple[str, Any] | None = None,
    area: str = "",
    minding: Any = None,
    minding_at: str = "draft",
    template: str = "faces/desk/form_page.html",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """`act` is given the clean data, calls the action and returns the address to go on to.

    A refusal stays on the form with what was typed. `question` is asked before sending. `other`: address and words of
    another way to go from here. `minding`: the node whose customers read it, and `minding_at` the form's own word where
    it is sent at once, so that what is not promised there must be confirmed (CHN-8). `template` extends ours and is given `more`.
    """
    if form.is_valid():
        with refusals_on(form):
            return see(request, act(form.cleaned_data), said)
    context = {
        "title": title,
        "form": form,
        "back": back,
        "crumb": crumb,
        "submit": submit or _("Save"),
        "lead": lead,
        "question": question,
        "minding": minding,
        "minding_at": minding_at,
        "is_danger": is_danger,
        "other": other,
        "is_long": len(form.fields) >= LONG,
    }
    return show(request, template, context | (more or {}), area=area)
