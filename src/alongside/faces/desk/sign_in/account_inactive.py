"""Shown to somebody whose access has ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def account_inactive(request: HttpRequest) -> HttpResponse:
    return render(request, "faces/desk/sign_in/account_inactive.html", status=403)
