"""What the pages of imports draw."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from alongside.domain.work.models import ImportRun
from alongside.faces.ui.templatetags.ui import chip

register = template.Library()

TONES = {
    "columns": "soon",
    "checked": "soon",
    "done": "good",
    "stopped": "late",
    "unreadable": "late",
    "cancelled": "plain",
}


@register.filter
def group(number: int) -> str:
    """120948 → 120,948."""
    return f"{number:,}"


@register.simple_tag
def import_chip(run: ImportRun) -> SafeString:
    """The state of an import; what waits for a person is amber."""
    return chip(run.get_state_display(), TONES.get(run.state, "now"))
