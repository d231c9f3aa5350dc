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
