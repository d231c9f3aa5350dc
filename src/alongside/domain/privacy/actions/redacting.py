"""Blacking out free words, wherever a domain said that people write (INF-4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from alongside.domain.customers.models import Alert, Customer, Household
from alongside.domain.privacy.hooks import WORDS, Erased, Erasing, Words
from alongside.domain.privacy.rules.redacting import BAR, Redactor
from alongside.domain.work.models import Task, TaskNote
from alongside.kernel.crypto import EncryptedTextField

BATCH = 500
# Words that lie below privacy. Customers' own rows go as a whole; these are those of others who name them.
BELOW = (
    Words(Customer, ("words",), about=lambda ids: Q(pk__in=[])),
    Words(Alert, ("words",), about=lambda ids: Q(pk__in=[])),
    Words(Household, ("name", "words"), about=lambda ids: Q(pk__in=[])),
    Words(
        Task,
        ("title", "words", "result", "return_reason"),
        about=lambda ids: Q(about_kind="customer", about_id__in=ids),
    ),
    Words(TaskNote, ("words",), about=lambda ids: Q(task__about_kind="customer", task__about_id__in=ids)),
)


def places() -> list[Words]:
    """Every place where people write freely about customers."""
    return [*BELOW, *(one for some in WORDS.ask() for one in some)]


def redact_own(erasing: Erasing, *, whole: bool) -> Erased:
    """In what is about them: the person's own words go whole, words of ours by what names them, or whole too.

    In the caller's transaction, under its locks.
    """
    count = 0
    for place in places():
        rows = place.model._default_manager.filter(place.about(erasing.customer_ids))
        theirs: set[object] = set()
        if place.theirs and not whole:
            own = rows.filter(place.theirs(erasing.customer_ids))
            theirs = set(own.values_list("pk", flat=True))
        changed = [
            row.pk
            for row in rows.only("pk", *place.fields).iterator(chunk_size=BATCH)
            if _redact(row, place, erasing.redact.in_own, whole=whole or row.pk in theirs)
        ]
        count += _after(place, changed)
    return Erased({"words": count})


def redact_elsewhere(redactor: Redactor, ids: Sequence[int], customer: Customer) -> Erased:
    """In what is about others, where somebody named them: found by the database, and, where it sees only what is
    encrypted, by reading; a transaction a batch."""
    count = 0
    if not redactor.database_pattern:
        return Erased()
    for place in places():
        keys = _beside(place, redactor, ids)
        for start in range(0, len(keys), BATCH):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL alongside.erasing = 'on'")
                locked = place.model._default_manager.select_for_update(of=("self",))
                rows = locked.filter(pk__in=keys[start : start + BATCH]).order_by("pk")
                changed = [row.pk for row in rows if _redact(row, place, redactor.elsewhere, whole=False)]
                count += _after(place, changed)
    return Erased({"words_elsewhere": count})


def _beside(place: Words, redactor: Redactor, ids: Sequence[int]) -> list[Any]:
    """The rows about others that name them."""
    fields = {one: place.model._meta.get_field(one) for one in place.fields}
    sealed = [one for one, field in fields.items() if isinstance(field, EncryptedTextField)]
    others = place.model._default_manager.exclude(place.about(ids))
    if place.model is Customer:
        others = others.exclude(pk__in=ids)
    found = Q(pk__in=[])
    for field in fields.keys() - set(sealed):
        found |= Q(**{f"{field}__iregex": redactor.database_pattern})
    keys = set(others.filter(found).values_list("pk", flat=True))
    if sealed:
        written = others.filter(place.written) if place.written is not None else others
        for pk, *texts in written.values_list("pk", *sealed).iterator(chunk_size=BATCH):
            if any(redactor.finds(text) for text in texts if text and text != BAR):
                keys.add(pk)
    return sorted(keys)


def _redact(row: models.Model, place: Words, redact: Callable[[str], str], *, whole: bool) -> bool:
    changed = {}
    for field in place.fields:
        said = getattr(row, field)
        if not said or said == BAR:
            continue
        kept = BAR if whole else _fitting(place.model, field, redact(said))
        if kept != said:
            changed[field] = kept
    if changed:
        place.model._default_manager.filter(pk=row.pk).update(**changed)
    return bool(changed)


def _after(place: Words, changed: list[Any]) -> int:
    if changed and place.afterwards is not None:
        place.afterwards(changed)
    return len(changed)


def _fitting(model: type[models.Model], field: str, text: str) -> str:
    longest = getattr(model._meta.get_field(field), "max_length", None)
    return text[:longest] if longest else text
