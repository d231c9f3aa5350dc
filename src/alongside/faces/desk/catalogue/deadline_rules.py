"""How long each milestone may take: for which cases, in which clock (CAS-4)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from alongside.domain.cases.models import RULED, DeadlineRule, Kind, Severity
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.domain.customers.models import Customer
from alongside.faces.desk.catalogue.minutes import said
from alongside.faces.desk.page import DeskRequest, desk_page, show


@desk_page(CHANGE_CATALOGUE)
def deadline_rules(request: DeskRequest) -> HttpResponse:
    table: dict[tuple[str, int | None, str], dict[str, Any]] = {}
    for rule in DeadlineRule.objects.all():
        table.setdefault((rule.kind, rule.severity, rule.tier), {})[rule.milestone] = rule
    rows = [
        {
            "whom": whom_of(*key),
            "key": key,
            "cells": [(name, _cell(table[key].get(one))) for one, name in RULED],
        }
        for key in sorted(table, key=_order)
    ]
    context = {"rows": rows, "milestones": RULED}
    return show(request, "faces/desk/catalogue/deadline_rules.html", context, area="desk:catalogue")


def whom_of(kind: str, severity: int | None, tier: str) -> list[str]:
    """Which cases a rule is for, in words; empty means all."""
    words = [str(Kind(kind).label)] if kind else []
    words += [str(Severity(severity).label)] if severity else []
    return words + ([str(Customer.Tier(tier).label)] if tier else [])


def _cell(rule: DeadlineRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    words = _("warned %(time)s before") % {"time": said(rule.warn_minutes)}
    return {"rule": rule, "time": said(rule.minutes), "warned": words}


def _order(key: tuple[str, int | None, str]) -> tuple[int, int, str]:
    kind, severity, tier = key
    return (Kind.values.index(kind) + 1 if kind else 0, -(severity or 9), tier)
