"""Small drawings that only the desk needs."""

from __future__ import annotations

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from alongside.domain.cases.models import Case
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.permissions import SEE_ESTATES
from alongside.faces.desk.cases.acts import Button
from alongside.faces.ui import icons, pictures
from alongside.faces.ui.devices import device_words
from alongside.kernel.models import StoredFile

register = template.Library()

OPENED_BY = {"desk:customer": SEE_CUSTOMERS, "desk:unit": SEE_ESTATES}

TONES = {"primary": "btn btn-primary", "accent": "btn btn-accent", "danger": "btn btn-danger", "menu": ""}


@register.filter
def device(browser: str) -> str:
    """`{{ sign_in.user_agent|device }}`: Windows · Edge."""
    return device_words(browser)


@register.simple_tag(takes_context=True)
def act_button(context: dict[str, Any], act: Button, case: Case, tone: str = "") -> SafeString:
    """`{% act_button act case act.tone %}`: does a plain act at once; opens the form of any other."""
    key = format_html(' data-key="{}"', act.key) if act.key else ""
    inside = format_html(
        "{}<span>{}</span>{}",
        icons.icon(act.icon),
        act.label,
        format_html(' <kbd aria-hidden="true">{}</kbd>', act.key) if act.key else "",
    )
    classes = TONES.get(tone, "btn")
    if not act.is_plain:
        return format_html(
            '<a class="{}" href="{}" hx-get="{}" hx-target="#sheet-body"{}>{}</a>',
            classes,
            act.url,
            act.url,
            key,
            inside,
        )
    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="seen" value="{}"><button class="{}"{}>{}</button></form>',
        act.url, get_token(context["request"]), case.version, classes, key, inside,
    )  # fmt: skip


@register.simple_tag
def picture(file: StoredFile) -> SafeString:
    """A picture as thumbnail that opens in full, any other file as its name."""
    url = reverse("desk:file", args=[file.pk])
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
        return format_html('<a href="{}">{}</a>', reverse(url_name, args=[pk]), words)
    except NoReverseMatch:
        return SafeString(escape(words))


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
