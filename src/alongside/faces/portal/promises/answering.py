"""The customer's word about a promise: agree to a change, decline it, say that it was not kept (SAL-4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.promises.actions import answer_renegotiation, report_not_kept
from alongside.domain.promises.models import Promise
from alongside.faces.portal.page import PortalRequest, portal_page, refusals_on, see, show
from alongside.faces.portal.promises.promises import may_say_not_kept, promise_of
from alongside.faces.ui.asked import is_whole
from alongside.kernel.refusals import Refused


class WordsForm(forms.Form):
    """`seen` is the promise that the customer had before them when they decided."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=gettext_lazy("In your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, needs_words: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = needs_words


@require_POST
@portal_page
def agree_to_change(request: PortalRequest, pk: int) -> HttpResponse:
    """One tap. Tapped again, it says the same."""
    one = promise_of(request, pk)
    seen = request.POST.get("seen", "")
    seen_version = int(seen) if is_whole(seen) else None
    try:
        answer_renegotiation(one, agrees=True, by=request.viewer, now=request.now, seen=seen_version)
    except Refused as no:
        last = one.renegotiations.order_by("-id").first()
        if last is None or last.answer != "agreed":
            return see(request, _url(one), no.words)
    return see(request, _url(one), _("Thank you. It is noted as agreed."))


@portal_page
def decline_change(request: PortalRequest, pk: int) -> HttpResponse:
    one = promise_of(request, pk)
    if one.state != "asked":
        return see(request, _url(one))

    def act(words: str, seen: int | None) -> None:
        answer_renegotiation(one, agrees=False, words=words, by=request.viewer, now=request.now, seen=seen)

    return _with_words(
        request, one, act, heading=_("I do not agree"), label=_("Would you tell us why?"), needs_words=False,
        said=_("We keep to what was promised."),
    )  # fmt: skip


@portal_page
def not_kept(request: PortalRequest, pk: int) -> HttpResponse:
    one = promise_of(request, pk)
    if not may_say_not_kept(one, request):
        return see(request, _url(one))

    def act(words: str, seen: int | None) -> None:
        report_not_kept(one, words=words, by=request.viewer, now=request.now, seen=seen)

    return _with_words(
        request, one, act, heading=_("This was not kept"), label=_("What is missing?"), needs_words=True,
        said=_("We are sorry. Somebody looks after it at once, and a supervisor knows."),
    )  # fmt: skip


def _with_words(
    request: PortalRequest,
    one: Promise,
    act: Callable[[str, int | None], None],
    *,
    heading: str,
    label: str,
    needs_words: bool,
    said: str,
) -> HttpResponse:
    form = WordsForm(request.POST or None, initial={"seen": one.version}, needs_words=needs_words)
    form.fields["words"].label = label
    if form.is_valid():
        with refusals_on(form):
            act(form.cleaned_data["words"], form.cleaned_data["seen"])
            return see(request, _url(one), said)
    context = {"promise": one, "form": form, "heading": heading}
    return show(request, "faces/portal/promises/act.html", context)


def _url(one: Promise) -> str:
    return reverse("portal:promise", args=[one.pk])
