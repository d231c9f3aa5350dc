"""The front door: whoever comes says which of the two houses is theirs. It remembers neither."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    return render(request, "faces/ui/front_door.html")
