"""Rules of a journey that can be written and never come true: said before anybody waits for them (JRN-2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.journeys.rules.happenings import HAPPENINGS
from alongside.domain.journeys.rules.spans import Span

if TYPE_CHECKING:
    from alongside.domain.journeys.rules.template import StageRule, StepRule


def impossible_stage(stage: StageRule) -> Iterator[tuple[str, Any]]:
    """The field at fault and why the stage never begins, in words for the editor."""
    if stage.after is not None:
        yield from _foretold("after", stage.begins, stage.after)


def impossible_step(step: StepRule) -> Iterator[tuple[str, Any]]:
    """The field at fault and why the step never appears, or nobody could do it."""
    if step.after and step.after in step.until:
        yield "until", _("It would never appear: the event that it follows is also the one that ends it.")
    if step.needs & step.until:
        yield "until", _("It would never appear: it waits for what ends it.")
    yield from _foretold("due", step.after, step.due)
    if step.opens is not None and step.opens.days > step.due.days:
        yield "opens", _("It could be begun only after it is due.")


def _foretold(field: str, event: str, span: Span) -> Iterator[tuple[str, Any]]:
    happening = HAPPENINGS.get(event)
    if span.many < 0 and happening is not None and not happening.is_promised:
        yield field, _("Nobody knows beforehand when this happens. Only the promised delivery lies ahead.")
