"""The parts that pages are made of. Tags for rows are plain functions: fifty rows cost a few milliseconds.

`faces/ui/README.md` shows each in use; the living page at /ui/ shows each in every state.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django import template
from django.forms import BaseForm, BoundField, ModelChoiceField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    FileInput,
    RadioSelect,
    Select,
)
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from alongside.faces.ui import icons, pictures, times
from alongside.faces.ui.drawing import drawn_once, mark
from alongside.faces.ui.folding import by_words_alone
from alongside.faces.ui.steps import Step
from alongside.faces.ui.tones import tone_and_icon
from alongside.faces.ui.words import words_for_scripts

register = template.Library()

EMPTY = SafeString("")
NOTHING = mark_safe('<span class="faint">—</span>')
BLANK = "---------"  # what Django offers for nothing chosen


@register.simple_tag
@by_words_alone
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """`{% icon "wrench" %}`; a `label` makes it speak, else it is decoration."""
    return icons.icon(name, size, label)


# --- times -----------------------------------------------------------------------------------------


@register.simple_tag
def time_left(
    due: datetime | None, now: datetime | None = None, paused: bool = False, soon_hours: float = 4
) -> SafeString:
    """`{% time_left case.due_at now %}`: a chip with what is left, the exact time on hover; fresh each minute."""
    if due is None:
        return EMPTY
    said = times.time_left(due, now or timezone.now(), soon=timedelta(hours=soon_hours), paused=paused)
    drawing = icons.drawn("paused", 14) if paused else ""
    keep_fresh = "" if paused else f' data-time-left data-soon-hours="{float(soon_hours):g}"'
    # Stands in every row: only the words can hold anything to escape.
    return mark_safe(
        f'<time class="chip chip-time tone-{said.tone}" datetime="{due.isoformat()}" title="{said.exact}"'
        f"{keep_fresh}>{drawing}<span>{escape(said.text)}</span></time>"
    )


@register.simple_tag
def ago(moment: datetime | None, now: datetime | None = None) -> SafeString:
    """`{% ago message.received_at now %}`: how long ago, the exact time on hover."""
    if moment is None:
        return EMPTY
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(), times.exact(moment), times.ago(moment, now or timezone.now()),
    )  # fmt: skip


# --- small signs -----------------------------------------------------------------------------------


@register.simple_tag
@by_words_alone
def chip(label: object, tone: str = "plain", icon: str = "", title: str = "") -> SafeString:
    """`{% chip case.get_state_display case.state %}`: words in a tone; `tone` is a tone or a well-known code."""
    if label in (None, ""):
        return EMPTY
    return drawn_chip(str(label), str(tone), icon, title)


@lru_cache(maxsize=4096, typed=True)  # the same few words stand in every row; typed: safe is not unsafe
def drawn_chip(label: str, tone: str, icon: str, title: str) -> SafeString:
    """A chip, drawn once for the same words."""
    tone, own_icon = tone_and_icon(tone)
    name = icon or own_icon
    return format_html(
        '<span class="chip tone-{}"{}>{}<span>{}</span></span>',
        tone,
        format_html(' title="{}"', title) if title else "",
        icons.drawn(name, 14) if name else "",
        label,
    )


@register.simple_tag
@by_words_alone
def avatar(name: str, role: str = "other", size: str = "") -> SafeString:
    """`{% avatar customer.name "customer" %}`: the first character in a tint. Roles: customer, us, other."""
    return drawn_avatar(initial_of(name), role, size)


def initial_of(name: str) -> str:
    """What the square shows of a name."""
    return str(name or "?").strip()[:1].upper() or "?"


@lru_cache(maxsize=4096)
def drawn_avatar(first: str, role: str, size: str) -> SafeString:
    """The square with the first character, drawn once for each."""
    tint = role if role in ("customer", "us") else "other"
    extra = f" avatar-{size}" if size in ("lg", "sm") else ""
    return format_html('<span class="avatar avatar-{}{}" aria-hidden="true">{}</span>', tint, extra, first)


@register.simple_tag
@by_words_alone
def kbd(*keys: str) -> SafeString:
    """`{% kbd "g" "c" %}`: keys as they are typed, one after the other."""
    return format_html_join("", '<kbd aria-hidden="true">{}</kbd>', ((key,) for key in keys))


# --- figures ---------------------------------------------------------------------------------------


@register.simple_tag
def money(amount: Decimal | int | None, decimals: int = 2) -> SafeString:
    """`{% money loss.direct_amount %}`: yuan with thousands; nothing known is a dash."""
    if amount is None:
        return NOTHING
    return format_html(
        '<span class="money">{}¥{}</span>', "−" if amount < 0 else "", f"{abs(amount):,.{decimals}f}"
    )


@register.simple_tag
def percent(share: float | Decimal | None, decimals: int = 0) -> SafeString:
    """`{% percent 0.874 1 %}`: a share of one as 87.4%."""
    if share is None:
        return NOTHING
    return format_html('<span class="num">{}%</span>', f"{share * 100:.{decimals}f}")


@register.simple_tag
def masked_phone(phone: str | None) -> SafeString:
    """`{% masked_phone customer.phone %}`: 138 ···· 4420. Short numbers show their last two digits only."""
    digits = "".join(character for character in str(phone or "") if character.isdigit())
    if not digits:
        return NOTHING
    if len(digits) > 11 and digits.startswith("86"):
        digits = digits[2:]
    shown = f"{digits[:3]} ···· {digits[-4:]}" if len(digits) >= 10 else f"···· {digits[-2:]}"
    spoken = gettext("phone ending in %(digits)s") % {"digits": shown.rsplit(" ", 1)[-1]}
    return format_html('<span class="phone" role="text" aria-label="{}">{}</span>', spoken, shown)


@register.simple_tag
def sparkline(
    numbers: Sequence[float],
    label: str = "",
    last: str = "",
    width: int = 120,
    height: int = 28,
    tone: str = "good",
) -> SafeString:
    """`{% sparkline scores last="2 分" label=_("Satisfaction") %}`: a small line with its last point named."""
    return pictures.sparkline(numbers, label=label, last=last, width=width, height=height, tone=tone)


@register.simple_tag
def bar(value: float, maximum: float = 100, tone: str = "good", label: str = "") -> SafeString:
    """`{% bar load 20 tone="soon" label="14 of 20" %}`: one horizontal bar; the label is what it says."""
    return pictures.bar(value, maximum, tone=tone, label=label)


@register.simple_tag
def columns(pairs: Sequence[tuple[str, float]], label: str = "") -> SafeString:
    """`{% columns [("2026-10", 12), …] label=_("Received") %}`: a small chart that needs no script, for paper."""
    return pictures.columns(pairs, label=label)


@register.simple_tag
def segments(done: float, total: int, label: str = "") -> SafeString:
    """`{% segments 5.6 6 label=_("Move-in") %}`: a way in `total` parts of which `done` are behind us."""
    return pictures.segments(done, total, label=label)


@register.simple_tag
def progress_line(steps: Iterable[Step], vertical: bool = False) -> SafeString:
    """`{% progress_line steps %}` of `faces.ui.steps.Step`: done in jade, now as a ring, the rest grey."""
    steps = tuple(steps)
    outline = tuple((one.label, one.state, bool(one.time)) for one in steps)
    when = {f"time{place}": one.time for place, one in enumerate(steps)}
    return way(outline, vertical=vertical).filled(**when)


@drawn_once
def way(outline: tuple[tuple[str, str, bool], ...], *, vertical: bool) -> str:
    """The line for all cases that stand there: `outline` tells of each step its label, state, and whether it has a time."""
    spoken = {
        "done": pgettext("step", "done"),
        "now": pgettext("step", "now"),
        "todo": pgettext("step", "to come"),
    }
    steps = (
        Step(label, state, mark(f"time{place}") if has_time else "")
        for place, (label, state, has_time) in enumerate(outline)
    )
    lines = format_html_join("", STEP, (step_parts(step, spoken, vertical) for step in steps))
    return format_html('<ol class="way{}">{}</ol>', " way-down" if vertical else "", lines)


STEP = (
    '<li class="way-step is-{}"{}><span class="way-words">{}<b>{}</b>{}'
    '<span class="visually-hidden">{}</span></span></li>'
)


def step_parts(step: Step, spoken: dict[str, str], vertical: bool) -> tuple:
    """What fills `STEP`: downwards the time comes first, as in a story; across it follows the words."""
    time = format_html('<span class="way-time">{}</span>', step.time) if step.time else ""
    before, after = (time, "") if vertical else ("", time)
    return (
        step.state,
        mark_safe(' aria-current="step"') if step.state == "now" else "",
        format_html("{} ", before) if before else "",
        step.label,
        format_html(" {}", after) if after else "",
        spoken.get(step.state, ""),
    )


# --- forms -----------------------------------------------------------------------------------------


@register.simple_tag
def field(
    bound: BoundField, label: str = "", help: str = "", placeholder: str = "", hide_label: bool = False
) -> SafeString:
    """`{% field form.reason %}`: label, widget, help and errors, tied together for screen readers."""
    if bound.is_hidden:
        return mark_safe(f"{bound.errors}{bound}")
    if isinstance(bound.field, ModelChoiceField) and bound.field.empty_label == BLANK:
        bound.field.empty_label = gettext("Choose …") if bound.field.required else "—"
    widget, many = bound.field.widget, isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
    words, hint = label or bound.label, help or bound.help_text
    described = [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, str | bool] = {
        "class": f"{widget.attrs.get('class', '')} {widget_class(widget)}".strip()
    }
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
        attrs["class"] = f"{attrs['class']} is-invalid"
    if placeholder:
        attrs["placeholder"] = placeholder
    below = format_html(
        "{}{}",
        format_html('<p class="field-help" id="{}_helptext">{}</p>', bound.auto_id, hint) if hint else "",
        field_errors(bound),
    )
    optional = (
        ""
        if bound.field.required
        else format_html(' <span class="field-optional">{}</span>', gettext("optional"))
    )
    if isinstance(widget, CheckboxInput):
        return format_html(
            '<div class="field field-check"><label for="{}">{}<span>{}</span></label>{}</div>',
            bound.id_for_label, bound.as_widget(attrs=attrs), words, below,
        )  # fmt: skip
    hidden = " visually-hidden" if hide_label else ""
    if many:
        return format_html(
            '<fieldset class="field"><legend class="field-label{}">{}{}</legend>{}{}</fieldset>',
            hidden, words, optional, bound.as_widget(attrs=attrs), below,
        )  # fmt: skip
    return format_html(
        '<div class="field"><label class="field-label{}" for="{}">{}{}</label>{}{}</div>',
        hidden, bound.id_for_label, words, optional, bound.as_widget(attrs=attrs), below,
    )  # fmt: skip


def widget_class(widget: object) -> str:
    """The class that draws this kind of control."""
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    if isinstance(widget, ClearableFileInput | FileInput):
        return "form-control form-file"
    return "form-control"


def field_errors(bound: BoundField) -> SafeString:
    """The errors of one field, named so that the control can point at them."""
    if not bound.errors:
        return EMPTY
    return format_html(
        '<p class="field-error" id="{}_error">{}<span>{}</span></p>',
        bound.auto_id,
        icons.drawn("alert-circle", 14),
        format_html_join(" ", "{}", ((error,) for error in bound.errors)),
    )


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """`{% form_errors form %}`: what is wrong with the form as a whole (a refusal, say); it takes the focus."""
    errors = form.non_field_errors()
    if not errors:
        return EMPTY
    return format_html(
        '<div class="notice tone-late" role="alert" tabindex="-1" autofocus>{}<div>{}</div></div>',
        icons.drawn("alert-circle", 18),
        format_html_join("", "<p>{}</p>", ((error,) for error in errors)),
    )


@register.simple_tag
def confirm_button(
    label: str,
    question: str,
    classes: str = "btn",
    icon: str = "",
    key: str = "",
    name: str = "",
    value: str = "",
) -> SafeString:
    """`{% confirm_button _("Withdraw") _("Withdraw this case?") %}` inside a form: asks first, then submits."""
    return format_html(
        '<button type="submit" class="{}" data-confirm="{}"{}{}>{}<span>{}</span></button>',
        classes,
        question,
        format_html(' data-key="{}"', key) if key else "",
        format_html(' name="{}" value="{}"', name, value) if name else "",
        icons.drawn(icon, 16) if icon else "",
        label,
    )


@register.inclusion_tag("faces/ui/components/upload.html")
def upload(
    name: str = "files",
    accept: str = "image/*",
    limit_mb: int = 10,
    most: int = 9,
    label: str = "",
    camera: bool = False,
) -> dict[str, object]:
    """`{% upload "photos" %}`: a file input that shows pictures and refuses what is too large before sending."""
    return {
        "name": name,
        "accept": accept,
        "limit_mb": limit_mb,
        "most": most,
        "label": label or gettext("Add pictures"),
        "camera": camera,
    }


# --- lists and pages -------------------------------------------------------------------------------


@register.simple_tag
def pager(newer_url: str = "", older_url: str = "", by_name: bool = False) -> SafeString:
    """`{% pager page.newer_url page.older_url %}`: keyset paging; nothing when all is on one page.

    `by_name`: the rows stand by name, not by time; then back leads to the first page.
    """
    if not newer_url and not older_url:
        return EMPTY
    return format_html(
        '<nav class="pager" aria-label="{}">{}{}</nav>',
        gettext("Pages"),
        pager_link(
            newer_url, gettext("First page") if by_name else gettext("Newer"), "chevron-left", "p", "prev"
        ),
        pager_link(
            older_url, gettext("Next page") if by_name else gettext("Older"), "chevron-right", "m", "next"
        ),
    )


def pager_link(url: str, words: str, name: str, key: str, rel: str) -> SafeString:
    """One way of the pager, grey when it leads nowhere."""
    if not url:
        return format_html(
            '<span class="btn is-off" aria-disabled="true">{}{}</span>', icons.drawn(name), words
        )
    return format_html(
        '<a class="btn" href="{}" rel="{}" data-key="{}">{}{}</a>', url, rel, key, icons.drawn(name), words
    )


@register.simple_tag
@by_words_alone
def empty_state(icon: str, title: str, text: str = "", action: str = "", url: str = "") -> SafeString:
    """`{% empty_state "inbox" _("Nothing waits for you") _("New cases appear here.") _("New case") url %}`."""
    return format_html(
        '<div class="empty-state">{}<p class="empty-title">{}</p>{}{}</div>',
        icons.drawn(icon, 32),
        title,
        format_html("<p>{}</p>", text) if text else "",
        format_html('<a class="btn btn-primary" href="{}">{}</a>', url, action) if url else "",
    )


@register.inclusion_tag("faces/ui/components/bulk_bar.html")
def bulk_bar(form_id: str) -> dict[str, object]:
    """`{% bulk_bar "cases" %}` … its buttons follow in the page: says how many rows are chosen; hidden at none."""
    return {"form_id": form_id}


@register.inclusion_tag("faces/ui/components/chart.html")
def chart(
    chart_id: str, data: dict, title: str = "", height: str = "md", has_table: bool = False
) -> dict[str, object]:
    """`{% chart "by_day" data title=_("Cases by day") %}`; the shape of `data` is in `static/ui/chart.js`.

    The same numbers stand below in a table for those who cannot see the picture; `has_table` says that the page
    has one of its own.
    """
    series = data.get("series", [])
    rows = [
        (name, [one["values"][index] if index < len(one["values"]) else None for one in series])
        for index, name in enumerate([] if has_table else data.get("labels", []))
    ]
    return {
        "chart_id": chart_id,
        "data": data,
        "title": title,
        "height": height,
        "series": series,
        "rows": rows,
        "has_table": has_table,
    }


@register.simple_block_tag
def card(content: str, title: str = "", classes: str = "") -> SafeString:
    """`{% card title=_("Load") %} … {% endcard %}`: a quiet box with hairlines."""
    head = format_html('<h2 class="card-title">{}</h2>', title) if title else ""
    return format_html('<section class="card {}">{}{}</section>', classes, head, content)


@register.simple_block_tag
def facts(content: str, title: str = "") -> SafeString:
    """`{% facts _("Home") %}<dt>…</dt><dd>…</dd>{% endfacts %}`: name and value pairs of the context pane."""
    head = format_html('<h2 class="label">{}</h2>', title) if title else ""
    return format_html('<section class="facts">{}<dl>{}</dl></section>', head, content)


@register.simple_tag
def ui_words() -> SafeString:
    """What the scripts say, in the person's language, with the server's clock and time zone."""
    return words_for_scripts(timezone.now())
