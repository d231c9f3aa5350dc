"""Which of my homes I am looking at."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from alongside.faces.portal.home.homes import HOME_KEY, chosen_home, homes_of
from alongside.faces.portal.page import PortalRequest, portal_page, see, show


@portal_page
def choose_home(request: PortalRequest) -> HttpResponse:
    homes = homes_of(request)
    wanted = request.POST.get("unit", "")
    if request.method == "POST":
        chosen = next((one for one in homes if str(one.unit_id) == wanted), None)
        if chosen:
            request.session[HOME_KEY] = chosen.unit_id
        return see(request, reverse("portal:home"))
    context = {"homes": homes, "chosen": chosen_home(request, homes)}
    return show(request, "faces/portal/home/choose_home.html", context, tab="home")
