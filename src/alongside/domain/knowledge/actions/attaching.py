"""Pictures and papers of articles: brought while one writes, kept by the versions that show them (CHN-9, INF-8)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.knowledge.models import Article, ArticleFile, ArticleVersion
from alongside.domain.knowledge.permissions import WRITE_KNOWLEDGE
from alongside.domain.knowledge.rules.marks import files_in, pictures_in
from alongside.kernel.actor import Actor
from alongside.kernel.files import DOCUMENT, MEGABYTE, PICTURE
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import delete_file, store_files

MOST_MEGABYTES, MOST_OF_ARTICLE, MOST_UNKEPT = 20, 60, 40
UNKEPT_FOR = timedelta(days=1)
SWEPT_AT_ONCE = 500


@transaction.atomic
def bring_file(upload: Any, *, by: Actor, now: datetime, article: Article | None = None) -> ArticleFile:
    """Keep a picture or paper, sealed, for the text that is being written. A day later it goes unless a version has it.

    `upload` is a Django UploadedFile. Refused for other kinds, for more than MOST_MEGABYTES, and for too many.
    """
    by.require(WRITE_KNOWLEDGE, on=article)
    if by.kind != "staff" or by.id is None:
        raise NotAllowed(_("Only a staff member may do this, with their name."))
    if upload.size > MOST_MEGABYTES * MEGABYTE:
        given = {"name": upload.name, "most": MOST_MEGABYTES}
        raise Refused(_("The file “%(name)s” is too large: at most %(most)s MB.") % given, field="files")
    there = ArticleFile.objects.filter(article=article)
    if article is None:
        there = there.filter(brought_by_id=by.id)
    if there.count() >= (MOST_OF_ARTICLE if article else MOST_UNKEPT):
        raise Refused(_("There are too many pictures and files already."), field="files")
    brought = ArticleFile.objects.create(
        article=article, node=article.node if article else None, brought_by_id=by.id, brought_at=now
    )
    kinds = frozenset({PICTURE, DOCUMENT})
    [brought.file] = store_files([upload], about=brought, by=by, now=now, purposes=kinds, is_sealed=True)
    brought.save(update_fields=["file"])
    return brought


def keep_files(version: ArticleVersion, *, by: Actor) -> None:
    """The version shows what its text names, and nothing else. Refused for what is not of this article."""
    article, wanted = version.article, files_in(version.words)
    held = ArticleFile.objects.select_for_update(of=("self",)).select_related("file")
    found = {one.pk: one for one in held.filter(pk__in=wanted) if _is_of(one, article, by)}
    for number in sorted(wanted):
        one = found.get(number)
        if one is None:
            words = _("%(number)s is no picture or file of this article. Add it here.")
            raise Refused(words % {"number": number}, field="words")
        if number in pictures_in(version.words) and not one.is_picture:
            raise Refused(_("%(number)s is no picture: [name](file:12)") % {"number": number}, field="words")
    fresh = [pk for pk, one in found.items() if one.article_id is None]
    ArticleFile.objects.filter(pk__in=fresh).update(article=article, node=article.node)
    StoredFile.objects.filter(about_kind="articlefile", about_id__in=fresh).update(node_id=article.node_id)
    version.files.set(found.values())


def _is_of(one: ArticleFile, article: Article, by: Actor) -> bool:
    if one.article_id is None:
        return by.kind == "staff" and one.brought_by_id == by.id
    return one.article_id == article.pk


@transaction.atomic
def forget_unused_files(*, now: datetime) -> int:
    """What no version shows, a day after it was brought; how many."""
    old = ArticleFile.objects.filter(versions=None, brought_at__lt=now - UNKEPT_FOR).order_by("pk")
    keys = list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    # Held first, asked again after: a version that took one meanwhile has committed, or waits for us and finds nothing.
    held = ArticleFile.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=keys)
    locked = [one.pk for one in held]
    count = 0
    for one in ArticleFile.objects.filter(pk__in=locked, versions=None).select_related("file"):
        stored = one.file
        one.delete()
        if stored is not None:
            delete_file(stored)
        count += 1
    return count
