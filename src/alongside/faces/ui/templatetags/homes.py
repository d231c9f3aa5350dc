"""How prices of homes are said: 432 万 to a Chinese reader, ¥4,320,000 to an English one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

register = template.Library()
MANY = Decimal(10_000)


@register.simple_tag
def asked_price(amount: Decimal | None, is_lease: bool = False) -> SafeString:
    """`{% asked_price listing.amount listing.is_lease %}`."""
    if amount is None:
        return SafeString("—")
    if not is_lease and amount >= MANY and _is_chinese():
        said = f"{(amount / MANY).quantize(Decimal('0.01')).normalize():,f}"
        return format_html(
            '<span class="num keep">{}</span>', gettext("%(n)s ten thousand yuan") % {"n": said}
        )
    said = f"{amount.normalize() if amount == amount.to_integral_value() else amount:,f}"
    words = gettext("¥%(n)s a month") if is_lease else "¥%(n)s"
    return format_html('<span class="num keep">{}</span>', words % {"n": said})


@register.simple_tag
def layout_of(listing: Any) -> str:
    """`{% layout_of listing %}`: 3室2厅1厨2卫, or 3 rooms, 2 living rooms, 2 baths."""
    if listing.rooms is None or _is_chinese():
        return str(listing.layout)
    said = [ngettext("%(n)s room", "%(n)s rooms", listing.rooms) % {"n": listing.rooms}]
    said += (
        [ngettext("%(n)s living room", "%(n)s living rooms", listing.halls) % {"n": listing.halls}]
        if listing.halls
        else []
    )
    said += (
        [ngettext("%(n)s bath", "%(n)s baths", listing.baths) % {"n": listing.baths}] if listing.baths else []
    )
    return ", ".join(said)


@register.simple_tag
def facing_of(listing: Any) -> str:
    """`{% facing_of listing %}`: 南 北, or S N."""
    if _is_chinese():
        return str(listing.orientation)
    return " ".join(_COMPASS[one] for one in listing.orientation.split())


_COMPASS = {
    "北": "N",
    "东北": "NE",
    "东": "E",
    "东南": "SE",
    "南": "S",
    "西南": "SW",
    "西": "W",
    "西北": "NW",
}


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
