"""What an answer to an authority begins with: what the record says already (CAS-18)."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from alongside.domain.cases.models import AuthorityRequest, Case
from alongside.domain.conversations.models import Message
from alongside.kernel.local_text import pick


def boxes_of(request: AuthorityRequest) -> list[tuple[str, str, str]]:
    """Each box of their form as (code, label, words): as it was answered, else as the record proposes."""
    given = json.loads(request.answer) if request.answer else None
    said = _said(request.case) if given is None else {}
    return [
        (
            one["code"],
            pick(one["label"]),
            given.get(one["code"], "") if given is not None else said.get(one.get("source", ""), ""),
        )
        for one in request.form["parts"]
    ]


def _said(case: Case) -> dict[str, Any]:
    messages = Message.objects.filter(conversation=case.conversation_id)
    first = messages.filter(direction=Message.Direction.IN).order_by("sent_at", "id").first()
    told = messages.filter(direction=Message.Direction.OUT).order_by("sent_at", "id")
    done = "\n".join(f"{one.sent_at:%Y-%m-%d} {one.body}" for one in told.exclude(kind="resolved")[:12])
    confirmed = {
        "confirmed": _("The customer confirmed that it is solved."),
        "closed": _("The customer confirmed that it is solved.") if case.outcome == "confirmed" else "",
    }
    return {
        "asked": first.body if first else case.title,
        "done": done,
        "result": case.outcome_words or case.proposal,
        "confirmed": confirmed.get(case.state, ""),
        "contact": " ".join([case.node.name, case.owner.name if case.owner else ""]).strip(),
    }
