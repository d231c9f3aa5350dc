"""The way of a report, one thing a page: where, which place, what happened, what shall we do, check, send."""

from __future__ import annotations

from django.urls import reverse

from alongside.domain.cases.models import CaseDraft
from alongside.faces.portal.page import PortalRequest, find

PLACE, WORDS, KIND, ABOUT, CHECK = (
    "report_place",
    "report_words",
    "report_kind",
    "report_about",
    "check_report",
)
START = "start_report"
WAY = (START, PLACE, WORDS, KIND, CHECK)


def how_far(step: str, draft: CaseDraft | None = None, *, kind: str = "") -> dict[str, int]:
    """Which step of how many, for the line at the head of each page; no page is counted that is not asked.

    Who came to report a repair is not asked what they want; what a complaint is about belongs to that question.
    """
    kind_is_asked = not (draft.kind_was_given if draft else kind)
    place_is_asked = draft is None or _open(draft, PLACE)
    left_out = {KIND: not kind_is_asked, PLACE: not place_is_asked}
    way = [one for one in WAY if not left_out.get(one)]
    step = KIND if step == ABOUT else step
    return {"done": way.index(step) + 1 if step in way else len(way), "total": len(way)}


def draft_in(request: PortalRequest, key: object) -> CaseDraft:
    """The report in the making, when it is theirs; else 404."""
    drafts = CaseDraft.objects.visible_to(request.viewer)
    return find(
        drafts.select_related(
            "unit__estate", "estate", "location__parent", "public_area", "category", "case"
        ),
        key=key,
    )


def next_url(request: PortalRequest, draft: CaseDraft, step: str) -> str:
    """The page after this step: the summary when it was opened from there, else the next open question."""
    if request.GET.get("then") == "check" and not _open(draft, ABOUT):
        return url_of(draft, CHECK)
    order = [PLACE, WORDS, KIND, ABOUT, CHECK]
    later = order[order.index(step) + 1 :] if step in order else order
    return url_of(draft, next(one for one in later if _open(draft, one)))


def url_of(draft: CaseDraft, step: str) -> str:
    return reverse(f"portal:{step}", args=[draft.key])


def _open(draft: CaseDraft, step: str) -> bool:
    if step == PLACE:
        return bool(draft.estate_id) or draft.kind == "repair"
    if step == KIND:
        return not draft.kind
    if step == ABOUT:
        return draft.kind == "complaint" and draft.category_id is None
    return True
