"""Bulletins for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from alongside.domain.bulletins.actions import go_through, publish_bulletin, write_bulletin
from alongside.domain.bulletins.models import Bulletin
from alongside.domain.bulletins.queries import audience_of, today_at
from alongside.domain.estates.models import Estate
from alongside.kernel.actor import SYSTEM, Actor


def a_progress_report(estate: Estate, *, now: datetime, by: Actor = SYSTEM, **but: Any) -> Bulletin:
    """A draft: the structure has reached the 18th floor, 62 %."""
    given = {
        "title": "主体施工至18层",
        "words": "本月完成14至18层结构浇筑，外架同步提升，材料送检全部合格。",
        "percent": 62,
        "milestone": "structure",
        **but,
    }
    return write_bulletin(estate, kind="progress", by=by, now=now, **given)


def a_notice_of_change(estate: Estate, *, now: datetime, by: Actor = SYSTEM, **but: Any) -> Bulletin:
    """A draft: the railing of the balconies changes; to be acknowledged within two weeks."""
    given = {
        "title": "阳台栏杆材料变更",
        "words": "阳台栏杆由铝合金改为夹胶玻璃。",
        "why": "原设计遮挡视线，且儿童可攀爬。",
        "meaning": "栏杆高度与阳台面积不变，房价不变。",
        "topic": "design",
        "acknowledge_by_on": today_at(estate.node, now) + timedelta(days=14),
        **but,
    }
    return write_bulletin(estate, kind="change", by=by, now=now, **given)


def published(bulletin: Bulletin, *, now: datetime, by: Actor = SYSTEM) -> Bulletin:
    """Out, and everybody written to."""
    count = audience_of(bulletin, on=today_at(bulletin.node, now)).customers
    out = publish_bulletin(bulletin, expected=count, by=by, now=now)
    go_through(out.rounds.get(kind="telling").pk, now=now)
    return out


def a_photo(name: str = "site.jpg", colour: str = "#7b8a90") -> ContentFile:
    """A small picture."""
    kept = BytesIO()
    Image.new("RGB", (320, 240), colour).save(kept, "JPEG")
    return ContentFile(kept.getvalue(), name=name)
