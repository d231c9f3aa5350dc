"""`{% framed "rail" %}`: a part of the desk's frame; apart from the other tags, which it is drawn with."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from alongside.faces.ui import frame

register = template.Library()


@register.simple_tag(takes_context=True)
def framed(context: Context, part: str) -> SafeString:
    """A part of the frame for `navigation`, drawn once for many requests: see `faces/ui/frame.py`."""
    return frame.framed(part, context)
