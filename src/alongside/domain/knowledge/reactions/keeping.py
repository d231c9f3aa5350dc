"""What knowledge holds of a customer: whether an article helped them (CUS-6, INF-4, INF-5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.knowledge.models import ArticleVote
from alongside.domain.privacy.hooks import COPY, ERASE, CopyPart, Erased, Erasing


@BELONGINGS.fill
def their_votes() -> tuple[Belonging, ...]:
    """A person has one word on each article."""
    return (Belonging(ArticleVote, once_per=("article_id",)),)


@ERASE.fill
def forget_who_voted(erasing: Erasing) -> Erased:
    """The word stays counted; nobody knows whose it was."""
    theirs = ArticleVote.objects.filter(customer__in=erasing.customer_ids)
    return Erased(deleted={"article_votes": count} if (count := theirs.update(customer=None)) else {})


@COPY.fill
def copy_votes(customer_id: int) -> tuple[CopyPart, ...]:
    """Which articles of the help centre helped them, by their word."""
    rows = ArticleVote.objects.filter(customer=customer_id).select_related("article").order_by("pk")
    columns = (_("Article"), _("Did it help?"), _("At"))
    told = [
        (one.article.title, _("It helped") if one.is_helpful else _("It did not help"), one.at)
        for one in rows
    ]
    return (CopyPart("article_votes", _("What I said of help articles"), columns, told),)
