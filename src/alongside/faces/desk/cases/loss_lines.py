"""The lines of a case's loss ledger with what became of them: within a limit, waiting, approved, turned down (CAS-9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.cases.models import Case, LossEntry
from alongside.domain.work.actions.approving import may_decide
from alongside.domain.work.models import Approval
from alongside.domain.work.queries import approvals_about
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.actor import Actor
from alongside.kernel.permission import known_permissions

MOST = 200


@dataclass(frozen=True)
class LossLine:
    """`tone` colours the state, `told` says who it waits for or who said what, `url` leads to where it is decided."""

    entry: LossEntry
    tone: str
    told: str
    url: str
    may_decide: bool

    @property
    def counts(self) -> bool:
        return self.entry.state == LossEntry.State.CONFIRMED


TONES = {LossEntry.State.ENTERED: "now", LossEntry.State.CONFIRMED: "good", LossEntry.State.REFUSED: "late"}


def loss_lines(case: Case, request: DeskRequest) -> list[LossLine]:
    """Oldest first. A line whose question the viewer may see leads to it."""
    entries = LossEntry.objects.visible_to(request.viewer).filter(case=case)
    shown = list(entries.select_related("entered_by", "decided_by").order_by("on", "id")[:MOST])
    asked = approvals_about("lossentry", [one.pk for one in shown])
    return [_line(one, asked.get(one.pk), request) for one in shown]


def may_take_back(entry: LossEntry, viewer: Actor) -> bool:
    return viewer.kind == "staff" and entry.entered_by_id == viewer.id


def may_ask_again(entry: LossEntry, viewer: Actor) -> bool:
    """Nobody is asked any more, and who entered it is the viewer or has left."""
    asked = approvals_about("lossentry", [entry.pk]).get(entry.pk)
    open_question = asked is not None and asked.state == "asked"
    return not open_question and (may_take_back(entry, viewer) or not entry.entered_by.is_active)


def _line(entry: LossEntry, asked: Approval | None, request: DeskRequest) -> LossLine:
    mine = asked is not None and asked.asked_by_id == request.viewer.id
    decides = bool(asked and asked.state == "asked" and may_decide(asked, request.viewer, now=request.now))
    said = bool(asked and any(one.by_id == request.viewer.id for one in asked.steps.all()))
    url = reverse("desk:approval", args=[asked.pk]) if asked and (mine or decides or said) else ""
    return LossLine(entry, TONES[entry.state], _told(entry, asked), url, decides)


def _told(entry: LossEntry, asked: Approval | None) -> str:
    name = entry.decided_by.name if entry.decided_by else ""
    facts: dict[str, Any] = {"name": name, "words": entry.decision_words}
    if entry.state == LossEntry.State.CONFIRMED:
        words = _("within the limit of %(name)s") if entry.is_within_limit else _("yes of %(name)s")
        return words % facts
    if entry.state == LossEntry.State.REFUSED:
        return _("%(name)s: %(words)s") % facts
    step = next((one for one in asked.steps.all() if one.is_yes is None), None) if asked else None
    if step is None or asked is None or asked.state != "asked":
        return _("Nobody is asked: ask anew")
    known = known_permissions()
    return str(known[step.permission].sentence) if step.permission in known else step.permission
