"""Mailboxes: which are read, whether that goes well, and how one is added, changed and checked (CHN-2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions import add_mailbox, change_mailbox, check_mailbox
from alongside.domain.conversations.models import Mailbox, TakenMail
from alongside.domain.conversations.models.mail import Security
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show

MOST = 200
LAST = 50


@desk_page(MANAGE_SYSTEM)
def mailboxes(request: DeskRequest) -> HttpResponse:
    found = Mailbox.objects.visible_to(request.viewer).select_related("node")[:MOST]
    return show(request, "faces/desk/system/mailboxes.html", {"mailboxes": found}, area="desk:system")


class MailboxForm(forms.Form):
    """Where the mails lie, and by which server answers leave."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("Who writes, as customers read it.")
    )
    address = forms.EmailField(label=gettext_lazy("Address"), max_length=254)
    imap_host = forms.CharField(label=gettext_lazy("IMAP server"), max_length=200)
    imap_port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=993)
    imap_security = forms.ChoiceField(label=gettext_lazy("Security"), choices=Security.choices)
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Empty: the address itself."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Many providers give out a code for programs instead. It is kept encrypted."),
    )
    folder = forms.CharField(label=gettext_lazy("Folder"), max_length=100, initial="INBOX")
    smtp_host = forms.CharField(
        label=gettext_lazy("SMTP server"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: answers leave by the mail server of the house."),
    )
    smtp_port = forms.IntegerField(label=gettext_lazy("SMTP port"), min_value=1, max_value=65535, initial=465)
    smtp_security = forms.ChoiceField(label=gettext_lazy("SMTP security"), choices=Security.choices)


class AddForm(MailboxForm):
    node = forms.ChoiceField(label=gettext_lazy("For whose customers"))
    field_order = ("node",)

    def __init__(self, request: DeskRequest, *args: Any) -> None:
        super().__init__(*args)
        self.fields["node"].choices = node_choices(request, MANAGE_SYSTEM)


class ChangeForm(MailboxForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    is_active = forms.BooleanField(label=gettext_lazy("Mails are read"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["password"].required = False
        self.fields["password"].help_text = gettext_lazy("Empty: it stays what it was.")


@desk_page(MANAGE_SYSTEM)
def add_mailbox_page(request: DeskRequest) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        node = Node.objects.visible_to(request.viewer, MANAGE_SYSTEM).get(pk=data.pop("node"))
        made = add_mailbox(node=node, **data, by=request.viewer, now=request.now)
        return reverse("desk:mailbox", args=[made.pk])

    return form_page(
        request,
        AddForm(request, request.POST or None),
        act,
        title=_("Add a mailbox"),
        back=reverse("desk:mailboxes"),
        crumb=_("Mailboxes"),
        submit=_("Add"),
        lead=_("What comes from now on is taken in; what lies there already is left alone."),
        said=_("Added. Check it now."),
        area="desk:system",
    )


@desk_page(MANAGE_SYSTEM)
def mailbox(request: DeskRequest, pk: int) -> HttpResponse:
    found = find(Mailbox.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    context = {"mailbox": found, "mails": found.mails.order_by("-id")[:LAST], "kinds": TakenMail.Kind}
    return show(request, "faces/desk/system/mailbox.html", context, area="desk:system")


@desk_page(MANAGE_SYSTEM)
def change_mailbox_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = find(Mailbox.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    here = reverse("desk:mailbox", args=[pk])
    names = [one for one in MailboxForm.base_fields if one != "password"]
    as_it_is = {one: getattr(found, one) for one in [*names, "is_active"]}

    def act(data: dict[str, Any]) -> str:
        change_mailbox(found, **data, by=request.viewer, now=request.now)
        return here

    return form_page(
        request,
        ChangeForm(request.POST or None, initial={**as_it_is, "seen": found.version}),
        act,
        title=_("Change the mailbox"),
        back=here,
        crumb=found.address,
        said=_("Saved."),
        area="desk:system",
    )


@require_POST
@desk_page(MANAGE_SYSTEM)
def check_mailbox_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Connect now; a refusal says what is wrong."""
    found = find(Mailbox.objects.visible_to(request.viewer), pk=pk)
    count = check_mailbox(found, by=request.viewer)
    said = ngettext("It can be read; %(n)s mail lies there.", "It can be read; %(n)s mails lie there.", count)
    return see(request, reverse("desk:mailbox", args=[pk]), said % {"n": count})
