"""Contract drawings of a home (EST-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates import events
from alongside.domain.estates.models import ContractDrawing, Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.files import DOCUMENT, PICTURE
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import store_files


@transaction.atomic
def add_contract_drawing(unit: Unit, *, name: str, file: Any, by: Actor, now: datetime) -> ContractDrawing:
    """Keep a drawing of the contract, sealed. One of the same name is its next version; nothing is taken away."""
    by.require(CHANGE_ESTATES, on=unit)
    name = " ".join(name.split())
    if not name:
        raise Refused(_("A name is needed."), field="name")
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two at once become two versions
    last = unit.contract_drawings.filter(name=name).aggregate(last=Max("version"))["last"] or 0
    drawing = ContractDrawing.objects.create(unit=unit, name=name, version=last + 1, added_at=now)
    store_files(
        [file], about=drawing, by=by, now=now, purposes=frozenset({PICTURE, DOCUMENT}), is_sealed=True
    )
    facts = {"part": "contract_drawing", "id": drawing.pk, "drawing_version": drawing.version}
    journal.record(events.UNIT_CHANGED, about=unit, by=by, at=now, facts=facts)
    return drawing
