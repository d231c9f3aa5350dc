"""The story of a case, line by line: one plain function each, for a long story has two hundred of them."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from alongside.faces.desk.cases.told import Line
from alongside.faces.desk.sent_state import sent_state
from alongside.faces.desk.templatetags.desk import picture
from alongside.faces.ui import icons
from alongside.faces.ui.templatetags.ui import avatar, chip

register = template.Library()

MOST_QUOTED = 240  # characters of somebody's words beside a fact
VOICES = {"customer": " by-customer", "internal": " is-internal"}
ROLES = {"customer": "customer", "us": "us"}


@register.simple_tag
def story(lines: Iterable[Line], may_promise: bool = False) -> SafeString:
    """`{% story lines %}`: what was said and what happened, a mark where a new day begins.

    `may_promise`: what we said can be entered as a promise, by a link beside it.
    """
    to_promise = promise_link() if may_promise else ""
    # Each of the functions below escapes what people wrote.
    return mark_safe(
        "\n".join(
            day(line) + (fact(line) if line.voice == "fact" else said(line, to_promise)) for line in lines
        )
    )


def promise_link() -> str:
    """The link of every message, drawn once; MESSAGE stands for its number."""
    url, words = f"{reverse('desk:make_promise')}?message=MESSAGE", escape(_("Enter it as a promise"))
    return (
        f' <a href="{url}" hx-get="{url}" hx-target="#sheet-body" title="{words}" aria-label="{words}">'
        f"{icons.drawn('heart-handshake', 14)}</a>"
    )


def day(line: Line) -> str:
    return f'<p class="day-mark"><span>{escape(line.day)}</span></p>\n' if line.day else ""


def fact(line: Line) -> str:
    """What happened, in one small line."""
    words = f" <q>{escape(Truncator(line.words).chars(MOST_QUOTED))}</q>" if line.words else ""
    return (
        f'<p class="happened">{hour(line)}<span><span class="happened-by">{escape(line.who)}</span> '
        f"{escape(line.note)}{words}</span></p>"
    )


def said(line: Line, to_promise: str = "") -> str:
    """What somebody said or noted, with what came along."""
    act = to_promise.replace("MESSAGE", line.key[1:]) if line.voice == "us" else ""
    note = f' <span class="faint">・ {escape(line.note)}</span>' if line.note else ""
    sent = f" {sent_state(line.sent, line.seen_at, line.channel)}" if line.sent or line.seen_at else ""
    if line.sent and line.sent.state == "doubtful":
        url, words = reverse("desk:settle_doubt", args=[line.sent.pk]), _("Send again, or leave it")
        sent += f' <a href="{url}">{escape(words)}</a>'
    proposal = " " + chip(_("Proposal"), "now") if line.is_proposal else ""
    link = f' <a href="{line.link[0]}">{escape(line.link[1])}</a>' if line.link[0] else ""
    files = f'<div class="pictures">{"".join(picture(one) for one in line.files)}</div>' if line.files else ""
    return (
        f'<article class="said{VOICES.get(line.voice, "")}" id="{line.key}">'
        f'{avatar(line.who, ROLES.get(line.voice, "other"))}<div class="said-words"><p class="said-by">'
        f"<b>{escape(line.who)}</b> {escape(line.how)} {hour(line)}{note}{sent}{link}{proposal}{act}</p>"
        f'<p class="prose">{escape(line.words)}</p>{files}</div></article>'
    )


def hour(line: Line) -> str:
    return f'<time datetime="{line.moment}" title="{line.exact}">{line.hour}</time>'
