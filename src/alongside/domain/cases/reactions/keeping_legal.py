"""What legal matters and unfinished lessons hold of a customer (INF-4). A published lesson holds nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from alongside.domain.cases.models import (
    LegalCase,
    LegalClaim,
    LegalDate,
    LegalMatter,
    LegalPaper,
    Lesson,
)
from alongside.domain.privacy.hooks import ERASE, OPEN_MATTERS, WORDS, Erased, Erasing, Words
from alongside.kernel.models import StoredFile


def _theirs(ids: Sequence[int]):
    return LegalCase.objects.filter(case__customer__in=ids).values("matter")


def _of_matters(ids: Sequence[int]) -> Q:
    return Q(matter__in=_theirs(ids))


@WORDS.fill
def words_of_legal_matters() -> tuple[Words, ...]:
    """Ours about them; what the other side's name is, too."""
    matter = ("title", "opponent", "our_lawyers", "their_lawyers", "outcome_words")
    return (
        Words(LegalMatter, matter, about=lambda ids: Q(pk__in=_theirs(ids))),
        Words(LegalClaim, ("words",), about=_of_matters),
        Words(LegalDate, ("words", "result"), about=_of_matters),
        Words(LegalPaper, ("words",), about=_of_matters),
        Words(
            Lesson,
            ("title", "facts", "went_wrong", "rule", "return_words"),
            about=lambda ids: Q(case__customer__in=ids),
        ),
    )


@ERASE.fill
def erase_legal_papers(erasing: Erasing) -> Erased:
    """What was put to their matters goes."""
    papers = LegalPaper.objects.filter(_of_matters(erasing.customer_ids))
    files = StoredFile.objects.filter(about_kind="legalpaper", about_id__in=papers.values("pk"))
    paths = [path for row in files.values_list("path", "thumbnail_path") for path in row if path]
    done = Erased({"papers": files.delete()[0]}, paths=paths)
    papers.filter(file_count__gt=0).update(file_count=0)
    if kept := LegalMatter.objects.filter(pk__in=_theirs(erasing.customer_ids)).count():
        done.kept["legal_matters"] = kept
    return done


@OPEN_MATTERS.fill
def standing_legal_matters(customer_ids: Sequence[int]) -> tuple[str, ...]:
    """`legal-id:number` of matters that are not at their end: what may be evidence stays until then."""
    standing = LegalMatter.objects.filter(pk__in=_theirs(customer_ids)).standing().order_by("pk")
    return tuple(f"legal-{pk}:{number}" for pk, number in standing.values_list("pk", "number"))
