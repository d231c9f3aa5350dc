"""The front of the access log goes when its time is over, and nothing else does (INF-5, INF-3).

Whole blocks go, the oldest first, never past a line that is under legal hold. Before a line goes, a cut is recorded and
sealed: up to which block and line, how many lines, older than when. The blocks themselves stay, so that the chain is whole
from its first block, and what was noted elsewhere of it is still found. Killed in between, the next night goes on.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from alongside.kernel.access_log import audit_keys
from alongside.kernel.models import AccessBlock, AccessCut, AccessLine
from alongside.kernel.retention import Held, RecordKind

BATCH = 20_000  # lines that go in one transaction
LEAST_DAYS = 183  # network logs are kept for six months at least (Cybersecurity Law art. 21)
_LOCK = "alongside.access_cut"


def mac_of_cut(key: bytes, cut: AccessCut) -> bytes:
    """The keyed hash of a cut's record."""
    told = [
        "cut", cut.pk, cut.before.isoformat(), cut.last_block, cut.last_line, cut.line_count, bytes(cut.follows).hex(),
    ]  # fmt: skip
    return hmac.digest(key, json.dumps(told, separators=(",", ":")).encode(), "sha256")


def proven_cuts() -> Iterator[tuple[AccessCut, bool]]:
    """Every record in order, and whether it is ours: sealed by one of our keys, following the one before."""
    keys, before = audit_keys(), None
    for cut in AccessCut.objects.order_by("id"):
        key = keys.get(cut.key_id)
        is_sealed = key is not None and hmac.compare_digest(mac_of_cut(key, cut), bytes(cut.mac))
        follows = bytes(cut.follows) == (bytes(before.mac) if before else b"")
        yield cut, is_sealed and follows and cut.pk == (before.pk + 1 if before else 1)
        before = cut


@transaction.atomic
def cut_lines(before: datetime, held: Held) -> int:
    """Take a batch away of what is older than `before`; how many lines. 0: nothing is left to go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        if not (gone := _take_away(cursor)) and _record_cut(before, held):
            gone = _take_away(cursor)
    return gone


def lines_due(before: datetime, held: Held) -> int:
    """How many lines would go."""
    return int(_due(before, held).aggregate(n=Sum("line_count"))["n"] or 0)


def _take_away(cursor: Any) -> int:
    cursor.execute("SELECT alongside_cut_access_lines(%s)", [BATCH])
    return int(cursor.fetchone()[0])


def _record_cut(before: datetime, held: Held) -> bool:
    due = _due(before, held)
    last = due.order_by("-id").first()
    if last is None:
        return False
    earlier = AccessCut.objects.order_by("-id").first()
    key_id, key = next(iter(audit_keys().items()))
    cut = AccessCut(
        id=earlier.pk + 1 if earlier else 1,
        before=before,
        last_block=last.pk,
        last_line=last.last_line,
        line_count=lines_due(before, held),
        follows=bytes(earlier.mac) if earlier else b"",
        key_id=key_id,
    )
    cut.mac = mac_of_cut(key, cut)
    cut.save(force_insert=True)
    return True


def _due(before: datetime, held: Held) -> Any:
    """Blocks that were sealed before then, after the last cut and before the first line that is held."""
    cut = AccessCut.objects.order_by("-id").first()
    blocks = AccessBlock.objects.filter(sealed_at__lt=before, id__gt=cut.last_block if cut else 0)
    kept = AccessLine.objects.filter(id__gt=cut.last_line if cut else 0, at__lt=before)
    first = [
        kept.filter(person_ids__overlap=list(held.customer_ids))
        .order_by("id")
        .values_list("id", flat=True)
        .first()
        if held.customer_ids
        else None,
        kept.filter(about_kind="case", about_id__in=held.case_ids)
        .order_by("id")
        .values_list("id", flat=True)
        .first()
        if held.case_ids
        else None,
    ]
    if stops := [one for one in first if one is not None]:
        blocks = blocks.filter(last_line__lt=min(stops))
    return blocks


ACCESS_LINES = RecordKind(
    "access_lines", _("Lines of the access log"), lines_due, cut_lines, least_days=LEAST_DAYS
)
