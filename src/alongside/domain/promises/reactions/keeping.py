"""What promises hold of a customer: it follows them when records become one, is copied and erased (CUS-6, INF-4)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from alongside.domain.customers.hooks import BELONGINGS, FACTS, Belonging, Counted
from alongside.domain.privacy.hooks import COPY, ERASE, WORDS, CopyPart, Erased, Erasing, Words
from alongside.domain.promises.models import Promise, Renegotiation
from alongside.kernel.actor import Actor


@BELONGINGS.fill
def their_promises() -> tuple[Belonging, ...]:
    """What was promised to either record was promised to the person."""
    return (Belonging(Promise, is_at_node=True),)


@FACTS.fill
def what_was_promised() -> tuple[Counted, ...]:
    """How many promises are owed to them, and how many were broken; of those that the viewer may see (CUS-4)."""
    return (
        Counted("open_promises", gettext_lazy("Promises open"), "case", _open),
        Counted("broken_promises", gettext_lazy("Promises broken"), "case", _broken),
    )


def _open(viewer: Actor, now: datetime) -> QuerySet:
    return Promise.objects.visible_to(viewer).standing()


def _broken(viewer: Actor, now: datetime) -> QuerySet:
    return Promise.objects.visible_to(viewer).filter(state="broken")


@WORDS.fill
def words_of_promises() -> tuple[Words, ...]:
    """What was promised and asked is ours about them; what they answered is their own."""
    return (
        Words(Promise, ("words", "result"), about=lambda ids: Q(customer__in=ids)),
        Words(Promise, ("customer_said",), about=lambda ids: Q(customer__in=ids), theirs=lambda ids: Q()),
        Words(
            Renegotiation,
            ("reason", "before_words", "new_words"),
            about=lambda ids: Q(promise__customer__in=ids),
        ),
        Words(
            Renegotiation,
            ("answer_words",),
            about=lambda ids: Q(promise__customer__in=ids),
            theirs=lambda ids: Q(),
        ),
    )


@ERASE.fill
def end_their_promises(erasing: Erasing) -> Erased:
    """Nothing is owed to somebody who is gone; what was measured of it stays."""
    theirs = Promise.objects.filter(customer__in=erasing.customer_ids)
    keys = list(theirs.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Renegotiation.objects.filter(promise__in=keys, answered_at__isnull=True).update(
        answer=Renegotiation.Answer.LAPSED, answered_at=erasing.now
    )
    theirs.standing().update(state="withdrawn", closed_at=erasing.now, remind_at=None)
    return Erased(kept={"promises": len(keys)} if keys else {})


@COPY.fill
def copy_promises(customer_id: int) -> tuple[CopyPart, ...]:
    """What was promised to them, until when, and what came of it."""
    promises = Promise.objects.filter(customer=customer_id).select_related("keeper").order_by("made_at", "pk")
    columns = (
        _("Promised"),
        _("Promised by"),
        _("Promised at"),
        pgettext("promise", "Until"),
        _("State"),
        _("Ended at"),
    )
    rows = [
        (one.words, one.keeper.name, one.made_at, one.due_on.isoformat(), str(one.get_state_display()), one.closed_at or "")
        for one in promises
    ]  # fmt: skip
    return (CopyPart("promises", _("What was promised to me"), columns, rows),)
