"""What waits for my yes, and what I asked others for (ORG-9). Works on a phone: one thing a page, two buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from alongside.domain.cases.models import Case, LossEntry
from alongside.domain.cases.rules.losses import RECOVERED_FROM
from alongside.domain.knowledge.models import Article, ArticleVersion
from alongside.domain.work.actions.approving import decide_approval, may_decide, withdraw_approval
from alongside.domain.work.hooks import exporter_of
from alongside.domain.work.models import Approval, ExportRun
from alongside.domain.work.queries import approvals_for, approvals_seen_by, who_decides
from alongside.faces.desk.knowledge.article import desk_files
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.markdown import rich

MOST = 50


class DecideForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Your words (needed for a no)"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    answer = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput, required=False
    )


@desk_page()
def approvals(request: DeskRequest) -> HttpResponse:
    mine = Approval.objects.filter(asked_by=request.user).select_related("node", "asked_by").order_by("-pk")
    context = {"waiting": approvals_for(request.viewer, now=request.now), "mine": list(mine[:MOST])}
    return show(request, "faces/desk/approvals/approvals.html", context, area="desk:approvals")


@desk_page()
def approval_page(request: DeskRequest, pk: int) -> HttpResponse:
    approval = find(approvals_seen_by(request.viewer, now=request.now), pk=pk)
    form = DecideForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            is_yes = request.POST.get("answer") == "yes"
            decide_approval(
                approval, is_yes=is_yes, words=form.cleaned_data["words"], by=request.viewer, now=request.now
            )
            return see(request, reverse("desk:approvals"), _("Approved.") if is_yes else _("Turned down."))
    context = {
        "approval": approval,
        "facts": _facts(approval, request),
        "steps": who_decides(approval, now=request.now),
        "form": form,
        "may_decide": may_decide(approval, request.viewer, now=request.now),
        "may_withdraw": approval.state == "asked" and approval.asked_by_id == request.viewer.id,
    }
    return show(request, "faces/desk/approvals/approval.html", context, area="desk:approvals")


@require_POST
@desk_page()
def withdraw_approval_page(request: DeskRequest, pk: int) -> HttpResponse:
    approval = find(approvals_seen_by(request.viewer, now=request.now), pk=pk)
    withdraw_approval(approval, by=request.viewer, now=request.now)
    return see(request, reverse("desk:approvals"), _("Taken back."))


def _facts(approval: Approval, request: DeskRequest) -> list[tuple[Any, Any]]:
    """What somebody must know before they say yes."""
    facts: list[tuple[Any, Any]] = [(_("Where"), approval.node.name)]
    if approval.amount is not None:
        facts.append((_("Amount"), f"¥{approval.amount:,.2f}"))
    more = ABOUT.get(approval.about_kind)
    return facts + (more(approval, request) if more else [])


def _of_export(approval: Approval, request: DeskRequest) -> list[tuple[Any, Any]]:
    run = ExportRun.objects.filter(pk=approval.about_id).first()
    if run is None:
        return []
    return [
        (_("What"), f"{run.label} · {run.get_format_display()}"),
        (_("Rows"), f"{run.expected:,}"),
        (_("Narrowed by"), _narrowed(run)),
    ]


def _of_loss(approval: Approval, request: DeskRequest) -> list[tuple[Any, Any]]:
    """The line itself; the case by its number, which opens for whom sees it."""
    entry = LossEntry.objects.select_related("case", "reverses").filter(pk=approval.about_id).first()
    if entry is None:
        return []
    seen(request, entry.case.customer_id, about=entry.case)
    facts: list[tuple[Any, Any]] = [(_("What"), entry.get_kind_display())]
    if entry.reverses:
        facts.append((_("Takes back"), f"{entry.reverses.on:%Y-%m-%d} ¥{entry.reverses.amount:,.2f}"))
    if entry.cause:
        facts.append((_("Cause"), entry.get_cause_display()))
    if entry.recovered_from:
        facts.append((_("Recovered from"), RECOVERED_FROM[entry.recovered_from]))
    number = entry.case.number
    if Case.objects.visible_to(request.viewer).filter(pk=entry.case_id).exists():
        url = reverse("desk:case_findings", args=[number])
        return [
            *facts,
            (_("On"), f"{entry.on:%Y-%m-%d}"),
            (_("Case"), format_html('<a href="{}">{}</a>', url, number)),
        ]
    return [*facts, (_("On"), f"{entry.on:%Y-%m-%d}"), (_("Case"), number)]


def _of_article(approval: Approval, request: DeskRequest) -> list[tuple[Any, Any]]:
    """What it says, and where to read it and what changes."""
    version = (
        ArticleVersion.objects.select_related("article", "written_by").filter(pk=approval.about_id).first()
    )
    if version is None:
        return []
    what = f"{version.article.get_kind_display()} · {version.title}"
    facts: list[tuple[Any, Any]] = [(_("What"), what), (_("Version"), version.number)]
    facts.append((_("Readers"), _("Customers and anybody") if version.is_public else _("The house only")))
    if version.note:
        facts.append((_("What has changed"), version.note))
    if not Article.objects.visible_to(request.viewer).filter(pk=version.article_id).exists():
        return facts
    text = format_html(
        '<div class="rich">{}</div>', rich(version.words, desk_files(version.article, version.words))
    )
    url, words = reverse("desk:article", args=[version.article_id]), _("Open the article")
    if version.article.number:
        url = reverse("desk:compare_article", args=[version.article_id]) + f"?to={version.number}"
        words = _("What changes")
    return [*facts, (pgettext("article", "Text"), text), ("", format_html('<a href="{}">{}</a>', url, words))]


# What there is to know before a yes, by what it is asked for. A new kind of thing adds its line here.
ABOUT: dict[str, Callable[[Approval, DeskRequest], list[tuple[Any, Any]]]] = {
    "articleversion": _of_article,
    "exportrun": _of_export,
    "lossentry": _of_loss,
}


def _narrowed(run: ExportRun) -> str:
    said = exporter_of(run.kind).said
    if said is not None:
        return said(run.asked_for) or "—"
    return "、".join(f"{name}: {value}" for name, value in run.asked_for.items() if name != "node") or "—"
