"""The company's list of what is not promised: read, tried, entered, changed (CHN-8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.models import Node
from alongside.domain.wording.actions import change_wording, write_wording
from alongside.domain.wording.models import ForbiddenWording
from alongside.domain.wording.permissions import KEEP_WORDING, SEE_WORDING_USES
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.nodes import choose_node
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

AREA = "desk:said_anyway"
MOST = 300
TEXTS = ("name", "why", "instead")
WORDS = forms.Textarea(attrs={"rows": 2})


class WordingForm(forms.Form):
    """One wording: in which words it would be said, why not, what instead."""

    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    variants = forms.CharField(
        label=gettext_lazy("In which words"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("A variant a line. 保证/承诺…学位/入学: / between words of one meaning, … where others may stand "
                               "between. Spaces, signs, width and 繁體 make no difference; “we cannot promise it” is not found."),
    )  # fmt: skip
    exceptions = forms.CharField(
        label=gettext_lazy("No warning for"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=gettext_lazy("Words that hold a variant and mean something else, one a line: 打包过来"),
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Strictness"), choices=ForbiddenWording.Severity.choices, widget=forms.RadioSelect
    )
    why_zh = forms.CharField(label=gettext_lazy("Why not, in Chinese"), max_length=300, widget=WORDS)
    why_en = forms.CharField(
        label=gettext_lazy("Why not, in English"), max_length=300, widget=WORDS, required=False
    )
    instead_zh = forms.CharField(
        label=gettext_lazy("What to say instead, in Chinese"), max_length=300, widget=WORDS, required=False
    )
    instead_en = forms.CharField(
        label=gettext_lazy("What to say instead, in English"), max_length=300, widget=WORDS, required=False
    )

    def written(self, before: ForbiddenWording | None = None) -> dict[str, Any]:
        """What the action is given. The 繁體 text stays as long as the 简体 one does."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("variants", "exceptions", "severity")}
        texts: dict[str, dict[str, str]] = {}
        for name in TEXTS:
            kept: Mapping[str, str] = getattr(before, name, {})
            kept = kept if kept.get("zh-hans") == data[f"{name}_zh"] else {}
            typed = {"zh-hans": data[f"{name}_zh"], "en": data[f"{name}_en"]}
            texts[name] = {language: text for language, text in ({**kept} | typed).items() if text}
        return plain | texts


class AddForm(WordingForm):
    node = forms.ChoiceField(label=gettext_lazy("Where it holds"), required=False)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and underscore; it never changes."),
    )
    field_order = ("node", "code")

    def __init__(self, request: DeskRequest) -> None:
        super().__init__(request.POST or None, initial={"severity": "warn"})
        self.fields["node"].choices = [("", _("Everywhere")), *node_choices(request, KEEP_WORDING)]


class ChangeForm(WordingForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    is_active = forms.BooleanField(label=gettext_lazy("In force"), required=False)


@desk_page(KEEP_WORDING)
def wordings(request: DeskRequest) -> HttpResponse:
    found = ForbiddenWording.objects.visible_to(request.viewer).select_related("node")[:MOST]
    context = {
        "wordings": found,
        "place": choose_node(request, KEEP_WORDING).node,
        "may_see": request.viewer.may(SEE_WORDING_USES),
        "may_keep": True,
    }
    return show(request, "faces/desk/wording/wordings.html", context, area=AREA)


@desk_page(KEEP_WORDING)
def write_wording_page(request: DeskRequest) -> HttpResponse:
    form = AddForm(request)

    def act(data: dict[str, Any]) -> str:
        chosen = data["node"]
        node = Node.objects.visible_to(request.viewer, KEEP_WORDING).get(pk=chosen) if chosen else None
        write_wording(code=data["code"], node=node, **form.written(), by=request.viewer, now=request.now)
        return reverse("desk:wordings")

    return form_page(
        request, form, act, title=_("Enter a wording"), back=reverse("desk:wordings"), crumb=_("What we don't promise"),
        said=_("Entered. Whoever writes is warned from now on."), area=AREA,
    )  # fmt: skip


@desk_page(KEEP_WORDING)
def change_wording_page(request: DeskRequest, pk: int) -> HttpResponse:
    wording = find(ForbiddenWording.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    before = {name: getattr(wording, name) for name in ("variants", "exceptions", "severity", "is_active")}
    for name in TEXTS:
        before |= {f"{name}_zh": getattr(wording, name).get("zh-hans", "")}
        before |= {f"{name}_en": getattr(wording, name).get("en", "")}
    form = ChangeForm(request.POST or None, initial=before | {"seen": wording.version})

    def act(data: dict[str, Any]) -> str:
        change_wording(
            wording, **form.written(wording), is_active=data["is_active"], seen=data["seen"], by=request.viewer, now=request.now,
        )  # fmt: skip
        return reverse("desk:wordings")

    return form_page(
        request, form, act, title=str(wording), back=reverse("desk:wordings"), crumb=_("What we don't promise"),
        lead=str(wording.node or ""), said=_("Saved."), area=AREA,
    )  # fmt: skip
