"""Segments: named conditions in words, with how many meet them (CUS-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.customers.actions import remove_segment, save_segment
from alongside.domain.customers.hooks import Chosen
from alongside.domain.customers.models import Segment
from alongside.domain.customers.permissions import KEEP_SEGMENTS, SEE_CUSTOMERS
from alongside.domain.customers.queries.facts import AT_LEAST, GROUPS, HOW, IS, facts
from alongside.domain.customers.queries.segments import MOST_CONDITIONS, Count, count_meeting, in_words
from alongside.domain.organisation.models import Node
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.kernel.refusals import Refused

AREA = "desk:customers"
SPARE = 3  # empty lines at the end, so that it works without script
PAGE = 100
COUNTED = 20  # of the list, in a second request: counting can take its time


def fact_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be asked, by group; a choice stands with its value: "tier=gold"."""
    groups: dict[str, list[tuple[str, str]]] = {group: [] for group in GROUPS}
    for one in facts().values():
        if isinstance(one, Chosen):
            groups[one.group] += [
                (f"{one.code}={value}", f"{one.label}: {label}") for value, label in one.choices()
            ]
        else:
            groups[one.group].append((one.code, str(one.label)))
    return [(str(GROUPS[group]), lines) for group, lines in groups.items() if lines]


class SegmentForm(forms.Form):
    """A name, all or any, and lines of condition: what, how, how many."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    node = forms.ModelChoiceField(label=gettext_lazy("Kept at"), queryset=Node.objects.none())
    is_any = forms.TypedChoiceField(
        label=gettext_lazy("Whom it names"), coerce=lambda value: value == "any",
        choices=[
            ("all", gettext_lazy("Whoever meets all conditions")),
            ("any", gettext_lazy("Whoever meets any of them")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, request: DeskRequest, conditions: list[list[str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = (
            Node.objects.visible_to(request.viewer, KEEP_SEGMENTS).filter(is_active=True).order_by("path")
        )
        self.fields["node"].queryset = places
        self.order = min(len(conditions) + SPARE, MOST_CONDITIONS)
        if self.is_bound:
            sent = [name for name in self.data if name.startswith("fact-")]
            self.order = min(max(len(sent), SPARE), MOST_CONDITIONS)
        choices = [("", "—"), *fact_choices()]
        for number in range(self.order):
            fact, how, value = conditions[number] if number < len(conditions) else ("", AT_LEAST, "")
            if fact and isinstance(facts().get(fact), Chosen):
                fact, value = f"{fact}={value}", ""
            self.fields[f"fact-{number}"] = forms.ChoiceField(choices=choices, required=False, initial=fact)
            self.fields[f"how-{number}"] = forms.ChoiceField(
                choices=list(HOW.items()), required=False, initial=how
            )
            self.fields[f"value-{number}"] = forms.CharField(max_length=8, required=False, initial=value)

    def lines(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"fact-{one}"], self[f"how-{one}"], self[f"value-{one}"]) for one in range(self.order)]

    def conditions(self) -> list[list[str]]:
        """Those lines that say something. A choice needs no number, and "at least" said of it is "is"."""
        said = []
        for number in range(self.order):
            fact, how, value = (
                self.cleaned_data.get(f"{part}-{number}") or "" for part in ("fact", "how", "value")
            )
            if "=" in fact:
                fact, _equals, value = fact.partition("=")
                how = IS if how == AT_LEAST else how
            if fact:
                said.append([fact, how, value.strip()])
        return said


@desk_page(SEE_CUSTOMERS)
def segments(request: DeskRequest) -> HttpResponse:
    found = list(Segment.objects.visible_to(request.viewer).select_related("node", "made_by")[:PAGE])
    is_counted = "counted" in request.GET
    counts = {one.pk: _what_it_is(request, one)[0] for one in found[:COUNTED]} if is_counted else {}
    context = {
        "segments": [(one, in_words(one.conditions, is_any=one.is_any), counts.get(one.pk)) for one in found],
        "is_counted": is_counted,
        "may_keep": request.viewer.may(KEEP_SEGMENTS),
    }
    return show(request, "faces/desk/customers/segments.html", context, area=AREA)


@desk_page(KEEP_SEGMENTS)
def add_segment_page(request: DeskRequest) -> HttpResponse:
    return _page(request, None, {"is_any": "all"}, [])


@desk_page(KEEP_SEGMENTS)
def change_segment_page(request: DeskRequest, pk: int) -> HttpResponse:
    segment = find(Segment.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    initial = {
        "name": segment.name,
        "node": segment.node_id,
        "is_any": "any" if segment.is_any else "all",
        "seen": segment.version,
    }
    return _page(request, segment, initial, segment.conditions)


@require_POST
@desk_page(KEEP_SEGMENTS)
def remove_segment_page(request: DeskRequest, pk: int) -> HttpResponse:
    segment = find(Segment.objects.visible_to(request.viewer), pk=pk)
    remove_segment(segment, by=request.viewer, now=request.now)
    return see(request, reverse("desk:segments"), _("Removed."))


def _page(
    request: DeskRequest, segment: Segment | None, initial: dict[str, Any], conditions: list[list[str]]
) -> HttpResponse:
    form = SegmentForm(request, conditions, request.POST or None, initial=initial)
    if "count" in request.POST and request.htmx:  # counted while it is written: it needs no name yet
        form.fields["name"].required = form.fields["node"].required = False
    counted: Count | None = None
    said = ""
    if form.is_valid():
        is_any, meant = form.cleaned_data["is_any"], form.conditions()
        with refusals_on(form):
            if "count" in request.POST:
                counted = count_meeting(meant, request.viewer, is_any=is_any, now=request.now)
                said = in_words(meant, is_any=is_any)
            else:
                given = {name: form.cleaned_data[name] for name in ("name", "node", "is_any", "seen")}
                kept = save_segment(
                    **given, conditions=meant, segment=segment, by=request.viewer, now=request.now
                )
                return see(request, f"{reverse('desk:customers')}?segment={kept.pk}", _("Saved."))
    elif segment and not form.is_bound:
        counted, said = _what_it_is(request, segment)
    context = {"form": form, "segment": segment, "counted": counted, "said": said}
    return show(request, "faces/desk/customers/segment.html", context, area=AREA)


def _what_it_is(request: DeskRequest, segment: Segment) -> tuple[Count | None, str]:
    said = in_words(segment.conditions, is_any=segment.is_any)
    try:
        return count_meeting(segment.conditions, request.viewer, is_any=segment.is_any, now=request.now), said
    except Refused:  # a fact that it asks for is no longer there
        return None, said
