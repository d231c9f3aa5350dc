"""Records of what went out that go when their time is over (INF-5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.recordings import forget_recording
from alongside.domain.conversations.models import Call, Callback, Delivery, TakenMail
from alongside.kernel.models import StoredFile
from alongside.kernel.retention import Held, RecordKind
from alongside.kernel.stored_files import delete_file

BATCH = 2_000
BATCH_OF_FILES = 200


def _old(before: datetime, held: Held) -> QuerySet[Delivery]:
    ended = Delivery.objects.filter(written_at__lt=before).exclude(state=Delivery.State.QUEUED)
    return ended.exclude(Q(customer__isnull=False) & Q(customer__in=held.customer_ids))


def _forget(before: datetime, held: Held) -> int:
    keys = list(_old(before, held).order_by("pk").values_list("pk", flat=True)[:BATCH])
    return Delivery.objects.filter(pk__in=keys).delete()[0]


MAILS = RecordKind(
    "mails", _("Mails in the outbox"), lambda before, held: _old(before, held).count(), _forget
)


def _old_calls(before: datetime, held: Held) -> QuerySet[Call]:
    """No call of which the recording is still kept."""
    ended = Call.objects.filter(begun_at__lt=before, state=Call.State.ENDED)
    return _not_held(ended, held).exclude(recording=Call.Recording.KEPT)


def _forget_calls(before: datetime, held: Held) -> int:
    """With them the callbacks that they were the reason for."""
    old = Callback.objects.filter(made_at__lt=before).exclude(state=Callback.State.OPEN)
    Callback.objects.filter(pk__in=_not_held(old, held).order_by("pk").values("pk")[:BATCH]).delete()
    keys = list(_old_calls(before, held).order_by("pk").values_list("pk", flat=True)[:BATCH])
    Call.objects.filter(pk__in=keys).delete()
    return len(keys)


def _old_recordings(before: datetime, held: Held) -> QuerySet[Call]:
    return _not_held(Call.objects.filter(begun_at__lt=before, recording=Call.Recording.KEPT), held)


@transaction.atomic
def _forget_recordings(before: datetime, held: Held) -> int:
    calls = list(_old_recordings(before, held).order_by("pk")[:BATCH_OF_FILES])
    for call in calls:
        forget_recording(call)
    return len(calls)


def _not_held(rows: QuerySet, held: Held) -> QuerySet:
    return rows.exclude(Q(customer__isnull=False) & Q(customer__in=held.customer_ids))


RECORDINGS = RecordKind(
    "recordings",
    _("Recorded calls"),
    lambda before, held: _old_recordings(before, held).count(),
    _forget_recordings,
)
CALLS = RecordKind(
    "calls", _("Telephone calls"), lambda before, held: _old_calls(before, held).count(), _forget_calls
)


def _old_originals(before: datetime, held: Held) -> QuerySet[StoredFile]:
    kept = TakenMail.objects.filter(conversation__customer__in=held.customer_ids).values("pk")
    old = StoredFile.objects.filter(about_kind="takenmail", created_at__lt=before)
    return old.exclude(about_id__in=kept) if held.customer_ids else old


@transaction.atomic
def _forget_originals(before: datetime, held: Held) -> int:
    """The sealed bytes; what the mail said stands in its conversation."""
    files = list(_old_originals(before, held).order_by("created_at")[:BATCH_OF_FILES])
    for stored in files:
        delete_file(stored)
    return len(files)


ORIGINALS = RecordKind(
    "mail_originals",
    _("Originals of mails that came in"),
    lambda before, held: _old_originals(before, held).count(),
    _forget_originals,
)
