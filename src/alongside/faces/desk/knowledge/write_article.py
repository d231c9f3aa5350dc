"""Write an article, or a new version of one; file it; retire it (CHN-9)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.knowledge import actions
from alongside.domain.knowledge.actions.writing import under_way
from alongside.domain.knowledge.models import Article, ArticleVersion, SearchGap
from alongside.domain.knowledge.permissions import APPROVE_KNOWLEDGE, WRITE_KNOWLEDGE
from alongside.domain.knowledge.rules import PLACEHOLDERS, SITUATIONS, TOPICS, Text
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.knowledge.article import visible_article
from alongside.faces.desk.knowledge.article_files import beside_text
from alongside.faces.desk.knowledge.articles import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find
from alongside.faces.ui.asked import is_whole

MONTHS = [(3, "3"), (6, "6"), (12, "12"), (24, "24"), (36, "36")]
VARIABLES = " ".join("{{" + names[0] + "}}" for names in PLACEHOLDERS.values())
EDITOR = "faces/desk/knowledge/write_article.html"
HOW = gettext_lazy("Markdown: ## heading, - list, 1. steps, **strong**, [words](https://…).")


class TextForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("text", "Title"), max_length=120)
    words = forms.CharField(
        label=pgettext_lazy("article", "Text"), max_length=20_000, help_text=HOW,
        widget=forms.Textarea(attrs={"rows": 16}),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=gettext_lazy("Public: customers and anybody read it in the help centre"), required=False
    )

    def text(self) -> Text:
        """What was typed, as a version of the article."""
        data = self.cleaned_data
        return Text(data["title"], data["words"], data["is_public"], data.get("note", ""))


class NewForm(TextForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Article.Kind.choices)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=TOPICS)
    situation = forms.ChoiceField(
        label=gettext_lazy("Situation (of a script)"), choices=[("", "—"), *SITUATIONS], required=False
    )
    node = forms.ModelChoiceField(
        Node.objects.none(), label=gettext_lazy("Holds for this place and those below"), empty_label=None
    )
    review_months = forms.TypedChoiceField(
        label=gettext_lazy("Look over it every … months"), choices=MONTHS, coerce=int, initial=12
    )
    gap = forms.ModelChoiceField(SearchGap.objects.none(), required=False, widget=forms.HiddenInput)
    field_order = ("kind", "topic", "situation", "node", "title", "words", "is_public", "review_months")


class ReviseForm(TextForm):
    note = forms.CharField(
        label=gettext_lazy("What has changed, in a few words"), max_length=200, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class CardForm(forms.Form):
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=TOPICS)
    situation = forms.ChoiceField(
        label=gettext_lazy("Situation (of a script)"), choices=[("", "—"), *SITUATIONS], required=False
    )
    owner = forms.ModelChoiceField(
        StaffMember.objects.none(), label=pgettext_lazy("article", "Owner"), empty_label=None
    )
    review_months = forms.TypedChoiceField(
        label=gettext_lazy("Look over it every … months"), choices=MONTHS, coerce=int
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class RetireForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it no longer holds"), max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(WRITE_KNOWLEDGE)
def write_article_page(request: DeskRequest) -> HttpResponse:
    """`?gap=12`: it answers what was searched for in vain."""
    gap = _gap(request)
    form = NewForm(
        request.POST or None, initial={"title": gap.words, "gap": gap, "node": gap.node_id} if gap else None
    )
    places = Node.objects.visible_to(request.viewer, WRITE_KNOWLEDGE).filter(is_active=True)
    form.fields["node"].queryset = places.order_by("path")
    form.fields["gap"].queryset = SearchGap.objects.visible_to(request.viewer)

    def act(data: dict[str, Any]) -> str:
        given = {name: data[name] for name in ("kind", "topic", "situation", "node", "review_months", "gap")}
        made = actions.write_article(**given, text=form.text(), by=request.viewer, now=request.now)
        return reverse("desk:article", args=[made.pk])

    return form_page(
        request, form, act, title=_("Write an article"), back=reverse("desk:articles"), crumb=_("Knowledge"),
        submit=_("Keep the draft"), area=AREA, said=_("The draft is kept. Hand it in when it is ready."),
        lead=_("In a script these stand for what the record knows: %(names)s") % {"names": VARIABLES},
        template=EDITOR, more=beside_text(request, None),
    )  # fmt: skip


@desk_page(WRITE_KNOWLEDGE)
def revise_article_page(request: DeskRequest, pk: int) -> HttpResponse:
    article = visible_article(request, pk)
    request.viewer.require(WRITE_KNOWLEDGE, on=article)
    draft = under_way(article)
    text: ArticleVersion | Article = draft or article
    initial = {name: getattr(text, name) for name in ("title", "words", "is_public")}
    note = draft.note if draft else ""
    form = ReviseForm(request.POST or None, initial={**initial, "note": note, "seen": article.version})

    def act(data: dict[str, Any]) -> str:
        actions.revise_article(
            article, text=form.text(), by=request.viewer, now=request.now, seen=data["seen"]
        )
        return reverse("desk:article", args=[pk])

    lead = _("In a script these stand for what the record knows: %(names)s") % {"names": VARIABLES}
    return form_page(
        request, form, act, title=_("Write on") if draft else _("Revise the article"),
        back=reverse("desk:article", args=[pk]), crumb=article.title, submit=_("Keep the draft"), area=AREA,
        said=_("The draft is kept. Hand it in when it is ready."), lead=lead if article.kind == "script" else "",
        template=EDITOR, more=beside_text(request, article),
    )  # fmt: skip


@desk_page(WRITE_KNOWLEDGE)
def file_article_page(request: DeskRequest, pk: int) -> HttpResponse:
    article = visible_article(request, pk)
    request.viewer.require(WRITE_KNOWLEDGE, on=article)
    names = ("topic", "situation", "owner", "review_months")
    form = CardForm(
        request.POST or None,
        initial={name: getattr(article, name) for name in names} | {"seen": article.version},
    )
    writers = staff_holding(WRITE_KNOWLEDGE, node=article.node, now=request.now)
    form.fields["owner"].queryset = (writers | StaffMember.objects.filter(pk=article.owner_id)).distinct()
    if article.kind != "script":
        del form.fields["situation"]

    def act(data: dict[str, Any]) -> str:
        actions.change_card(article, **data, by=request.viewer, now=request.now)
        return reverse("desk:article", args=[pk])

    return form_page(
        request, form, act, title=_("Owner, topic, review"), back=reverse("desk:article", args=[pk]),
        crumb=article.title, area=AREA,
    )  # fmt: skip


@desk_page(APPROVE_KNOWLEDGE)
def retire_article_page(request: DeskRequest, pk: int) -> HttpResponse:
    article = visible_article(request, pk)
    request.viewer.require(APPROVE_KNOWLEDGE, on=article)
    form = RetireForm(request.POST or None, initial={"seen": article.version})

    def act(data: dict[str, Any]) -> str:
        actions.retire_article(article, **data, by=request.viewer, now=request.now)
        return reverse("desk:article", args=[pk])

    return form_page(
        request, form, act, title=_("Retire the article"), back=reverse("desk:article", args=[pk]), area=AREA,
        crumb=article.title, is_danger=True, submit=_("Retire the article"),
        lead=_("Nobody finds it any more, at the desk or outside. A new version brings it back."),
    )  # fmt: skip


def _gap(request: DeskRequest) -> SearchGap | None:
    said = request.GET.get("gap", "")
    if not is_whole(said):
        return None
    return find(SearchGap.objects.visible_to(request.viewer), pk=int(said))
