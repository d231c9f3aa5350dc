"""The web form: in a frame on somebody's page, or as a page of its own for who has no JavaScript (CHN-6)."""

from __future__ import annotations

from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from alongside.domain.conversations.actions.visiting import count_knock, send_form
from alongside.domain.conversations.models import Account
from alongside.domain.conversations.rules.visiting import LONGEST_FORM, MOST_FILES
from alongside.faces.widget.chat import files_of, greeting_of, once_of
from alongside.faces.widget.visiting import (
    WidgetRequest,
    address_of,
    check_pass,
    framed,
    from_our_frame,
    is_framed_elsewhere,
    new_pass,
    opening_of,
    widget_page,
)
from alongside.kernel.refusals import Refused


class WebForm(forms.Form):
    """The least that an answer needs."""

    category = forms.ChoiceField(label=_("What is it about?"))
    words = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_FORM,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
    )
    name = forms.CharField(
        label=_("What may we call you?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=_("Email or mobile number"),
        max_length=120,
        help_text=_("There the answer goes."),
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "email", "autocapitalize": "none"}
        ),
    )
    files = forms.FileField(
        label=_("Pictures or PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf"}),
    )

    def __init__(self, account: Account, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["files"].widget.allow_multiple_selected = True
        self.fields["files"].widget.attrs["multiple"] = True
        choices = [
            one.strip() for one in str(account.options.get("categories", "")).splitlines() if one.strip()
        ]
        if choices:
            self.fields["category"].choices = [(one, one) for one in choices]
            self.fields["category"].widget.attrs["class"] = "form-control form-select"
        else:
            del self.fields["category"]
        self.fields["files"].help_text = _("At most %(n)s, each up to 10 MB.") % {"n": MOST_FILES}


@require_http_methods(["GET", "HEAD", "POST"])
@widget_page
def form_page(request: WidgetRequest) -> HttpResponse:
    """Ask, or take and say when the answer comes. What was typed stays when something is wrong with it."""
    if is_framed_elsewhere(request, request.account):
        return framed(render(request, "faces/widget/closed.html", status=403), request.account)
    form = WebForm(request.account, request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "is_sent": False}
    if request.method == "POST":
        from_our_frame(request)
        if form.is_valid():
            try:
                _take(request, form.cleaned_data)
            except Refused as no:
                form.add_error(no.field if no.field in form.fields else None, str(no.words))
            else:
                context = {"is_sent": True, "contact": form.cleaned_data["contact"]}
    asked = {"lang": request.language, "theme": request.theme, "from": request.host}
    here = reverse("widget:form", args=[request.account.code])
    context |= {
        "account": request.account,
        "host": request.host,
        "pass": request.POST.get("pass") or new_pass(request),
        "once": request.POST.get("once") or token_hex(12),
        "theme": request.theme,
        "greeting": greeting_of(request.account),
        "opening": opening_of(request),
        "again": f"{here}?{urlencode(asked)}",
    }
    status = 422 if form.errors and not context["is_sent"] else 200
    return framed(render(request, "faces/widget/form.html", context, status=status), request.account)


def _take(request: WidgetRequest, data: dict[str, Any]) -> None:
    check_pass(request)
    files = files_of(request)
    count_knock(request.account, "form", now=request.now, address=address_of(request))
    send_form(
        request.account,
        words=data["words"],
        contact=data["contact"],
        name=data["name"],
        subject=data.get("category", ""),
        files=files,
        once_key=once_of(request),
        language=request.language,
        now=request.now,
    )
