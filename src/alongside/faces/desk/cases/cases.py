"""The list of cases: saved views, filters in the address, bulk acts, keyset pages, export."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.cases.models import Category, Kind, Severity
from alongside.domain.cases.permissions import EXPORT_CASES, OPEN_CASE, SEE_CASES, SEE_OWN_CASES
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.listing import cases_matching, count_up_to, page_of, saved_views_of
from alongside.domain.cases.states import LABELS
from alongside.domain.conversations.models import Channel
from alongside.faces.desk.cases.bulk import bulk_acts
from alongside.faces.desk.cases.narrowing import kept_beside, narrowed_by
from alongside.faces.desk.cases.rows import rows_of
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused

MOST_COUNTED = 1_000

STANDARD_VIEWS = (
    ("open", {"open": "1", "order": "due"}),
    ("late", {"open": "1", "due": "late", "order": "due"}),
    ("none", {"open": "1", "owner": "none", "order": "due"}),
    ("major", {"open": "1", "major": "1", "order": "due"}),
    ("all", {"order": "newest"}),
)


@desk_page(SEE_CASES, SEE_OWN_CASES)
def cases(request: DeskRequest) -> HttpResponse:
    asked = request.GET if set(request.GET) - {"after"} else {"open": "1", "order": "due"}
    refusal = ""
    try:
        conditions = Conditions.from_query(asked)
    except Refused as no:
        conditions, refusal = Conditions(), str(no)
    page = page_of(request.viewer, conditions, now=request.now, after=request.GET.get("after", ""))
    seen(request, (one.customer_id for one in page.rows))
    query = conditions.as_query()
    count, is_all = count_up_to(cases_matching(request.viewer, conditions, now=request.now), MOST_COUNTED)
    views = views_for(request, query)
    is_a_view = any(is_current for _url, _name, is_current, _own in views)
    context = {
        "rows": list(rows_of(page.rows, now=request.now)),
        "older_url": f"?{_address(query | {'after': page.next})}" if page.next else "",
        "newer_url": f"?{_address(query)}" if request.GET.get("after") else "",
        "count": f"{count:,}" if is_all else f"{count:,}+",
        "refusal": refusal,
        "asked": conditions,
        "query": _address(query),
        "kept": kept_beside(query),
        "narrowed": [] if is_a_view else narrowed_by(request, conditions),
        "views": views,
        "filters": filters_for(conditions),
        "bulk": bulk_acts(request.viewer),
        "may_open": request.viewer.may(OPEN_CASE),
        "may_export": request.viewer.may(EXPORT_CASES),
    }
    return show(
        request, "faces/desk/cases/cases.html", context, area="desk:cases", status=422 if refusal else None
    )


def views_for(request: DeskRequest, query: dict[str, object]) -> list[tuple[str, str, bool, int | None]]:
    """Standing views first, then saved ones: (address, name, is it this one, own view's id)."""
    names = {
        "open": _("Open"),
        "late": _("Late"),
        "none": _("Without an owner"),
        "major": _("Major"),
        "all": _("All"),
    }
    base = reverse("desk:cases")
    found: list[tuple[str, str, bool, int | None]] = [
        (f"{base}?{urlencode(asked)}", names[code], Conditions.from_query(asked).as_query() == query, None)
        for code, asked in STANDARD_VIEWS
    ]
    for view in saved_views_of(request.viewer):
        own = view.pk if view.owner_id == request.viewer.id else None
        found.append((f"{base}?{_address(view.conditions)}", view.name, view.conditions == query, own))
    return found


def filters_for(conditions: Conditions) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """The selects above the table: (name, label, [(value, words, is chosen)])."""
    categories = [
        (one.code, str(one)) for one in Category.objects.filter(is_active=True, parent__isnull=True)
    ]
    given = (
        ("kind", _("Kind"), Kind.choices, conditions.kind),
        ("state", _("State"), LABELS.items(), conditions.state),
        ("severity", _("Severity"), Severity.choices, conditions.severity),
        ("category", _("Category"), categories, (conditions.category,)),
        ("channel", _("Channel"), Channel.choices, conditions.channel),
    )
    return [
        (name, label, [(str(value), str(words), value in chosen) for value, words in choices])
        for name, label, choices, chosen in given
    ]


def _address(query: dict[str, object]) -> str:
    plain = {
        name: {True: "1", False: "0"}.get(value, value) if isinstance(value, bool) else value
        for name, value in query.items()
    }
    return urlencode(plain, doseq=True)
