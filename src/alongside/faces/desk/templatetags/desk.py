"""Small drawings that only the desk needs."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from alongside.domain.cases.models import Case
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.permissions import SEE_ESTATES
from alongside.faces.desk.cases.acts import ACTS, Act, case_url
from alongside.faces.desk.cases.rows import STATE
from alongside.faces.desk.cases.saying import composer_of
from alongside.faces.desk.sent_state import sent_state
from alongside.faces.ui import icons, pictures
from alongside.faces.ui.addresses import address_of
from alongside.faces.ui.devices import device_words
from alongside.faces.ui.drawing import drawn_once, mark
from alongside.kernel.labels import labels_of
from alongside.kernel.models import StoredFile

register = template.Library()

OPENED_BY = {"desk:customer": SEE_CUSTOMERS, "desk:unit": SEE_ESTATES}

register.simple_tag(sent_state)

TONES = {"primary": "btn btn-primary", "accent": "btn btn-accent", "danger": "btn btn-danger", "menu": ""}


@register.filter
def device(browser: str) -> str:
    """`{{ sign_in.user_agent|device }}`: Windows · Edge."""
    return device_words(browser)


@register.simple_tag(takes_context=True)
def act_buttons(context: dict[str, Any], acts: list[Act], is_menu: bool = False) -> SafeString:
    """`{% act_buttons row %}`, `{% act_buttons menu is_menu=True %}`: the acts open in the case of the page."""
    case: Case = context["case"]
    return buttons(tuple(one.code for one in acts), is_menu=is_menu).filled(
        address=case_url(case.number),
        suffix=context.get("suffix", ""),
        version=case.version,
        token=context["csrf_token"],
    )


@register.simple_tag(takes_context=True)
def composer(context: dict[str, Any]) -> SafeString:
    """`{% composer %}`: the form at the foot of the case of the page."""
    return composer_of(context["request"], context["case"], token=context["csrf_token"])


@drawn_once
def buttons(codes: tuple[str, ...], *, is_menu: bool) -> str:
    """The buttons of these acts for every case."""
    return "".join(button(ACTS[code], "" if is_menu else ACTS[code].tone) for code in codes)


def button(act: Act, tone: str) -> SafeString:
    """Does a plain act at once; opens the form of any other."""
    classes = TONES.get(tone, "btn")
    url = f"{mark('address')}{act.code}/{mark('suffix')}"
    key = format_html(' data-key="{}"', act.key) if act.key else ""
    inside = format_html(
        "{}<span>{}</span>{}",
        icons.icon(act.icon),
        act.label,
        format_html(' <kbd aria-hidden="true">{}</kbd>', act.key) if act.key else "",
    )
    if not act.is_plain:
        return format_html(
            '<a class="{}" href="{}" hx-get="{}" hx-target="#sheet-body"{}>{}</a>',
            classes,
            url,
            url,
            key,
            inside,
        )
    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="seen" value="{}"><button class="{}"{}>{}</button></form>',
        url, mark("token"), mark("version"), classes, key, inside,
    )  # fmt: skip


@register.simple_tag
def picture(file: StoredFile) -> SafeString:
    """A picture as thumbnail that opens in full, any other file as its name."""
    url = address_of("desk:file", file.pk)
    if file.content_type.startswith("image/"):
        return format_html(
            '<a class="picture" href="{}" data-full="{}" title="{}"><img src="{}small/" alt="{}" loading="lazy"></a>',
            url, url, file.name, url, file.name,
        )  # fmt: skip
    return format_html(
        '<a class="picture is-file" href="{}">{}<span>{}</span></a>', url, icons.icon("file"), file.name
    )


@register.simple_tag(takes_context=True)
def link_if(context: dict[str, Any], url_name: str, pk: Any, words: Any) -> SafeString:
    """A link where the page exists and opens for the reader, else the words alone."""
    asked = OPENED_BY.get(url_name)
    if asked and not context["viewer"].may(asked):
        return SafeString(escape(words))
    try:
        return format_html('<a href="{}">{}</a>', address_of(url_name, pk), words)
    except NoReverseMatch:
        return SafeString(escape(words))


@register.simple_tag
def other_cases(cases: list[Case]) -> SafeString:
    """`{% other_cases beside.others %}`: the customer's other cases, how each stands."""
    still_open, states = escape(gettext("still open")), labels_of(STATE)
    zone = timezone.get_current_timezone()

    def line(case: Case) -> str:
        ended = f"{case.opened_at.astimezone(zone).isoformat()[5:10]} {escape(states[case.state])}"
        return (
            f'<li><a href="{address_of("desk:case", case.number)}">{escape(case.title)}</a>'
            f'<span class="faint nowrap">{still_open if case.is_open else ended}</span></li>'
        )

    # What people wrote is escaped above.
    return mark_safe("".join(line(one) for one in cases))


@register.simple_tag
def ratings(numbers: list[int]) -> SafeString:
    """The customer's marks over time, the last one named."""
    last = numbers[-1]
    said = ngettext("%(n)s of 5", "%(n)s of 5", last) % {"n": last}
    tone = "late" if last <= 2 else "good"
    if len(numbers) == 1:
        return format_html('<p class="{}">{}</p>', tone, said)
    return pictures.sparkline(
        numbers, label=gettext("Satisfaction"), last=said, width=220, height=40, tone=tone
    )
