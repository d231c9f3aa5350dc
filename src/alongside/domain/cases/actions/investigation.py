"""The investigation: what is added stays, and corrections are added too (CAS-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.models import Case, Evidence
from alongside.domain.cases.permissions import FIND_LIABILITY, HANDLE_CASE, HELP_WITH_CASE
from alongside.domain.cases.rules.authority import named
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import store_files


@transaction.atomic
def add_evidence(
    case: Case,
    *,
    kind: str,
    words: str,
    by: Actor,
    now: datetime,
    files: Sequence[Any] = (),
    person_heard: str = "",
    happened_at: datetime | None = None,
    corrects: Evidence | None = None,
    seen: int | None = None,
) -> Evidence:
    """Add a statement, file, photo, extract or moment to the investigation; also after the case ended.

    `corrects` names the piece that this one sets right; both stay readable. Whoever handles the case, finds
    liability in it or was asked to help may add. Raises Refused naming the field, NotAllowed, Conflict.
    """
    if not by.may(FIND_LIABILITY, on=case) and not by.may(HELP_WITH_CASE, on=case):
        by.require(HANDLE_CASE, on=case)
    staff_id = named(by)
    words = needs_words(words, _("Say what this shows."))
    if kind not in Evidence.Kind.values:
        raise Refused(_("Choose what kind of evidence it is."), field="kind")
    if kind == Evidence.Kind.STATEMENT and not person_heard.strip():
        raise Refused(_("Say whose statement it is."), field="person_heard")
    if kind in {Evidence.Kind.EVIDENCE_FILE, Evidence.Kind.SITE_PHOTO} and not files and corrects is None:
        raise Refused(_("Add the file or photo."), field="files")
    if happened_at is not None and happened_at > now:
        raise Refused(_("This lies in the future."), field="happened_at")
    if corrects is not None and corrects.case_id != case.pk:
        raise Refused(_("A correction belongs to the same case as what it corrects."), field="corrects")
    fresh = lock_case(case, seen=seen)
    piece = Evidence.objects.create(
        case=fresh,
        kind=kind,
        by_id=staff_id,
        person_heard=person_heard.strip(),
        words=words,
        happened_at=happened_at,
        added_at=now,
        corrects=corrects,
        file_count=len(files),
    )
    store_files(files, about=piece, by=by, now=now)
    touch(fresh, now=now)
    facts = {"evidence": piece.pk, "kind": kind, "corrects": corrects and corrects.pk}
    record(events.EVIDENCE_ADDED, fresh, by=by, now=now, facts=facts)
    return piece
