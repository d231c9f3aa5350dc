"""The texts that an SMS gateway or WeChat approved: which there are, a new one, a change (CHN-4, CHN-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.conversations.actions import keep_template
from alongside.domain.conversations.actions.carriers import CARRIERS
from alongside.domain.conversations.models import Account, Channel, TextTemplate
from alongside.domain.conversations.rules.texting import KINDS
from alongside.domain.customers.models import Purpose
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find

_PROVIDERS = [one.provider for one in CARRIERS.values() if one.has_texts]
_HELP = gettext_lazy(
    "Exactly as it was approved, without the signature. Filled are ${title}, ${sentence} and ${link}; in a sign-in code "
    "${code} and ${minutes}; in an answer ${words}."
)
_HELP_OF_NUMBERED = gettext_lazy("Where the gateway's text has {1}, {2} …, write the names in that order.")
_HELP_OF_NOTICES = gettext_lazy(
    "One field of the template a line, as “thing1 = ${title}”. Filled are ${title}, ${sentence}, ${node} and ${time}; in "
    "an answer ${words}."
)


class TemplateForm(forms.Form):
    kind = forms.ChoiceField(
        label=pgettext_lazy("text of an SMS", "For what"),
        choices=[(code, label) for code, (label, _names) in KINDS.items()],
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    vendor_code = forms.CharField(
        label=gettext_lazy("Number at the gateway"), max_length=60, help_text=gettext_lazy("SMS_123456789")
    )
    text = forms.CharField(
        label=pgettext_lazy("text of an SMS", "Text"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_HELP,
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, account: Account, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if account.provider == "sms_tencent":
            self.fields["vendor_code"].help_text = "1234567"
            self.fields["text"].help_text = format_lazy("{} {}", _HELP, _HELP_OF_NUMBERED)
        if account.channel == Channel.WECHAT:
            self.fields["text"].help_text = _HELP_OF_NOTICES
            self.fields["vendor_code"].label = gettext_lazy("Template ID")
            self.fields["vendor_code"].help_text = gettext_lazy(
                "As it stands at WeChat, under subscribe notices."
            )
        known = [(one.code, str(one)) for one in Purpose.objects.filter(is_active=True)]
        self.fields["purpose"].choices = [("", gettext_lazy("Any")), *known]


@desk_page(MANAGE_SYSTEM)
def add_template_page(request: DeskRequest, pk: int) -> HttpResponse:
    account = find(Account.objects.visible_to(request.viewer).filter(provider__in=_PROVIDERS), pk=pk)
    return _page(request, account, None, TemplateForm(account, request.POST or None))


@desk_page(MANAGE_SYSTEM)
def change_template_page(request: DeskRequest, pk: int) -> HttpResponse:
    template = find(TextTemplate.objects.visible_to(request.viewer).select_related("account__node"), pk=pk)
    names = ("kind", "purpose", "language", "vendor_code", "text", "is_active")
    initial = {one: getattr(template, one) for one in names} | {"seen": template.version}
    return _page(
        request,
        template.account,
        template,
        TemplateForm(template.account, request.POST or None, initial=initial),
    )


def _page(
    request: DeskRequest, account: Account, template: TextTemplate | None, form: TemplateForm
) -> HttpResponse:
    here = reverse("desk:account", args=[account.pk])

    def act(data: dict[str, Any]) -> str:
        keep_template(account, template=template, **data, by=request.viewer, now=request.now)
        return here

    return form_page(
        request,
        form,
        act,
        title=_("Change the text") if template else _("New text"),
        back=here,
        crumb=account.name,
        said=_("Saved."),
        area="desk:system",
    )
