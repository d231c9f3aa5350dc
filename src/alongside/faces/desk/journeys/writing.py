"""The forms of a stage and of a step, in every language that the journey speaks (JRN-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.journeys.rules import HAPPENINGS, Wrong
from alongside.domain.journeys.rules.spans import DAYS
from alongside.faces.desk.journeys.words import (
    AFTER,
    BEFORE,
    CHANNELS,
    LANGUAGE_NAMES,
    SIDES,
    UNITS,
    field_label,
    span_of,
)

STAGE_TEXTS = ("name", "contact", "mood", "concerns", "core", "work_points")
STEP_TEXTS = ("name", "script", "tells", "bring")
LISTS = frozenset({"work_points"})  # a line each
SHORT = frozenset({"name"})
MOST = {"name": 60, "work_points": 1200}
TEXT_CHARACTERS = 600
TIMES = [
    (0, gettext_lazy("Each time")),
    (1, gettext_lazy("The first time")),
    (2, gettext_lazy("The second time")),
    (3, gettext_lazy("The third time")),
]
EVENTS = [(one.code, one.label) for one in HAPPENINGS.values()]


class SpanInput(forms.MultiWidget):
    """A number, its unit, and whether it lies after the event or before it."""

    def __init__(self, label: Any = "") -> None:
        number = forms.NumberInput(attrs={"min": 0, "max": 9999, "aria-label": label})
        unit = forms.Select(choices=UNITS, attrs={"aria-label": gettext_lazy("Unit")})
        side = forms.Select(choices=SIDES, attrs={"aria-label": gettext_lazy("Before or after")})
        super().__init__([number, unit, side])

    def decompress(self, value: Any) -> list[Any]:
        one = span_of(value)
        if one is None:
            return ["", DAYS, AFTER]
        return [abs(one.many), one.unit, BEFORE if one.many < 0 else AFTER]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part in context["widget"]["subwidgets"][1:]:
            part["attrs"]["class"] = "form-select"
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html('<span class="span-input">{}</span>', super().render(name, value, attrs, renderer))


class SpanField(forms.MultiValueField):
    """A span as it is written in a journey: 24h, 3d, -14d; empty where nothing is said."""

    def __init__(self, *, required: bool = False, label: Any = "", help_text: Any = "") -> None:
        parts = (
            forms.IntegerField(min_value=0, max_value=9999, required=required),
            forms.ChoiceField(choices=UNITS, required=False),
            forms.ChoiceField(choices=SIDES, required=False),
        )
        super().__init__(
            parts,
            widget=SpanInput(label),
            required=required,
            require_all_fields=False,
            label=label,
            help_text=help_text,
        )

    def compress(self, values: Sequence[Any]) -> str:
        if not values or values[0] is None:
            return ""
        many, unit, side = values
        written = f"{'-' if side == BEFORE and many else ''}{many}{unit or DAYS}"
        if span_of(written) is None:
            raise forms.ValidationError(_("Nobody waits that long."))
        return written


class PartForm(forms.Form):
    """What a stage and a step have in common: texts in several languages, and which draft one has seen."""

    texts: tuple[str, ...] = ()
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, languages: Sequence[str], part: Mapping[str, Any] | None, seen: int, **more: Any
    ) -> None:
        self.languages, self.part = list(languages), part or {}
        super().__init__(data, initial={**self._first(), "seen": seen, **more.pop("initial", {})}, **more)
        for text in self.texts:
            for language in self.languages:
                self.fields[f"{text}_{language}"] = _text_field(text, language)

    def _first(self) -> dict[str, Any]:
        first = {name: value for name, value in self.part.items() if name not in self.texts}
        for text in self.texts:
            for language, words in (self.part.get(text) or {}).items():
                first[f"{text}_{language}"] = "\n".join(words) if text in LISTS else words
        return first

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Each text with its field in each language."""
        return [(field_label(text), [self[f"{text}_{one}"] for one in self.languages]) for text in self.texts]

    def said(self) -> dict[str, Any]:
        """The texts as a journey holds them. What was converted to 繁體 goes when the 简体 it came from changes."""
        given = {}
        for text in self.texts:
            before = self.part.get(text) or {}
            now = {one: self._typed(text, one) for one in self.languages}
            if now["zh-hans"] != before.get("zh-hans") and now.get("zh-hant") == before.get("zh-hant"):
                now.pop("zh-hant", None)
            if kept := {language: words for language, words in now.items() if words}:
                given[text] = kept
        return given

    def _typed(self, text: str, language: str) -> Any:
        words = self.cleaned_data[f"{text}_{language}"].strip()
        if text not in LISTS:
            return words
        return [line.strip() for line in words.splitlines() if line.strip()]

    def show_wrong(self, wrong: Sequence[Wrong], code: str) -> bool:
        """Put what cannot come true on its fields; texts may be missing until it is published."""
        own = [one for one in wrong if one.where and one.where[-1] == code and one.field in self.fields]
        for one in own:
            self.add_error(one.field, str(one.what))
        return bool(own)


class StageForm(PartForm):
    texts = STAGE_TEXTS
    mark = forms.CharField(label=field_label("mark"), max_length=4, required=False)
    begins = forms.ChoiceField(label=field_label("begins"), choices=EVENTS)
    after = SpanField(
        label=gettext_lazy("So long after it"), help_text=gettext_lazy("Empty: when it happens.")
    )
    needs = forms.MultipleChoiceField(
        label=field_label("needs"), choices=EVENTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    survey = forms.SlugField(
        label=field_label("survey"), max_length=40, required=False,
        help_text=gettext_lazy("The code of the survey; empty: none is asked."),
    )  # fmt: skip
    along = forms.BooleanField(label=field_label("along"), required=False)
    rules = ("mark", "begins", "after", "needs", "survey", "along")

    def given(self) -> dict[str, Any]:
        """The stage as a journey holds it, without code and steps."""
        return {**self.said(), **_filled(self.cleaned_data, self.rules)}


class StepForm(PartForm):
    texts = STEP_TEXTS
    stage = forms.ChoiceField(label=field_label("stage"))
    after = forms.ChoiceField(label=field_label("after"), choices=EVENTS)
    nth = forms.TypedChoiceField(label=field_label("nth"), choices=TIMES, coerce=int, required=False)
    due = SpanField(label=field_label("due"), required=True)
    opens = SpanField(label=field_label("opens"), help_text=gettext_lazy("Empty: at once."))
    every = SpanField(label=field_label("every"), help_text=gettext_lazy("Empty: it comes once."))
    role = forms.ChoiceField(label=field_label("role"))
    channel = forms.ChoiceField(label=field_label("channel"), choices=CHANNELS)
    needs = forms.MultipleChoiceField(
        label=field_label("needs"), choices=EVENTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    until = forms.MultipleChoiceField(
        label=field_label("until"), choices=EVENTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    rules = ("after", "nth", "due", "opens", "every", "role", "channel", "needs", "until")

    def __init__(
        self, data: Any, *, stages: Sequence[tuple[str, str]], roles: Mapping[str, str], **more: Any
    ):
        super().__init__(data, **more)
        self.fields["stage"].choices = stages
        there = str(self.part.get("role", ""))
        known = {there: there} if there and there not in roles else {}
        self.fields["role"].choices = [*known.items(), *roles.items()]

    def given(self) -> dict[str, Any]:
        """The step as a journey holds it, without its code."""
        return {**self.said(), **_filled(self.cleaned_data, self.rules)}


def _filled(data: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: data[name] for name in names if data.get(name)}


def _text_field(text: str, language: str) -> forms.CharField:
    label = f"{field_label(text)} · {LANGUAGE_NAMES.get(language, language)}"
    most = MOST.get(text, TEXT_CHARACTERS)
    rows = {"rows": 5 if text in LISTS else 3, "lang": language}
    widget = forms.TextInput(attrs={"lang": language}) if text in SHORT else forms.Textarea(attrs=rows)
    required = text in SHORT and language == "zh-hans"
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)
