"""The certificate of an erasure: for whoever holds its address, since nobody can sign in any more (INF-4)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from alongside.domain.privacy.models import Erasure
from alongside.faces.ui.certificate import TEMPLATE, certificate_of
from alongside.faces.ui.papers import as_pdf, pdf_of


@require_safe
@cache_control(private=True)
def certificate(request: HttpRequest, key: UUID) -> HttpResponse:
    """It names nobody; the address cannot be guessed."""
    context = {**certificate_of(_found(key)), "pdf_url": reverse("portal:certificate_pdf", args=[key])}
    return render(request, TEMPLATE, context)


@require_safe
@cache_control(private=True)
def certificate_pdf(request: HttpRequest, key: UUID) -> HttpResponse:
    erasure = _found(key)
    return as_pdf(pdf_of(TEMPLATE, certificate_of(erasure)), f"certificate-{erasure.reference}.pdf")


def _found(key: UUID) -> Erasure:
    erasure = Erasure.objects.select_related("node").filter(key=key).first()
    if erasure is None:
        raise Http404
    return erasure
