"""Pictures and papers of articles (CHN-9, INF-8)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from alongside.domain.knowledge.models.article import Article, ArticleVersion
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile


class ArticleFileQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """What a version shows that the viewer reads: outside the published one only, at the desk what ever was;
        what is being written for who works on it; what is in no article yet for who brought it (ORG-3)."""
        readable = Article.objects.visible_to(viewer)
        if viewer.kind in ("customer", "nobody"):
            return self.filter(
                versions__state="published", versions__article__in=readable.values("pk")
            ).distinct()
        was: Any = Q(article__in=readable.values("pk"), versions__published_at__isnull=False)
        worked: Any = Q(article__in=Article.objects.worked_on_by(viewer).values("pk"))
        mine: Any = Q(article=None, brought_by_id=viewer.id if viewer.kind == "staff" else None)
        return self.filter(was | worked | mine).distinct()


class ArticleFile(models.Model):
    """A picture or paper, sealed, brought while an article is written; its texts name it by its number.

    `versions` are those that show it: while there is one it stays. `article` None: no text has it yet.
    """

    id = models.BigAutoField(primary_key=True)
    node = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="files")
    versions = models.ManyToManyField(ArticleVersion, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    brought_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(db_index=True)

    objects = ArticleFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_picture(self) -> bool:
        return self.file is not None and self.file.content_type.startswith("image/")
