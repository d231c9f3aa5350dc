"""What cases are made of, changed by the company: categories, deadline rules, the escalation ladder (CAS-1, CAS-4).

A pack adds what is missing and leaves alone what is there; so nothing is deleted here, only switched off: a row
that is off stays off through every later pack, and what was counted under it stays counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.models import RULED, Category, DeadlineRule, EscalationStep, Kind, Severity
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.domain.customers.models import Customer
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.refusals import Refused

M = TypeVar("M", Category, DeadlineRule, EscalationStep)

CATEGORY_CHANGEABLE = frozenset({"name", "position", "is_active"})
RULE_CHANGEABLE = frozenset(
    {"minutes", "warn_minutes", "pause_cap_minutes", "is_round_the_clock", "is_active"}
)
STEP_CHANGEABLE = frozenset({"name", "rank", "minutes_to_act"})
DEEPEST = 4
LONGEST_MINUTES = 366 * 24 * 60


@transaction.atomic
def add_category(
    *,
    kind: str,
    code: str,
    name: Mapping[str, str],
    by: Actor,
    now: datetime,
    parent: Category | None = None,
    position: int = 0,
) -> Category:
    """A category below `parent`, or at the top of its kind. Its code is the path to it and never changes."""
    by.require(CHANGE_CATALOGUE)
    if parent is not None:
        kind = parent.kind
    if kind not in Kind.values:
        raise Refused(_("There is no such kind of case."), field="kind")
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9_]{1,40}", code):
        raise Refused(_("The code is small letters, digits and underscore."), field="code")
    _check_named(name)
    path = f"{parent.code if parent else kind}/{code}"
    if path.count("/") > DEEPEST:
        raise Refused(_("The tree of categories would become too deep."), field="parent")
    if Category.objects.filter(code=path).exists():
        raise Refused(_("The catalogue has this code already."), field="code")
    category = Category.objects.create(
        kind=kind, code=path, name=dict(name), parent=parent, position=position
    )
    _record(events.CATEGORY_CHANGED, category, by=by, now=now, code=path)
    return category


@transaction.atomic
def change_category(category: Category, *, by: Actor, now: datetime, **changes: Any) -> Category:
    """Change name, position, is_active. Cases keep a category that is switched off; new ones cannot choose it."""
    by.require(CHANGE_CATALOGUE)
    category = _held(category)
    if "name" in changes:
        _check_named(changes["name"])
    if changes.get("is_active") is False and category.children.filter(is_active=True).exists():
        raise Refused(_("Switch off the categories below it first."), field="is_active")
    if changes.get("is_active") and category.parent and not category.parent.is_active:
        raise Refused(_("Switch on the category above it first."), field="is_active")
    return _change(events.CATEGORY_CHANGED, category, CATEGORY_CHANGEABLE, changes, by=by, now=now)


@transaction.atomic
def add_deadline_rule(
    *,
    milestone: str,
    minutes: int,
    by: Actor,
    now: datetime,
    kind: str = "",
    severity: int | None = None,
    tier: str = "",
    warn_minutes: int = 60,
    pause_cap_minutes: int = 7 * 24 * 60,
    is_round_the_clock: bool = False,
) -> DeadlineRule:
    """How long a milestone may take; blank matches anything. For cases opened from now on."""
    by.require(CHANGE_CATALOGUE)
    if milestone not in dict(RULED):
        raise Refused(_("There is no such milestone."), field="milestone")
    if kind and kind not in Kind.values:
        raise Refused(_("There is no such kind of case."), field="kind")
    if severity is not None and severity not in Severity.values:
        raise Refused(_("There is no such severity."), field="severity")
    if tier and tier not in Customer.Tier.values:
        raise Refused(_("There is no such customer tier."), field="tier")
    key = {"kind": kind, "severity": severity, "tier": tier, "milestone": milestone}
    if DeadlineRule.objects.filter(
        kind=kind, tier=tier, milestone=milestone, **_same_severity(severity)
    ).exists():
        raise Refused(_("There is a rule for exactly this already; change that one."), field="milestone")
    given = {"minutes": minutes, "warn_minutes": warn_minutes, "pause_cap_minutes": pause_cap_minutes}
    _check_minutes(given)
    rule = DeadlineRule.objects.create(**key, **given, is_round_the_clock=is_round_the_clock)
    _record(events.DEADLINE_RULE_CHANGED, rule, by=by, now=now, **key, minutes=minutes)
    return rule


@transaction.atomic
def change_deadline_rule(rule: DeadlineRule, *, by: Actor, now: datetime, **changes: Any) -> DeadlineRule:
    """Change minutes, warning, pause cap, clock, is_active. Deadlines that already run keep their time (CAS-4)."""
    by.require(CHANGE_CATALOGUE)
    rule = _held(rule)
    _check_minutes({name: changes.get(name, getattr(rule, name)) for name in ("minutes", "warn_minutes")})
    if changes.get("pause_cap_minutes", 0) > LONGEST_MINUTES:
        raise Refused(_("At most a year."), field="pause_cap_minutes")
    return _change(events.DEADLINE_RULE_CHANGED, rule, RULE_CHANGEABLE, changes, by=by, now=now)


@transaction.atomic
def change_escalation_step(
    step: EscalationStep, *, by: Actor, now: datetime, **changes: Any
) -> EscalationStep:
    """Change name, rank and the time to act of a rung. Higher rungs must stay higher people."""
    by.require(CHANGE_CATALOGUE)
    step = _held(step)
    if not 0 < changes.get("minutes_to_act", step.minutes_to_act) <= LONGEST_MINUTES:
        raise Refused(_("A rung has at least a minute and at most a year."), field="minutes_to_act")
    if "name" in changes:
        _check_named(changes["name"])
    rank = changes.get("rank", step.rank)
    if not 1 <= rank <= 5:
        raise Refused(_("There is no such rank."), field="rank")
    others = EscalationStep.objects.exclude(pk=step.pk)
    if others.filter(level__lt=step.level, rank__gte=rank).exists() or (
        others.filter(level__gt=step.level, rank__lte=rank).exists()
    ):
        raise Refused(_("Each rung must go to a higher rank than the one before."), field="rank")
    return _change(events.ESCALATION_CHANGED, step, STEP_CHANGEABLE, changes, by=by, now=now)


def _held(thing: M) -> M:
    return type(thing).objects.select_for_update(no_key=True).get(pk=thing.pk)


def _change(
    event: Event,
    thing: M,
    changeable: frozenset[str],
    changes: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> M:
    if unknown := set(changes) - changeable:
        raise ValueError(f"a {type(thing).__name__} has no changeable {sorted(unknown)}")
    changed = sorted(name for name, value in changes.items() if getattr(thing, name) != value)
    if changed:
        for name in changed:
            setattr(thing, name, changes[name])
        thing.save(update_fields=changed)
        _record(event, thing, by=by, now=now, fields=changed)
    return thing


def _record(event: Event, thing: models.Model, *, by: Actor, now: datetime, **facts: Any) -> None:
    journal.record(event, about=thing, by=by, at=now, facts=facts)


def _same_severity(severity: int | None) -> dict[str, Any]:
    return {"severity__isnull": True} if severity is None else {"severity": severity}


def _check_named(name: Mapping[str, str]) -> None:
    if not any(text.strip() for text in name.values()):
        raise Refused(_("A name is needed."), field="name")


def _check_minutes(given: Mapping[str, int]) -> None:
    if not 0 < given["minutes"] <= LONGEST_MINUTES:
        raise Refused(_("A deadline is at least a minute and at most a year."), field="minutes")
    if not 0 <= given["warn_minutes"] < given["minutes"]:
        raise Refused(
            _("The warning must come before the deadline, after its beginning."), field="warn_minutes"
        )
    if given.get("pause_cap_minutes", 0) > LONGEST_MINUTES:
        raise Refused(_("At most a year."), field="pause_cap_minutes")
