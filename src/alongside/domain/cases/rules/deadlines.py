"""Which deadlines a case has, and when the worker must look at one again (CAS-4). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any


def rules_for(rules: Iterable[Any], *, kind: str, severity: int, tier: str) -> dict[str, Any]:
    """The most specific rule per milestone: each matching field counts, kind before severity before tier."""
    best: dict[str, tuple[int, Any]] = {}
    for rule in rules:
        if (rule.kind and rule.kind != kind) or (rule.severity and rule.severity != severity):
            continue
        if rule.tier and rule.tier != tier:
            continue
        weight = 4 * bool(rule.kind) + 2 * bool(rule.severity) + bool(rule.tier)
        if rule.milestone not in best or weight > best[rule.milestone][0]:
            best[rule.milestone] = (weight, rule)
    return {milestone: rule for milestone, (_, rule) in best.items()}


def next_act(*, due_at: datetime, warn_seconds: int, warned: bool) -> datetime:
    """When to warn, then when to call it missed."""
    return due_at if warned else due_at - timedelta(seconds=warn_seconds)


def milestones_owed(*, state: str, is_open: bool, is_answered: bool) -> list[str]:
    """The milestones that a case in this state still owes its customer."""
    if not is_open:
        return []
    if state in {"resolved", "confirmed"}:
        return ["call_back"]
    owed = ["resolve", "on_site"]
    if state == "received":
        owed.append("acknowledge")
    if not is_answered:
        owed.append("answer")
    return owed


WAIT, WARN, MISS, CLIMB = "wait", "warn", "miss", "climb"


def what_is_due(*, due_at: datetime, warn_seconds: int, warned: bool, missed: bool, now: datetime) -> str:
    """What the worker does with a running deadline that it looks at: wait, warn, miss, or climb the ladder.

    A warning that comes after the deadline would be noise, so a worker that was down goes on to `miss`.
    """
    if missed:
        return CLIMB
    if now >= due_at:
        return MISS
    if not warned and now >= due_at - timedelta(seconds=warn_seconds):
        return WARN
    return WAIT
