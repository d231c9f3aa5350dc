"""Accounts of the channels: what each place has at providers, whether it goes well, added, changed and checked (CHN-1).

The forms are drawn from what a provider's carrier says an account of it consists of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions import add_account, change_account, check_account
from alongside.domain.conversations.actions.carriers import CARRIERS, Carrier, Option
from alongside.domain.conversations.models import Account, Channel
from alongside.domain.conversations.queries import loads_of
from alongside.domain.conversations.rules.texting import KINDS as TEXT_KINDS
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.desk.system.official_account import official_account

MOST = 200
# Where a provider calls us, by its account's word.
CALLED_AT = {
    "sms_aliyun": "gateways:sms",
    "sms_tencent": "gateways:sms",
    "wechat_official": "gateways:wechat",
    "cti": "gateways:take_call_event",
}
# What a channel brings, for who chooses one.
WHAT = {
    Channel.PHONE: gettext_lazy(
        "Who calls stands on the page while it rings; recordings, callbacks and the board of the hotline."
    ),
    Channel.SMS: gettext_lazy(
        "Approved texts, sign-in codes, delivery reports; what people answer comes into the inbox."
    ),
    Channel.WECHAT: gettext_lazy(
        "What followers write comes into the inbox; answers, menu and notices over WeChat."
    ),
    Channel.CHAT: gettext_lazy("One line on any website: visitors write, your people answer live."),
}
KINDS: dict[str, Any] = {
    "text": lambda: forms.CharField(max_length=300),
    "url": lambda: forms.URLField(max_length=300, assume_scheme="https"),
    "long": lambda: forms.CharField(max_length=4_000, widget=forms.Textarea(attrs={"rows": 4})),
    "number": lambda: forms.IntegerField(min_value=0, max_value=1_000_000),
    "yes": lambda: forms.BooleanField(),
}


@desk_page(MANAGE_SYSTEM)
def accounts(request: DeskRequest) -> HttpResponse:
    found = Account.objects.visible_to(request.viewer).select_related("node")[:MOST]
    context = {"accounts": found, "carriers": [(one, WHAT.get(one.channel, "")) for one in CARRIERS.values()]}
    return show(request, "faces/desk/system/accounts.html", context, area="desk:system")


class AccountForm(forms.Form):
    """A name, and what the carrier declares."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)

    def __init__(self, carrier: Carrier, *args: Any, is_new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self._add(carrier.options)
        self._add(carrier.secrets, is_secret=True, is_new=is_new)

    def _add(self, options: Iterable[Option], *, is_secret: bool = False, is_new: bool = True) -> None:
        for one in options:
            field = (
                forms.ChoiceField(choices=one.choices, required=False) if one.choices else KINDS[one.kind]()
            )
            field.label, field.help_text, field.initial = one.label, one.help, one.initial
            field.required = one.is_required and one.kind != "yes" and (is_new or not is_secret)
            if is_secret:
                if one.kind != "long":
                    field.widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
                field.help_text = one.help or gettext_lazy("It is kept encrypted and never shown again.")
                if not is_new:
                    field.help_text = gettext_lazy("Empty: it stays what it was.")
            self.fields[one.name] = field


class AddForm(AccountForm):
    node = forms.ChoiceField(label=gettext_lazy("For whose customers"))
    field_order = ("node",)

    def __init__(self, request: DeskRequest, carrier: Carrier) -> None:
        super().__init__(carrier, request.POST or None, is_new=True)
        self.fields["node"].choices = node_choices(request, MANAGE_SYSTEM)


class ChangeForm(AccountForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)


@desk_page(MANAGE_SYSTEM)
def add_account_page(request: DeskRequest, provider: str) -> HttpResponse:
    carrier = _carrier(provider)

    def act(data: dict[str, Any]) -> str:
        node = Node.objects.visible_to(request.viewer, MANAGE_SYSTEM).get(pk=data.pop("node"))
        name = data.pop("name")
        made = add_account(
            node=node, provider=provider, name=name, given=data, by=request.viewer, now=request.now
        )
        return reverse("desk:account", args=[made.pk])

    return form_page(
        request,
        AddForm(request, carrier),
        act,
        title=_("Add: %(what)s") % {"what": carrier.label},
        back=reverse("desk:accounts"),
        crumb=_("Channels"),
        submit=_("Add"),
        said=_("Added. Check it now."),
        area="desk:system",
    )


@desk_page(MANAGE_SYSTEM)
def account(request: DeskRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    carrier = CARRIERS.get(found.provider)
    told = [
        (one.label, _shown(one, found.options.get(one.name, "")))
        for one in (carrier.options if carrier else ())
    ]
    context = {
        "account": found,
        "carrier": carrier,
        "told": told,
        "load": next(iter(loads_of(request.viewer, account=found.pk)), None),
        "templates": found.templates.all() if carrier and carrier.has_texts else None,
        "kinds": {code: label for code, (label, _names) in TEXT_KINDS.items()},
        "site": settings.PUBLIC_URL.rstrip("/"),
        "channels": Channel,
        "called_at": reverse(CALLED_AT[found.provider], args=[found.code])
        if found.provider in CALLED_AT
        else "",
        **official_account(found, now=request.now),
    }
    if request.GET.get("part") == "menu" and "menu" in context:
        return show(request, "faces/desk/system/official_account.html#standing", context, area="desk:system")
    return show(request, "faces/desk/system/account.html", context, area="desk:system")


@desk_page(MANAGE_SYSTEM)
def change_account_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    here = reverse("desk:account", args=[pk])
    as_it_is = {**found.options, "name": found.name, "is_active": found.is_active, "seen": found.version}

    def act(data: dict[str, Any]) -> str:
        own = {one: data.pop(one) for one in ("name", "is_active", "seen")}
        change_account(found, given=data, **own, by=request.viewer, now=request.now)
        return here

    return form_page(
        request,
        ChangeForm(_carrier(found.provider), request.POST or None, is_new=False, initial=as_it_is),
        act,
        title=_("Change the account"),
        back=here,
        crumb=found.name,
        said=_("Saved."),
        area="desk:system",
    )


@require_POST
@desk_page(MANAGE_SYSTEM)
def check_account_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask the provider now; a refusal says what is wrong."""
    said = check_account(_visible(request, pk), by=request.viewer)
    return see(request, reverse("desk:account", args=[pk]), said or _("There is nothing to ask there."))


def _visible(request: DeskRequest, pk: int) -> Account:
    return find(Account.objects.visible_to(request.viewer).select_related("node"), pk=pk)


def _carrier(provider: str) -> Carrier:
    if provider not in CARRIERS:
        raise Http404
    return CARRIERS[provider]


def _shown(option: Option, value: Any) -> Any:
    if option.choices:
        return dict(option.choices).get(value, value)
    if option.kind == "yes":
        return pgettext("option", "Yes") if value else pgettext("option", "No")
    return value
