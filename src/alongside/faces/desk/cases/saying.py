"""What is said in a case: to the customer, by the customer, among ourselves; and tries to reach them (CAS-15)."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions import writing
from alongside.domain.cases.models import Attempt, Case
from alongside.domain.cases.permissions import ANSWER_AS_CUSTOMER, HANDLE_CASE, REPLY_TO_CUSTOMER
from alongside.domain.cases.queries.paging import token_of
from alongside.domain.cases.queries.story import said_since
from alongside.domain.conversations.models import Channel, Message
from alongside.domain.knowledge.permissions import SEE_KNOWLEDGE
from alongside.faces.desk.at_hand.filling import note_uses, values_for_case
from alongside.faces.desk.at_hand.scripts import script_in
from alongside.faces.desk.cases.acts import ACTS, Act, ActForm, MindedForm, case_url, declare, suffix_of
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.drawing import drawn_once, mark, written
from alongside.faces.ui.widgets import Select
from alongside.kernel.actor import Actor


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploads in one field; a list, empty when there are none."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given: Iterable[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class SayForm(ActForm):
    """Saying something adds and overwrites nothing, so it needs no version."""

    seen = None
    words = forms.CharField(label=_("Words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    files = ManyFilesField(label=_("Files"), required=False)


class ChannelForm(SayForm):
    """It goes the way that the customer came, unless said otherwise.

    `after` is the newest that the page showed.
    """

    asks_again = False
    after = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    channel = forms.ChoiceField(label=_("Over"), choices=Channel.choices, widget=Select)

    def initial_for(self, request: DeskRequest, case: Case) -> dict[str, Any]:
        return {"channel": case.channel}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        after = given.pop("after", "")
        if after and self.asks_again:
            said = said_since(self.case, after, but=self.request.viewer)
            if said:
                self.data = self.data.copy()
                self.data["after"] = token_of(said[-1].pk, 0)
                for one in said:
                    self.add_error(None, self._told(one))
                self.add_error(
                    "words",
                    _("This was said while you were writing. Send again if your answer still fits."),
                )
        return given

    def _told(self, one: Message) -> str:
        who = one.staff.name if one.staff else self.case.customer and self.case.customer.called
        return f"{who or _('Customer')}: {Truncator(one.body).chars(200)}"


class ReplyForm(MindedForm, ChannelForm):
    """What we write to the customer. What was said since the page was drawn is shown first, and then it is asked again."""

    asks_again = True
    used = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"request": self.request}


def reply(case: Case, *, request: DeskRequest, used: str, by: Actor, now: datetime, **given: Any) -> None:
    """Write to the customer, and count the scripts that were used."""
    writing.reply_to_customer(case, by=by, now=now, **given)
    note_uses(request, used, about=case, node=case.node)


class RecordForm(ChannelForm):
    """What the customer told us."""


class AttemptForm(ActForm):
    seen = None
    channel = forms.ChoiceField(label=_("Over"), choices=Channel.choices, widget=Select)
    result = forms.ChoiceField(label=_("How did it go?"), choices=Attempt.Result, widget=Select)
    words = forms.CharField(label=_("Words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


def not_archived(case: Case) -> bool:
    return case.state != "archived"


def takes_part(case: Case, viewer: Actor) -> bool:
    """A helper from elsewhere may note things too; the action asks whether they take part."""
    return viewer.kind == "staff"


# In which direction a draft is kept for the writer, on every device of theirs.
KEPT_AS = {
    "reply_to_customer": Message.Direction.OUT.value,
    "add_note": Message.Direction.INTERNAL.value,
    "record_customer_words": Message.Direction.IN.value,
}
SAYING = ("reply_to_customer", "add_note", "record_customer_words", "record_attempt")

declare(
    Act("reply_to_customer", _("Reply"), reply, REPLY_TO_CUSTOMER, icon="send", key="r",
        form=ReplyForm, when=not_archived, done=_("Sent.")),
    Act("add_note", _("Internal note"), writing.add_note, HANDLE_CASE, icon="note", key="m", form=SayForm,
        when=not_archived, allowed=takes_part, done=_("Noted.")),
    Act("record_customer_words", _("The customer said"), writing.record_customer_words, ANSWER_AS_CUSTOMER,
        icon="quote", key="c", form=RecordForm, when=not_archived, done=_("Recorded.")),
    Act("record_attempt", _("Tried to reach"), writing.record_attempt, REPLY_TO_CUSTOMER, icon="phone-outgoing",
        key="t", form=AttemptForm, when=not_archived, done=_("Recorded.")),
)  # fmt: skip


def composer_of(request: DeskRequest, case: Case, *, token: str) -> SafeString:
    """The form at the foot of a case: a tab for each way of saying something that is open to this person.

    `?say=` opens one of them; else the first is. Empty for who may only read.
    """
    open_acts = tuple(code for code in SAYING if ACTS[code].is_open(case, request.viewer))
    if not open_acts:
        return SafeString("")
    asked, suffix = request.GET.get("say", ""), suffix_of(request)
    drawing = composer(
        asked if asked in open_acts else open_acts[0],
        open_acts,
        case.channel,
        has_customer=bool(case.customer),
        has_scripts=request.viewer.may(SEE_KNOWLEDGE),
        has_drafts=bool(settings.CHAT_ENDPOINT),
    )
    words, used = "", ""
    if request.GET.get("script"):
        words, used = script_in(request, case.node, values_for_case(request, case))
    return drawing.filled(
        address=case_url(case.number),
        suffix=suffix,
        and_list=f"&{suffix[1:]}" if suffix else "",
        case_id=case.pk,
        node=case.node_id,
        number=case.number,
        words=words,
        used=used,
        called=case.customer.called if case.customer else "",
        token=token,
    )


@drawn_once
def composer(
    open_one: str,
    tabs: tuple[str, ...],
    channel: str,
    *,
    has_customer: bool,
    has_scripts: bool,
    has_drafts: bool,
) -> str:
    """The composer for every case whose customer came that way."""
    act = ACTS[open_one]
    form = forms.Form(
        initial={"channel": channel} if issubclass(act.form, ChannelForm) else {}, auto_id="say_%s"
    )
    form.fields = deepcopy(act.form.base_fields)
    return written(
        "faces/desk/cases/composer.html",
        say=act,
        kept_as=KEPT_AS.get(act.code, ""),
        saying=[ACTS[code] for code in tabs],
        say_form=form,
        address=mark("address"),
        suffix=mark("suffix"),
        and_list=mark("and_list"),
        case_id=mark("case_id"),
        number=mark("number") if has_scripts and act.code == "reply_to_customer" else "",
        drafted=mark("number") if has_drafts and act.code == "reply_to_customer" else "",
        words=mark("words"),
        used=mark("used"),
        node=mark("node") if act.form.minds_wording else "",
        called=mark("called") if has_customer else "",
        csrf_token=mark("token"),
    )
