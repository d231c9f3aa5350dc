"""What of the hotline stands in the world of the doors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from tests.cast import Cast
from tests.doors.marks import MARKS

from alongside.domain.conversations.actions.after_calls import wrap_up_call
from alongside.domain.conversations.actions.recordings import keep_recording
from alongside.domain.conversations.actions.seats import take_seat
from alongside.domain.conversations.tests.telephone import a_call, a_telephone_system, a_tone


def calls(cast: Cast, now: datetime) -> dict[str, Any]:
    """A telephone system of the project, a call that was answered and recorded, and one that we owe."""
    line = a_telephone_system(cast.project)
    take_seat(line, extension="8001", by=cast.agent, now=now)
    call = a_call(line, key="spoken", number="13700009921", at=now)
    keep_recording(call, ContentFile(a_tone(), name="tone.wav"), now=now)
    wrap_up_call(call, outcome="settled", words=MARKS["call_words"], by=cast.agent, now=now)
    missed = a_call(line, key="missed", number="13700009922", at=now, talks=None)
    return {"line": line, "call": call, "callback": missed.callback}
