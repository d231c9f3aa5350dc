"""What a customer sees of bulletins: how their building grows, and what they are asked to acknowledge (JRN-6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from alongside.domain.bulletins.models import Bulletin, BulletinPhoto, Recipient
from alongside.domain.bulletins.rules import MILESTONES
from alongside.kernel.actor import Actor

MOST_SHOWN = 36


@dataclass(frozen=True)
class Growth:
    """How a building grew: its reports, the newest first, and how many of MILESTONES lie behind it (None: not said)."""

    reports: list[Bulletin]
    reached: int | None

    @property
    def newest(self) -> Bulletin | None:
        return self.reports[0] if self.reports else None


def with_photos(bulletins: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
    """Each with its pictures in their order."""
    return bulletins.prefetch_related(Prefetch("photos", BulletinPhoto.objects.select_related("file")))


def growth_of(building_id: int | None, viewer: Actor) -> Growth:
    """Of the building of a home, as far as the viewer may see it. At most MOST_SHOWN reports; 2 queries."""
    there = _progress([building_id] if building_id else [], viewer)
    reports = list(with_photos(there)[:MOST_SHOWN]) if building_id else []
    at = next((one.milestone for one in reports if one.milestone), "")
    return Growth(reports, milestones_behind(at))


def latest_progress(building_ids: Collection[int], viewer: Actor) -> Bulletin | None:
    """The newest report on any of these buildings, with its pictures. 1 or 2 queries."""
    return with_photos(_progress(building_ids, viewer)).first() if building_ids else None


def _progress(building_ids: Collection[int], viewer: Actor) -> QuerySet[Bulletin]:
    there = Bulletin.buildings.through.objects.filter(bulletin=OuterRef("pk"), building__in=building_ids)
    seen = Bulletin.objects.visible_to(viewer).out().filter(Exists(there), kind=Bulletin.Kind.PROGRESS)
    return seen.select_related("estate").order_by("-as_of_on", "-pk")


def milestones_behind(at: str) -> int | None:
    """How many milestones are done where a building stands at this one; the last one is done when it is reached."""
    codes = [code for code, _label in MILESTONES]
    if at not in codes:
        return None
    return len(codes) if at == codes[-1] else codes.index(at)


def unacknowledged_by(viewer: Actor) -> QuerySet[Recipient]:
    """Notices that wait for the customer's word, the soonest day first."""
    theirs = Recipient.objects.visible_to(viewer).filter(
        bulletin__state="published", bulletin__kind=Bulletin.Kind.CHANGE, acknowledged_at__isnull=True
    )
    return theirs.select_related("bulletin__estate").order_by("bulletin__acknowledge_by_on", "pk")


def latest_of(bulletin: Bulletin) -> Bulletin:
    """What stands in its place now: itself, or the last correction that is out."""
    seen = bulletin
    while seen.state == "replaced":
        seen = seen.correction
    return seen


def notices_for(viewer: Actor) -> QuerySet[Recipient]:
    """Every notice of change that the customer was told of and that stands, the latest first. Slice it."""
    theirs = Recipient.objects.visible_to(viewer).filter(bulletin__state="published", bulletin__kind="change")
    return theirs.select_related("bulletin").order_by("-bulletin__published_at", "-pk")
