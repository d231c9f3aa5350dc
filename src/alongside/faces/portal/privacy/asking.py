"""Asking to see, copy, correct, delete one's data, and reading the copy (INF-4)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.requesting import request_own_data
from alongside.domain.cases.models import PrivacyRequest
from alongside.domain.privacy.actions import note_copy_opened
from alongside.domain.privacy.models import PersonalCopy
from alongside.domain.privacy.queries import named_files
from alongside.faces.portal.page import PortalRequest, find, portal_page, refusals_on, see, show
from alongside.faces.portal.privacy.taking import as_kept, told_to_machines
from alongside.faces.ui.access import EXPORT, seen
from alongside.kernel.tables import write_xlsx

Right = PrivacyRequest.Right
# What each right means here, in a sentence that a person reads before asking.
MEANS = {
    Right.SEE: gettext_lazy(
        "We put together everything that we hold about you. You read it here, for seven days."
    ),
    Right.COPY: gettext_lazy(
        "As to see, and you can take it with you: a document, a table, the same for machines, and your own files, in one ZIP."
    ),
    Right.CORRECT: gettext_lazy("Tell us what is wrong and how it is right. We check it and correct it."),
    Right.DELETE: gettext_lazy(
        "We delete your data for good: name, numbers, messages, pictures. What the law makes us keep stays without your "
        "name. Afterwards you can no longer sign in here; you get a certificate."
    ),
    Right.WITHDRAW: gettext_lazy("Everything you agreed to ends at once. What your contract needs goes on."),
}


class AskForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is wrong, and how is it right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-draft": "privacy-request"}),
    )


@portal_page
def ask_about_data(request: PortalRequest, right: str) -> HttpResponse:
    if right not in Right.values:
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    if right != Right.CORRECT:
        del form.fields["words"]
    if form.is_valid():
        with refusals_on(form):
            asked = request_own_data(
                request.customer, right=right, by=request.viewer, now=request.now, **form.cleaned_data
            )
            said = _("We have it: %(number)s. You have our answer within fifteen working days.")
            return see(request, reverse("portal:privacy"), said % {"number": asked.case.number})
    context = {"form": form, "right": Right(right), "means": MEANS[Right(right)]}
    return show(request, "faces/portal/privacy/ask_about_data.html", context, tab="me")


@portal_page
def personal_copy(request: PortalRequest, key: UUID) -> HttpResponse:
    copy = _ready(request, key)
    context = {"copy": copy, "file_count": len(named_files(copy))}
    return show(request, "faces/portal/privacy/personal_copy.html", context, tab="me")


@portal_page
def personal_copy_json(request: PortalRequest, key: UUID) -> HttpResponse:
    copy = _ready(request, key)
    response = JsonResponse(
        told_to_machines(copy, named_files(copy)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    return as_kept(response, "my-data.json")


@portal_page
def personal_copy_xlsx(request: PortalRequest, key: UUID) -> HttpResponse:
    copy = _ready(request, key)
    out = io.BytesIO()
    write_xlsx(out, [_("Chapter"), "1", "2", "3", "4", "5", "6", "7", "8"], _rows(copy))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return as_kept(HttpResponse(out.getvalue(), content_type=kind), "my-data.xlsx")


def _rows(copy: PersonalCopy) -> Iterator[list[str]]:
    for part in copy.parts:
        yield [part["title"], *part["columns"]]
        for row in part["rows"]:
            yield ["", *row]


def _ready(request: PortalRequest, key: UUID) -> PersonalCopy:
    copy = find(PersonalCopy.objects.visible_to(request.viewer).ready(request.now), key=key)
    note_copy_opened(copy, now=request.now)
    seen(request, copy.customer_id, act=EXPORT)
    return copy
