"""Cases for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alongside.domain.cases.actions.handling import (
    acknowledge_case,
    agree_proposal,
    propose_solution,
    start_handling,
    start_investigation,
)
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.resolving import confirm_case, resolve_case
from alongside.domain.cases.models import Case, Category
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM, Actor


def a_category(kind: str = "complaint", code: str = "", **but: Any) -> Category:
    """The category of that code, made if it is not there: catalogues come from packs, not from acts."""
    code = code or f"{kind}/other"
    given = {"kind": kind, "name": {"zh-hans": "其他", "en": "Other"}, **but}
    return Category.objects.get_or_create(code=code, defaults=given)[0]


def a_case(*, node: Node, now: datetime, by: Actor = SYSTEM, **but: Any) -> Case:
    """A complaint about a leak, received over the phone; anything can be said differently."""
    kind = but.get("kind", "complaint")
    given: dict[str, Any] = {
        "kind": kind,
        "title": "卫生间漏水",
        "words": "卫生间顶上一直滴水，已经三天了，楼下也湿了一片。",
        "channel": "phone",
        "place_words": "8栋1单元",
        **but,
    }
    if "category" not in given and kind in {"complaint", "dispute"}:
        given["category"] = a_category(kind)
    return open_case(node=node, by=by, now=now, **given)


# What takes a case one step on, by the state that it leads to.
_STEPS = {
    "acknowledged": lambda case, **given: acknowledge_case(case, **given),
    "investigating": lambda case, **given: start_investigation(case, **given),
    "proposed": lambda case, **given: propose_solution(case, words="免费重做防水，三天完工。", **given),
    "agreed": lambda case, **given: agree_proposal(case, words="可以。", **given),
    "handling": lambda case, **given: start_handling(case, **given),
    "resolved": lambda case, **given: resolve_case(
        case, words="防水已重做，闭水试验 48 小时无渗漏。", **given
    ),
    "closed": lambda case, **given: confirm_case(case, words="确认已经好了。", **given),
}


def a_case_in(state: str, *, node: Node, now: datetime, by: Actor = SYSTEM, **but: Any) -> Case:
    """A case that went its way, step by step at one moment, until that state."""
    case = a_case(node=node, now=now, by=by, **but)
    for reached, step in _STEPS.items():
        if case.state == state:
            break
        case = step(case, by=by, now=now)
        if reached == state:
            break
    return case
