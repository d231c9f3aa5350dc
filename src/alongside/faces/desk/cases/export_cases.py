"""The list as an Excel table, as far as it goes."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.domain.cases.permissions import EXPORT_CASES
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.listing import cases_matching, for_list
from alongside.faces.desk.cases.rows import rows_of
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.ui.access import EXPORT, seen
from alongside.kernel.tables import write_xlsx

MOST_ROWS = 10_000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page(EXPORT_CASES)
def export_cases(request: DeskRequest) -> HttpResponse:
    """At most MOST_ROWS, in the order of the list; only cases of nodes where one may export."""
    found = cases_matching(request.viewer, Conditions.from_query(request.GET), now=request.now)
    cases = for_list(request.viewer.limit(found, EXPORT_CASES))[:MOST_ROWS]
    cases = list(cases)
    seen(request, (one.customer_id for one in cases), act=EXPORT)
    header = [
        _("Number"), _("Subject"), _("Kind"), _("Severity"), _("State"), _("Customer"), _("Place"), _("Category"),
        _("Channel"), _("In charge"), _("Project"), _("Received"), _("Closed"), _("Due"), _("Satisfaction"),
    ]  # fmt: skip
    pairs = zip(cases, rows_of(cases, now=request.now), strict=True)
    rows = (
        [
            row.number, row.title, row.kind, row.severity, row.state, row.customer, row.place, row.category,
            row.channel, row.owner, row.node, _local(case.opened_at), _local(case.closed_at),
            _local(case.next_due_at), case.rating,
        ]
        for case, row in pairs
    )  # fmt: skip
    book = BytesIO()
    write_xlsx(book, header, rows, sheet=_("Cases"))
    response = HttpResponse(book.getvalue(), content_type=EXCEL)
    day = timezone.localdate(request.now)
    response.headers["Content-Disposition"] = f'attachment; filename="cases-{day:%Y-%m-%d}.xlsx"'
    return response


def _local(moment):
    return timezone.localtime(moment).replace(tzinfo=None) if moment else None
