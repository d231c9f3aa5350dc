"""A letter: what it says, and how it looks as text and as HTML. Both are made of the same parts. Pure.

Mail programs know no style sheets from outside, so the styles stand in the tags; there are no pictures and
nothing is fetched, so that nobody learns when a customer opens a mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_FONT = (
    "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',system-ui,-apple-system,Helvetica,Arial,sans-serif"
)
_INK, _FAINT, _LINE, _JADE, _PAPER, _WARM = "#1d2424", "#55615f", "#e4e7e4", "#0f6b5c", "#f7f7f5", "#f3e4d3"


@dataclass(frozen=True)
class Letter:
    """One mail in words. `quote` is what a person of ours or the customer wrote; `facts` are label and value;
    `buttons` are words and address, the first the main one; `scale` is a row of five, words for its ends."""

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    quote: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()
    scale: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    code: str = ""
    why: str = ""  # why the reader gets this mail, small, at the foot
    kind: str = "notice"  # by which templates of a gateway are chosen
    short: str = ""  # the one sentence that matters, where there is little room
    variables: tuple[tuple[str, str], ...] = ()  # what templates may name besides title, sentence and link


@dataclass(frozen=True)
class Letterhead:
    """Who writes: the node's name over the letter, the site's address under it."""

    sender: str
    site: str
    language: str = field(default="zh-hans")


def subject_line(letter: Letter) -> str:
    """The subject on one line, as long as mail programs show it."""
    return re.sub(r"\s+", " ", letter.subject).strip()[:150]


def as_text(letter: Letter, head: Letterhead) -> str:
    """The letter as plain text."""
    parts = [letter.greeting, *letter.paragraphs]
    if letter.code:
        parts.append(f"    {letter.code}")
    if letter.quote:
        parts.append("\n".join(f"> {line}" for line in letter.quote.splitlines()))
    if letter.facts:
        parts.append("\n".join(f"{label}: {value}" for label, value in letter.facts))
    parts += [f"{words}:\n{address}" for words, address in letter.buttons]
    if letter.scale:
        parts.append("\n".join(f"{words}: {address}" for words, address in letter.scale))
    parts += letter.after
    foot = [head.sender, head.site, *([letter.why] if letter.why else [])]
    return "\n\n".join([*parts, "-- \n" + "\n".join(foot)]) + "\n"


def as_html(letter: Letter, head: Letterhead) -> str:
    """The letter as a page of its own, at most 560 px wide, readable on a phone."""
    body = [
        format_html(
            '<p style="margin:0 0 12px;font-size:18px;font-weight:600;color:{}">{}</p>', _INK, letter.greeting
        ),
        *(_paragraph(one) for one in letter.paragraphs),
    ]
    if letter.code:
        body.append(
            format_html(
                '<p style="margin:20px 0;font-size:34px;font-weight:600;letter-spacing:8px;color:{}">{}</p>',
                _JADE,
                letter.code,
            )
        )
    if letter.quote:
        body.append(
            format_html(
                '<div style="margin:16px 0;padding:14px 16px;border-radius:10px;background:{};color:{};'
                'white-space:pre-line">{}</div>',
                _WARM,
                _INK,
                letter.quote,
            )
        )
    if letter.facts:
        body.append(_facts(letter.facts))
    if letter.buttons:
        body.append(_buttons(letter.buttons))
    if letter.scale:
        body.append(_scale(letter.scale))
    body += [_paragraph(one) for one in letter.after]
    foot = format_html_join(mark_safe("<br>"), "{}", ((one,) for one in (head.site, letter.why) if one))
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>{}</title></head>'
        '<body style="margin:0;padding:24px 12px;background:{};font:16px/1.6 {};color:{}">'
        '<div style="max-width:560px;margin:0 auto">'
        '<p style="margin:0 0 12px;font-size:14px;font-weight:600;color:{}">{}</p>'
        '<div style="padding:28px 24px;border:1px solid {};border-radius:14px;background:#ffffff">{}</div>'
        '<p style="margin:14px 4px 0;font-size:12px;color:{}">{}</p>'
        "</div></body></html>",
        head.language,
        subject_line(letter),
        _PAPER,
        mark_safe(_FONT),
        _INK,
        _JADE,
        head.sender,
        _LINE,
        format_html_join("", "{}", ((part,) for part in body)),
        _FAINT,
        foot,
    )


def _paragraph(words: str) -> SafeString:
    return format_html('<p style="margin:0 0 12px">{}</p>', words)


def _facts(facts: tuple[tuple[str, str], ...]) -> SafeString:
    rows = format_html_join(
        "",
        '<tr><td style="padding:6px 16px 6px 0;color:{};white-space:nowrap;vertical-align:top">{}</td>'
        '<td style="padding:6px 0">{}</td></tr>',
        ((_FAINT, label, value) for label, value in facts),
    )
    return format_html(
        '<table role="presentation" style="margin:16px 0;border-top:1px solid {};border-bottom:1px solid {};'
        'width:100%;border-collapse:collapse;font-size:15px">{}</table>',
        _LINE,
        _LINE,
        rows,
    )


def _buttons(buttons: tuple[tuple[str, str], ...]) -> SafeString:
    main = f"background:{_JADE};color:#ffffff"
    other = f"background:#ffffff;color:{_JADE};border:1px solid {_JADE}"
    return format_html(
        '<p style="margin:20px 0 8px">{}</p>',
        format_html_join(
            " ",
            '<a href="{}" style="display:inline-block;margin:0 8px 8px 0;padding:12px 22px;border-radius:10px;'
            'font-weight:600;text-decoration:none;{}">{}</a>',
            (
                (address, mark_safe(other if index else main), words)
                for index, (words, address) in enumerate(buttons)
            ),
        ),
    )


def _scale(scale: tuple[tuple[str, str], ...]) -> SafeString:
    return format_html(
        '<p style="margin:16px 0 8px">{}</p>',
        format_html_join(
            " ",
            '<a href="{}" style="display:inline-block;min-width:44px;margin:0 6px 8px 0;padding:11px 8px;'
            'border:1px solid {};border-radius:10px;text-align:center;text-decoration:none;color:{}">{}</a>',
            ((address, _LINE, _INK, words) for words, address in scale),
        ),
    )
