"""`{{ article.words|rich:shown }}` draws Markdown with the pictures and files of `shown`, `{{ article.words|plain_words }}` says it in one line."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from alongside.faces.ui import markdown

register = template.Library()


@register.filter
def rich(words: str, shown: tuple[markdown.Shown, ...] = ()) -> SafeString:
    return markdown.rich(words, shown or ())


@register.filter
def plain_words(words: str) -> str:
    return markdown.plain(words)
