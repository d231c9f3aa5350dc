"""Recordings of calls: fetched once they are ready, kept sealed, heard by few (CHN-5, INF-1)."""

from __future__ import annotations

import tempfile
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from alongside.domain.conversations.models import Call
from alongside.kernel.actor import SYSTEM
from alongside.kernel.call_centre import NotFetched, fetch_recording
from alongside.kernel.files import AUDIO
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import delete_file, files_about, store_files

ENDINGS = {
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/amr": ".amr",
}


def fetch_call_recording(call_id: int, *, now: datetime) -> None:
    """Bring one recording home. Raises NotFetched when it is worth trying again; what is not there is noted as gone."""
    call = Call.objects.select_related("account").filter(pk=call_id).first()
    if call is None or call.recording != Call.Recording.WANTED:
        return
    account = call.account
    with tempfile.TemporaryFile() as kept:
        try:
            kind = fetch_recording(
                account.options.get("base", ""),
                key=account.secret.get("key", ""),
                secret=account.secret.get("secret", ""),
                recording=call.recording_key,
                into=kept,
                now=now,
            )
        except NotFetched as no:
            if no.is_final:
                _note(call, Call.Recording.GONE)
                return
            raise
        kept.seek(0)
        keep_recording(call, File(kept, name=f"{call.pk}{ENDINGS.get(kind, '.wav')}"), now=now)


@transaction.atomic
def keep_recording(call: Call, file: File, *, now: datetime) -> StoredFile | None:
    """Seal it beside the call, once; what is no sound is noted as gone."""
    fresh = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if fresh.recording == Call.Recording.KEPT:
        return recording_of(fresh)
    try:
        [stored] = store_files(
            [file], about=fresh, by=SYSTEM, now=now, purposes=frozenset({AUDIO}), is_sealed=True
        )
    except Refused:
        _note(fresh, Call.Recording.GONE)
        return None
    _note(fresh, Call.Recording.KEPT)
    return stored


def recording_of(call: Call) -> StoredFile | None:
    """The sealed file. Whoever asks has seen that the viewer may hear it."""
    return files_about(call).first()


def forget_recording(call: Call) -> None:
    """It goes, in the caller's transaction; the call stays."""
    for stored in files_about(call):
        delete_file(stored)
    _note(call, Call.Recording.DELETED)


def _note(call: Call, state: str) -> None:
    call.recording = state
    Call.objects.filter(pk=call.pk).update(recording=state)
