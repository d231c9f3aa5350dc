"""What bulletins hold of a customer: it follows them when records become one, and is copied (CUS-6, INF-5)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.bulletins.models import Recipient
from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.privacy.hooks import COPY, ERASE, WORDS, CopyPart, Erased, Erasing, Words


@BELONGINGS.fill
def what_they_were_told() -> tuple[Belonging, ...]:
    """Where both records were told the same, the survivor's row counts."""
    return (Belonging(Recipient, once_per=("bulletin_id",)),)


@WORDS.fill
def words_of_acknowledging() -> tuple[Words, ...]:
    """What somebody wrote down about how they acknowledged."""
    return (Words(Recipient, ("acknowledged_words",), about=lambda ids: Q(customer__in=ids)),)


@ERASE.fill
def keep_that_they_were_told(erasing: Erasing) -> Erased:
    """That somebody was told and acknowledged stays as a number; it names nobody any more."""
    count = Recipient.objects.filter(customer__in=erasing.customer_ids).count()
    return Erased(kept={"bulletins": count} if count else {})


@COPY.fill
def copy_what_they_were_told(customer_id: int) -> tuple[CopyPart, ...]:
    """Each bulletin: what, when they were told, when they read it and how they acknowledged it."""
    rows = Recipient.objects.filter(customer_id=customer_id).select_related("bulletin").order_by("pk")
    return (
        CopyPart(
            "bulletins",
            _("Progress reports and notices of change"),
            (
                pgettext("bulletin", "Title"),
                _("Told at"),
                _("Read at"),
                _("Acknowledged at"),
                _("How"),
                _("Words"),
            ),
            [
                (
                    one.bulletin.title,
                    one.told_at,
                    one.read_at,
                    one.acknowledged_at,
                    str(one.get_acknowledged_over_display()),
                    one.acknowledged_words,
                )
                for one in rows
            ],
        ),
    )
