"""Listings as anybody may see them, signed in or not: verified within 45 days, neither door nor owner (EST-4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from alongside.domain.listings.models import Listing
from alongside.domain.listings.queries.finding import Wanted, listings_wanted, page_after
from alongside.domain.listings.queries.story import first_photos, photos_of
from alongside.domain.organisation.queries import hotline_of
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import open_file, open_thumbnail, serving_headers

PAGE = 20
PRICES = [
    ("200", _("Up to 2 million")),
    ("400", _("2 to 4 million")),
    ("600", _("4 to 6 million")),
    ("more", _("Over 6 million")),
]
SPANS = {"200": (None, 200), "400": (200, 400), "600": (400, 600), "more": (600, None)}


class PublicForm(forms.Form):
    """What somebody looks for; what makes no sense asks nothing."""

    q = forms.CharField(required=False, max_length=40)
    kind = forms.ChoiceField(
        required=False, choices=[("", _("To buy or to rent")), ("sale", _("To buy")), ("lease", _("To rent"))]
    )
    price = forms.ChoiceField(required=False, choices=[("", _("Any price")), *PRICES])
    rooms = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None,
        choices=[("", _("Any layout")), (1, _("1 room")), (2, _("2 rooms")), (3, _("3 rooms")), (4, _("4 rooms")),
                 (5, _("5 rooms or more"))],
    )  # fmt: skip


@require_GET
def public_listings(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = PublicForm(request.GET)
    form.is_valid()
    found = listings_wanted(Listing.objects.public(now), _wanted(form.cleaned_data), now=now)
    if form.cleaned_data.get("kind") == "sale":
        found = found.exclude(kind="lease")
    after = _place(request)
    rows = list((page_after(found, *after) if after else found)[: PAGE + 1])
    older = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        kept = {name: value for name, value in request.GET.items() if name in form.fields}
        older = "?" + urlencode(kept | {"after": last.verified_at.isoformat(), "key": str(last.public_key)})
    rows = rows[:PAGE]
    photos = first_photos(rows)
    context = {
        "form": form,
        "rows": [(one, photos.get(one.pk)) for one in rows],
        "older": older,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "now": now,
    }
    return render(request, "faces/portal/listings/public_listings.html", context)


@require_GET
def public_listing(request: HttpRequest, listing_key: UUID) -> HttpResponse:
    now = timezone.now()
    listing = Listing.objects.public(now).select_related("node").filter(public_key=listing_key).first()
    if listing is None:
        raise Http404
    context = {
        "listing": listing,
        "photos": list(photos_of(listing)),
        "hotline": hotline_of(listing.node),
        "now": now,
    }
    return render(request, "faces/portal/listings/public_listing.html", context)


@require_GET
def public_photo(request: HttpRequest, photo_id: UUID) -> FileResponse:
    """A picture of a listing that is public now; `?small` its small version."""
    stored = StoredFile.objects.filter(pk=photo_id, about_kind="listing").first()
    public = Listing.objects.public(timezone.now())
    if stored is None or not (
        public.filter(pk=stored.about_id).exists() or public.filter(merged__pk=stored.about_id).exists()
    ):
        raise Http404
    is_small = "small" in request.GET
    response = FileResponse(open_thumbnail(stored) if is_small else open_file(stored))
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    if is_small and stored.thumbnail_path:
        response.headers["Content-Type"] = "image/jpeg"
    return response


def _wanted(asked: dict[str, Any]) -> Wanted:
    """A price asks in ten thousands of yuan; of what is to let, nobody asks it here."""
    kind = "lease" if asked.get("kind") == "lease" else ""
    least, most = SPANS.get(asked.get("price", ""), (None, None))
    return Wanted(
        kind=kind,
        words=asked.get("q", "").replace("\x00", ""),
        least_amount=Decimal(least * 10_000) if least and not kind else None,
        most_amount=Decimal(most * 10_000) if most and not kind else None,
        rooms=asked.get("rooms"),
    )


def _place(request: HttpRequest) -> tuple[datetime, int] | None:
    """Where the page before ended, named by what is public of it."""
    try:
        moment = parse_datetime(request.GET.get("after", ""))
        key = UUID(request.GET.get("key", ""))
    except ValueError:
        return None
    pk = Listing.objects.filter(public_key=key).values_list("pk", flat=True).first()
    return (moment, pk) if moment and moment.tzinfo and pk else None
