"""The quarterly review of who may what: place by place, appointment by appointment, and the proof of it (INF-9)."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions.watching import review_access
from alongside.domain.organisation.models import AccessReview, AccessReviewItem
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show

AREA = "desk:organisation"
MOST = 100
MOST_ITEMS = 500
HOW_FAR = {
    "all": Count("items"),
    "decided": Count("items", filter=Q(items__decided_at__isnull=False)),
    "kept": Count("items", filter=Q(items__is_kept=True)),
    "ended": Count("items", filter=Q(items__is_kept=False)),
}


@desk_page()
def access_reviews(request: DeskRequest) -> HttpResponse:
    """The open ones with how far they are, then the done ones as evidence."""
    found = AccessReview.objects.visible_to(request.viewer).select_related("node").annotate(**HOW_FAR)
    context = {
        "running": found.filter(done_at__isnull=True).order_by("due_at", "node__path")[:MOST],
        "done": found.filter(done_at__isnull=False).order_by("-done_at", "node__path")[:MOST],
    }
    return show(request, "faces/desk/organisation/access_reviews.html", context, area=AREA)


@desk_page()
def access_review(request: DeskRequest, pk: int) -> HttpResponse:
    """One place in one quarter: who holds what since when, whether they use it, and what was decided."""
    review = find(
        AccessReview.objects.visible_to(request.viewer).select_related("node").annotate(**HOW_FAR), pk=pk
    )
    items = (
        review.items.select_related("appointment__staff", "appointment__role", "decided_by")
        .order_by("decided_at", "appointment__staff__name_sort_key", "pk")[:MOST_ITEMS]
    )  # fmt: skip
    context = {"review": review, "items": items, "me": request.viewer.id}
    return show(request, "faces/desk/organisation/access_review.html", context, area=AREA)


@require_POST
@desk_page()
def review_access_page(request: DeskRequest, pk: int) -> HttpResponse:
    seen = AccessReview.objects.visible_to(request.viewer).values("pk")
    item = find(AccessReviewItem.objects.filter(review__in=seen), pk=pk)
    keep = request.POST.get("keep") == "1"
    review_access(item, keep=keep, by=request.viewer, now=request.now)
    back = reverse("desk:access_review", args=[item.review_id])
    return see(request, back, _("Confirmed.") if keep else _("Ended."))
