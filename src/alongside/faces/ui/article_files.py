"""The pictures and files of an article, at the addresses of the face that shows it (CHN-9)."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from alongside.domain.knowledge.models import Article, ArticleFile
from alongside.domain.knowledge.rules.marks import files_in
from alongside.faces.ui.markdown import Shown


def shown_files(article: Article, words: str, *, at: str, small: str) -> tuple[Shown, ...]:
    """What these words of it name. `at`, `small`: names of the addresses of a file and of its small picture."""
    numbers = files_in(words)
    if not numbers:
        return ()
    rows = ArticleFile.objects.filter(article=article, pk__in=numbers).select_related("file").order_by("pk")
    return tuple(shown(one, at=at, small=small) for one in rows)


def shown(one: ArticleFile, *, at: str, small: str) -> Shown:
    """One of them, to be drawn."""
    stored = one.file
    assert stored is not None  # its row is written in one transaction with the file's
    kind = f"{stored.name.rpartition('.')[2].upper()} · {filesizeformat(stored.size)}"
    picture = reverse(small, args=[stored.pk]) if one.is_picture else ""
    return Shown(
        one.pk,
        reverse(at, args=[stored.pk]),
        stored.name,
        kind,
        picture,
        stored.width or 0,
        stored.height or 0,
    )
