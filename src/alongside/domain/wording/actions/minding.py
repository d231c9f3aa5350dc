"""Before something is written to a customer: what of it is not promised here, and that it was sent nevertheless (CHN-8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Node
from alongside.domain.wording import events
from alongside.domain.wording.models import WordingUse
from alongside.domain.wording.queries import forbidden_in
from alongside.domain.wording.rules import Found, check_filled
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick
from alongside.kernel.refusals import Refused

Knowing = Collection[str]  # codes of what the writer was shown and says nevertheless


class Unwary(Refused):
    """The text holds what is not promised, and the writer has not been shown it. `facts["findings"]` says what to show."""

    code = "unwary"


def mind_words(
    text: str, *, node: Node, by: Actor, knowing: Knowing = (), field: str = "words"
) -> list[Found]:
    """What of the list the text holds, for `note_said`. Raises Unwary for what is not among `knowing`, Refused for
    a placeholder that nobody filled.

    Only people are asked: what the system sends somebody has written before.
    """
    if by.kind == "system":
        return []
    check_filled(text, field=field)
    found = forbidden_in(text, node=node)
    if any(one.wording.code not in knowing for one in found):
        phrases = "、".join(f"“{one.phrase}”" for one in found)
        words = _("%(phrases)s: this is not promised here. Change it, or send it knowingly.")
        raise Unwary(words % {"phrases": phrases}, field=field, facts={"findings": findings_of(found)})
    return found


def findings_of(found: Iterable[Found]) -> list[dict[str, Any]]:
    """What the writer is shown, in their language."""
    return [
        {
            "code": one.wording.code,
            "name": str(one.wording),
            "phrase": one.phrase,
            "why": pick(one.wording.why),
            "instead": pick(one.wording.instead),
            "must_confirm": one.wording.must_confirm,
        }
        for one in found
    ]


def note_said(found: Iterable[Found], *, about: models.Model, by: Actor, now: datetime) -> None:
    """It was written knowingly: a fact, and a line for those who look after what is written. In the act's transaction."""
    found = list(found)
    if not found:
        return
    kind, node_id = str(about._meta.model_name), getattr(about, "node_id", None)
    staff_id = by.id if by.kind == "staff" else None
    WordingUse.objects.bulk_create(
        [
            WordingUse(
                node_id=node_id, wording=one.wording, staff_id=staff_id, about_kind=kind, about_id=about.pk, at=now
            )
            for one in found
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    codes = [one.wording.code for one in found]
    journal.record(events.SAID_ANYWAY, about=about, by=by, at=now, facts={"wordings": codes})
