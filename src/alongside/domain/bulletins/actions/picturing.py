"""The pictures of a bulletin: which, in which order, with which words below (JRN-6, INF-8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.bulletins import events
from alongside.domain.bulletins.models import Bulletin, BulletinPhoto
from alongside.domain.bulletins.permissions import WRITE_BULLETINS
from alongside.domain.bulletins.rules import MOST_PHOTOS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.files import PICTURE
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import delete_file, store_files

CAPTION_CHARACTERS = 80


@transaction.atomic
def add_photos(bulletin: Bulletin, *, photos: Iterable[Any], by: Actor, now: datetime) -> list[BulletinPhoto]:
    """Pictures for a draft, behind those that are there. Where they were taken is not kept (INF-8)."""
    bulletin, photos = _held(bulletin, by), list(photos)
    if bulletin.photos.count() + len(photos) > MOST_PHOTOS:
        raise Refused(_("A bulletin has at most %(n)s photos.") % {"n": MOST_PHOTOS}, field="photos")
    stored = store_files(photos, about=bulletin, by=by, now=now, purposes=frozenset({PICTURE}))
    last = bulletin.photos.aggregate(last=Max("position"))["last"] or 0
    rows = [
        BulletinPhoto(bulletin=bulletin, file=one, position=last + place)
        for place, one in enumerate(stored, start=1)
    ]
    journal.record(events.BULLETIN_CHANGED, about=bulletin, by=by, at=now, facts={"photos": len(rows)})
    return BulletinPhoto.objects.bulk_create(rows)


@transaction.atomic
def arrange_photos(
    bulletin: Bulletin, *, order: Sequence[tuple[int, str]], by: Actor, now: datetime
) -> list[BulletinPhoto]:
    """`order`: photo and caption, as they shall follow each other; one that is not named comes last as it was."""
    bulletin = _held(bulletin, by)
    there = {one.pk: one for one in bulletin.photos.all()}
    if any(key not in there for key, _caption in order) or len({key for key, _c in order}) < len(order):
        raise Refused(_("The picture belongs to another bulletin."))
    for key, caption in order:
        if len(caption.strip()) > CAPTION_CHARACTERS:
            raise Refused(_("At most %(n)s characters.") % {"n": CAPTION_CHARACTERS}, field=f"caption_{key}")
        there[key].caption = caption.replace("\x00", "").strip()
    named = [key for key, _caption in order]
    for place, key in enumerate([*named, *(key for key in there if key not in named)], start=1):
        there[key].position = place
    BulletinPhoto.objects.bulk_update(there.values(), ["caption", "position"])
    journal.record(events.BULLETIN_CHANGED, about=bulletin, by=by, at=now, facts={"photos": len(there)})
    return sorted(there.values(), key=lambda one: one.position)


@transaction.atomic
def remove_photo(photo: BulletinPhoto, *, by: Actor, now: datetime) -> None:
    """Take a picture out of a draft."""
    bulletin = _held(photo.bulletin, by)
    photos_go(bulletin.photos.filter(pk=photo.pk))
    left = list(bulletin.photos.all())
    for place, one in enumerate(left, start=1):
        one.position = place
    BulletinPhoto.objects.bulk_update(left, ["position"])
    journal.record(events.BULLETIN_CHANGED, about=bulletin, by=by, at=now, facts={"photos": -1})


def photos_go(photos: QuerySet[BulletinPhoto]) -> None:
    """Away with them, and with the files that no other version shows."""
    files = [one.file for one in photos.select_related("file")]
    photos.delete()
    still = set(BulletinPhoto.objects.filter(file__in=files).values_list("file_id", flat=True))
    for file in files:
        if file.pk not in still:
            delete_file(file)


def take_photos_along(before: Bulletin, after: Bulletin) -> None:
    """The corrected version shows the same pictures."""
    BulletinPhoto.objects.bulk_create(
        BulletinPhoto(bulletin=after, file_id=one.file_id, caption=one.caption, position=one.position)
        for one in before.photos.all()
    )


def _held(bulletin: Bulletin, by: Actor) -> Bulletin:
    by.require(WRITE_BULLETINS, on=bulletin)
    bulletin = lock(bulletin)
    if bulletin.state != "draft":
        raise Refused(_("It is published and stays as it is. Write a corrected version."))
    return bulletin
