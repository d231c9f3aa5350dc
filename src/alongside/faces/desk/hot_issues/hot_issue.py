"""One hot issue: who said what when, how it grows, and what can be made of it (CHN-11, CAS-11, CAS-19)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.assistance.models import HotIssue
from alongside.domain.assistance.permissions import LEAD_HOT_ISSUE, SEE_HOT_ISSUES
from alongside.domain.assistance.queries.talks import talks_outside
from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.group import told_so_far
from alongside.domain.cases.queries.listing import for_list
from alongside.domain.conversations.models import Message, Thread
from alongside.faces.desk.cases.rows import rows_of
from alongside.faces.desk.hot_issues.hot_issues import titles_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

MOST_MEMBERS = 200


@desk_page(SEE_HOT_ISSUES)
def hot_issue(request: DeskRequest, pk: int) -> HttpResponse:
    issue = issue_of(request, pk)
    theirs = Case.objects.visible_to(request.viewer).filter(conversation__hot_issue_member__issue=issue)
    cases = list(for_list(theirs).order_by("-opened_at", "-id")[:MOST_MEMBERS])
    following = (
        set(theirs.filter(lead_case=issue.lead_case_id).values_list("pk", flat=True))
        if issue.lead_case_id
        else set()
    )
    alone = Message.objects.filter(
        direction=Message.Direction.IN,
        conversation__hot_issue_member__issue=issue,
        conversation__case__isnull=True,
        conversation__in=Thread.objects.visible_to(request.viewer).values("pk"),
    )
    may_lead = request.viewer.may(LEAD_HOT_ISSUE, on=issue)
    rows = [(row, row.id in following) for row in rows_of(cases, now=request.now)]
    said = list(alone.order_by("-sent_at")[:MOST_MEMBERS])
    context = {
        "issue": issue,
        "title": titles_of([issue], request.viewer).get(issue.pk) or issue.category or issue.node.name,
        "lead": Case.objects.visible_to(request.viewer).filter(pk=issue.lead_case_id).first(),
        "rows": rows,
        "said": said,  # not "messages": the frame shows those of Django as toasts
        "count": len(rows) + len(said),
        "not_following": sum(one.is_open and one.pk not in following for one in cases)
        + talks_outside(issue, request.viewer).count()
        if issue.lead_case_id
        else 0,
        "told": told_so_far(issue.lead_case_id) if issue.standing_answer else 0,
        "trend": {
            "kind": "bar",
            "labels": [day[5:] for day, _count in issue.days],
            "series": [
                {"name": pgettext("hot issue", "Messages"), "values": [count for _day, count in issue.days]}
            ],
        },
        "trend_title": _("Messages by day"),
        "may_lead": may_lead,
        "is_watched": issue.state in (HotIssue.State.WATCHED, HotIssue.State.OVER),
    }
    return show(request, "faces/desk/hot_issues/hot_issue.html", context, area="desk:hot_issues")


def issue_of(request: DeskRequest, pk: int) -> HotIssue:
    """The issue, if this person may see it; else 404."""
    issues = HotIssue.objects.visible_to(request.viewer).select_related(
        "node", "estate", "category", "lead_case"
    )
    return find(issues, pk=pk)
