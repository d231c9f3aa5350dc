"""Does the worker live, which jobs are stuck, which mails lie parked; and another try for each."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions import retry_delivery
from alongside.domain.conversations.actions.carriers.mail import has_mail_server
from alongside.domain.conversations.models import Delivery
from alongside.domain.conversations.queries import deliveries_of
from alongside.domain.organisation.actions import retry_job
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.kernel.jobs import living_workers, stuck_jobs

MOST = 100


@desk_page(MANAGE_SYSTEM)
def system(request: DeskRequest) -> HttpResponse:
    is_whole = request.viewer.reach(MANAGE_SYSTEM).everywhere
    workers, last_sign_at = living_workers(now=request.now)
    mails = deliveries_of(request.viewer, state=Delivery.State.PARKED).select_related("node")[:MOST]
    context = {
        "workers": workers,
        "last_sign_at": last_sign_at,
        "is_whole": is_whole,
        "jobs": stuck_jobs(now=request.now, limit=MOST) if is_whole else [],
        "mails": mails,
        "has_mail_server": has_mail_server(),
    }
    return show(request, "faces/desk/system/system.html", context, area="desk:system")


@require_POST
@desk_page(MANAGE_SYSTEM)
def retry_job_page(request: DeskRequest, pk: int) -> HttpResponse:
    retry_job(pk, by=request.viewer, now=request.now)
    return see(request, reverse("desk:system"), _("The job is tried again."))


@require_POST
@desk_page(MANAGE_SYSTEM)
def retry_mail_page(request: DeskRequest, pk: int) -> HttpResponse:
    delivery = find(deliveries_of(request.viewer), pk=pk)
    retry_delivery(delivery, by=request.viewer, now=request.now)
    return see(request, reverse("desk:system"), _("The mail is sent again."))
