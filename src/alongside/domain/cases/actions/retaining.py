"""Records of cases that go when their time is over: what was said and sent; the facts stay (INF-5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.drafting import KEPT, drop_old_drafts
from alongside.domain.cases.models import Case, CaseDraft, CaseSearch, LossEntry
from alongside.domain.conversations.actions.finding import forget_search
from alongside.domain.conversations.models import Message
from alongside.domain.privacy.rules.redacting import BAR
from alongside.kernel import search_counts
from alongside.kernel.models import StoredFile
from alongside.kernel.retention import Held, RecordKind
from alongside.kernel.stored_files import delete_file

BATCH = 500


def _old(before: datetime, held: Held) -> QuerySet[Case]:
    ended = Case.objects.filter(is_open=False, closed_at__lt=before, is_anonymised=False)
    undecided = LossEntry.objects.filter(state=LossEntry.State.ENTERED).values("case")
    return (
        ended.exclude(pk__in=held.case_ids)
        .exclude(Q(customer__isnull=False) & Q(customer__in=held.customer_ids))
        .exclude(Q(estate__isnull=False) & Q(estate__in=held.estate_ids))
        .exclude(pk__in=undecided)
    )


@transaction.atomic
def _forget_words(before: datetime, held: Held) -> int:
    """A batch of cases: their messages, files, search entries; number, category, times, marks and losses stay."""
    locked = _old(before, held).select_for_update(of=("self",), skip_locked=True).order_by("pk")
    keys = list(locked.values_list("pk", flat=True)[:BATCH])
    if not keys:
        return 0
    messages = Message.objects.filter(conversation__case__in=keys)
    about = Q(about_kind="message", about_id__in=messages.values("pk")) | Q(
        about_kind="evidence", about_id__in=Case.objects.filter(pk__in=keys).values("evidence")
    )
    for stored in StoredFile.objects.filter(about):
        delete_file(stored)
    messages.update(body=BAR, file_count=0)
    forget_search(Q(message__conversation__case__in=keys))
    cases = Case.objects.filter(pk__in=keys)
    cases.exclude(rating_words="").update(rating_words=BAR)
    cases.exclude(outcome_words="").update(outcome_words=BAR)
    cases.exclude(proposal="").update(proposal=BAR)
    cases.update(title=BAR, place_words="", source_data={}, is_anonymised=True, version=F("version") + 1)
    CaseSearch.objects.filter(case__in=keys).update(search_text="", search_vector="")
    search_counts.forget(CaseSearch._meta.db_table)
    return len(keys)


def _drafts_due(before: datetime, held: Held) -> int:
    return CaseDraft.objects.filter(case__isnull=True, changed_at__lt=before).count()


def _forget_drafts(before: datetime, held: Held) -> int:
    return drop_old_drafts(now=before + KEPT)


CASE_WORDS = RecordKind(
    "case_words",
    _("Words and files of closed cases"),
    lambda before, held: _old(before, held).count(),
    _forget_words,
)
DRAFTS = RecordKind("drafts", _("Reports begun and not sent"), _drafts_due, _forget_drafts)
