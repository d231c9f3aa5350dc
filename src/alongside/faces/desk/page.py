"""What every page of the desk has in common: who looks, since when, and one answer to each kind of no.

@desk_page(SEE_CASES)
def close_case_page(request: DeskRequest, number: str) -> HttpResponse:
    case = find(Case.objects.visible_to(request.viewer), number=number)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            close_case(case, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, case_url(case))
    return show(request, "faces/desk/cases/close_case.html", {"case": case, "form": form})
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from alongside.domain.organisation.models import StaffActor, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.navigation import navigation_for
from alongside.kernel.permission import Permission
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in. `viewer` came in with `user`; `now` is the page's one moment."""

    user: StaffMember
    viewer: StaffActor
    now: datetime
    htmx: HtmxDetails


Page = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def desk_page(*permissions: Permission) -> Callable[[Page[P]], Callable[..., HttpResponseBase]]:
    """Let in only who is signed in and holds one of the permissions somewhere (none named: everybody signed in).

    A refusal that the page did not put on its form becomes a page of its own: 403, 409 or 422; what is not there
    for this person is said within the desk, with ways onwards.
    """

    def wrap(page: Page[P]) -> Callable[..., HttpResponseBase]:
        @wraps(page)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            desk = cast("DeskRequest", request)
            desk.now = timezone.now()
            # The person themself rather than Django's lazy stand-in, whose type actions would not know.
            desk.user = getattr(request.user, "_wrapped", request.user)
            desk.viewer = desk.user.came_in_as or actor_for(desk.user, now=desk.now)
            if wanting := _wanting(desk):
                return _go_and_see_to(desk, wanting)
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(desk.user.language)
            if permissions and not any(desk.viewer.may(one) for one in permissions):
                return _say_no(desk, NotAllowed(permissions[0].sentence), 403)
            try:
                return page(desk, *args, **kwargs)
            except Http404:
                if desk.htmx:
                    raise
                return show(desk, "faces/desk/errors/not_found.html", status=404)
            except NotAllowed as no:
                return _say_no(desk, no, 403)
            except Conflict as no:
                return _say_no(desk, no, 409)
            except Refused as no:
                return _say_no(desk, no, 422)

        return guarded

    return wrap


def find(queryset: models.QuerySet[M], **lookup: Any) -> M:
    """The one row that the viewer may see, else 404: what one may not see does not exist for them."""
    row = queryset.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def show(
    request: DeskRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int | None = None,
    area: str = "",
) -> HttpResponse:
    """The page, inside the desk's frame. A form among the context that was refused makes it 422, or 409.

    `area` is the url name of the rail's item that is lit; without it the item whose address begins this one.
    The frame's own query runs only when the template draws the frame (`…html#partial` does not).
    """
    frame = SimpleLazyObject(lambda: navigation_for(request, area=area))
    whole = {"now": request.now, "viewer": request.viewer, "navigation": frame, **(context or {})}
    return render(request, template, whole, status=status or _status_of((context or {}).values()))


def see(request: DeskRequest, url: str, said: Any = "") -> HttpResponse:
    """After an act: go on to a page, which says in a toast what was done."""
    if said:
        messages.success(request, str(said))
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def told(response: HttpResponse, words: Any, *, tone: str = "good", **events: Any) -> HttpResponse:
    """A fragment with a toast, and events on which other parts of the page refresh themselves."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": str(words), "tone": tone}, **events})
    return response


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Put a refusal's words on the field at fault, or on the form; what was typed stays.

    After a Conflict the form's `seen` moves on to the present version, so that sending it again is a decision
    made with open eyes; `form.conflict` holds the refusal for the page to say what changed. `form.refusal` is any refusal.
    """
    try:
        yield
    except NotAllowed:
        raise
    except Refused as no:
        form.refusal = no
        form.add_error(no.field if no.field in form.fields else None, str(no.words))
        if isinstance(no, Conflict):
            form.conflict = no
            if "seen" in form.fields and "current" in no.facts:
                form.data = form.data.copy()
                form.data[form.add_prefix("seen")] = no.facts["current"]


def _status_of(values: Any) -> int:
    forms = [value for value in values if isinstance(value, BaseForm) and value.is_bound and value.errors]
    if any(hasattr(form, "conflict") for form in forms):
        return 409
    return 422 if forms else 200


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Scripts are told 401 and say so; people are sent to sign in and come back."""
    if request.headers.get("HX-Request") or request.headers.get("Accept") == "application/json":
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")


def _wanting(request: DeskRequest) -> str:
    """Where somebody must go before anything else on the desk; "" for who may go on.

    INF-6: to set up a second factor. ORG-8: to sign and to learn, before they see the first customer.
    """
    since = request.viewer.lacks_second_factor_since
    if since is not None and since <= request.now:
        return reverse("mfa_index")
    return reverse("clearance") if request.viewer.lacks_clearance else ""


def _go_and_see_to(request: DeskRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def _say_no(request: DeskRequest, no: Refused, status: int) -> HttpResponse:
    if request.htmx:
        response = HttpResponse(status=status)
        response.headers["HX-Reswap"] = "none"
        return told(response, no.words, tone="late")
    template = "faces/desk/errors/not_allowed.html" if status == 403 else "faces/desk/errors/refused.html"
    return show(request, template, {"no": no, "back": _back(request)}, status=status)


def _back(request: HttpRequest) -> str:
    """The page one came from, when it is ours."""
    came_from = request.headers.get("Referer", "")
    here = f"{request.scheme}://{request.get_host()}/"
    return came_from if came_from.startswith(here) else "/desk/"
