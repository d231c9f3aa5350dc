"""Addresses of pages, their shape worked out once: `reverse` looks through every route that there is, each time.

`address_of("desk:case", "GLT-2611-0382")`. Anything but ids and plain codes (a path, a name, words) goes to `reverse`
itself, which knows how to write them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.template import Context
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape

PLAIN = re.compile(r"[A-Za-z0-9-]+")
# In place of an id or a code, each of a kind that stands nowhere else in an address.
_ID, _CODE = 918_273_645_546_372_819, "zqzxjzq"


def address_of(name: str, *args: Any) -> str:
    """As `reverse(name, args=args)`. Raises NoReverseMatch as that does."""
    kinds = tuple(_kind(one) for one in args)
    shape = None if None in kinds else _shape(name, kinds)
    return shape.format(*args) if shape else reverse(name, args=args)


def _kind(value: Any) -> type | None:
    """What the value is in an address: an id, a code, or something that only `reverse` can write."""
    if type(value) is int and value >= 0:
        return int
    return str if type(value) is str and PLAIN.fullmatch(value) else None


@lru_cache(maxsize=2000)
def _shape(name: str, kinds: tuple[type, ...]) -> str | None:
    """The address with places for what is given; None when it may look otherwise for other values."""
    stand_ins = [_ID + place if kind is int else f"{_CODE}{place}" for place, kind in enumerate(kinds)]
    try:
        shape = reverse(name, args=stand_ins)
    except NoReverseMatch:
        return None
    for place, one in enumerate(stand_ins):
        if shape.count(str(one)) != 1:
            return None
        shape = shape.replace(str(one), f"{{{place}}}")
    return shape


class AddressNode(URLNode):
    """`{% url "desk:case" case.number %}` with a name that is written in the template, and no names for values."""

    child_nodelists = ()

    @classmethod
    def instead_of(cls, node: URLNode) -> AddressNode:
        settled = cls(node.view_name, node.args, node.kwargs, node.asvar)
        settled.token, settled.origin = node.token, node.origin
        return settled

    def render(self, context: Context) -> str:
        url = address_of(self.view_name.var, *(one.resolve(context) for one in self.args))
        return str(conditional_escape(url) if context.autoescape else url)
