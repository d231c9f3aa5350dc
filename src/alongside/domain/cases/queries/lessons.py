"""The case library to read and to search (CAS-13)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from alongside.domain.cases.models import Lesson
from alongside.kernel.actor import Actor
from alongside.kernel.ngrams import QueryTooLong
from alongside.kernel.search import matches


def lessons_found(
    viewer: Actor, *, words: str = "", category: str = "", cause: str = "", state: str = "published"
) -> QuerySet[Lesson]:
    """The newest first. `category` with everything below it; `words` as one says them, Chinese of two signs on."""
    found = Lesson.objects.visible_to(viewer).filter(state=state)
    words = words.replace("\x00", "").strip()
    if words:
        try:
            found = found.filter(matches(words))
        except QueryTooLong:
            return found.none()
    if category:
        found = found.filter(Q(category__code=category) | Q(category__code__startswith=f"{category}/"))
    if cause:
        found = found.filter(cause=cause)
    order = ("-published_at", "-id") if state == "published" else ("-changed_at", "-id")
    return (
        found.select_related("category", "written_by").defer("search_text", "search_vector").order_by(*order)
    )
