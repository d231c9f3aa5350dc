"""Taking in the journeys of the packs (JRN-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alongside.domain.journeys.models import JourneyTemplate, TemplateVersion
from alongside.domain.journeys.rules import read


def load_journey(given: Mapping[str, Any], *, now: datetime) -> None:
    """The shipped journey, with a new version where the pack has changed. Journeys under way keep theirs."""
    template, _made = JourneyTemplate.objects.get_or_create(
        code=given["code"],
        defaults={"name": given["name"], "is_shipped": True, "position": given["position"]},
    )
    content = {"stages": given["stages"]}
    read(content)
    last = template.versions.order_by("-number").first()
    if last is None or last.content != content:
        number = last.number + 1 if last else 1
        TemplateVersion.objects.create(
            template=template, number=number, content=content, created_at=now, published_at=now
        )
