"""The window on a foreign page: shown, written in, asked for news; whoever likes says who they are (CHN-6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.domain.conversations.actions.visiting import (
    count_knock,
    leave_address,
    note_visit,
    recognise_visitor,
    write_as_visitor,
    write_first,
)
from alongside.domain.conversations.models import Account, Visitor
from alongside.domain.conversations.queries.reading import Said
from alongside.domain.conversations.queries.visitors import (
    file_for_visitor,
    is_somebody_writing,
    said_to_visitor,
)
from alongside.domain.conversations.rules.visiting import LARGEST_FILE, LONGEST, MOST_FILES, SOONEST
from alongside.domain.customers.actions import send_sign_in_code, use_sign_in_code
from alongside.faces.ui.asked import is_whole
from alongside.faces.widget.visiting import (
    WidgetRequest,
    address_of,
    check_pass,
    framed,
    from_our_frame,
    is_framed_elsewhere,
    new_pass,
    opening_of,
    plain,
    visitor_of,
    widget_page,
)
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import is_shown_in_place, open_file, open_thumbnail, serving_headers


@require_safe
@widget_page
def chat(request: WidgetRequest) -> HttpResponse:
    """The frame's page. On pages that the account does not name it says so and shows nothing."""
    if is_framed_elsewhere(request, request.account):
        return framed(render(request, "faces/widget/closed.html", status=403), request.account)
    context = {
        "account": request.account,
        "base": reverse("widget:chat", args=[request.account.code]),
        "host": request.host,
        "pass": new_pass(request),
        "theme": request.theme,
        "language": request.language,
        "greeting": greeting_of(request.account),
        "opening": opening_of(request),
        "longest": LONGEST,
        "soonest": SOONEST // timedelta(milliseconds=1),
    }
    return framed(render(request, "faces/widget/frame.html", context), request.account)


def greeting_of(account: Account) -> str:
    return account.options.get("greeting") or _("Hello! What can we do for you?")


@require_POST
@widget_page
def words(request: WidgetRequest) -> HttpResponse:
    """Something was written. The first words make a visitor, whose token goes back in a header."""
    from_our_frame(request)
    visitor, address = visitor_of(request), address_of(request)
    if visitor is None and request.headers.get("X-Visitor"):
        return HttpResponse(status=401)
    sent = files_of(request)
    count_knock(request.account, "words", now=request.now, address=address, visitor=visitor)
    if sent:
        count_knock(request.account, "files", now=request.now, address=address, visitor=visitor)
    said, once_key = request.POST.get("words", ""), once_of(request)
    token = ""
    if visitor is None:
        check_pass(request)
        count_knock(request.account, "visit", now=request.now, address=address)
        visitor, token, message = write_first(
            request.account,
            words=said,
            once_key=once_key,
            files=sent,
            language=request.language,
            now=request.now,
        )
    else:
        message = write_as_visitor(visitor, words=said, once_key=once_key, files=sent, now=request.now)
    response = _said(request, said_to_visitor(visitor, after=message.pk - 1)[:1] if message else [])
    if token:
        response.headers["X-Visitor"] = token
    return response


@require_safe
@widget_page
def news(request: WidgetRequest) -> HttpResponse:
    """What was said since; 204 when nothing was. `shown`: the window stands open, so it is seen as well."""
    visitor = visitor_of(request)
    if visitor is None:
        return HttpResponse(status=401)
    asked = request.GET.get("after", "")
    after = int(asked) if is_whole(asked) else 0
    said = said_to_visitor(visitor, after=after)
    last = said[-1].message.pk if said else after
    note_visit(visitor, now=request.now, up_to=last if "shown" in request.GET and said else 0)
    response = _said(request, said) if said else HttpResponse(status=204)
    response.headers["X-Last"] = str(last)
    if "shown" in request.GET and is_somebody_writing(visitor, now=request.now):
        response.headers["X-Typing"] = "1"
    return response


@require_safe
@widget_page
def file(request: WidgetRequest, file_id: UUID) -> HttpResponseBase:
    """A picture or paper of what was said here; `?small` its small version."""
    visitor = visitor_of(request)
    stored = file_for_visitor(visitor, file_id) if visitor else None
    if stored is None:
        return HttpResponse(status=404)
    is_small = "small" in request.GET and bool(stored.thumbnail_path)
    response = FileResponse(
        open_thumbnail(stored) if is_small else open_file(stored),
        as_attachment=not is_shown_in_place(stored),
        filename=stored.name,
    )
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    if is_small:
        response.headers["Content-Type"] = "image/jpeg"
    return response


@require_POST
@widget_page
def address(request: WidgetRequest) -> HttpResponse:
    """Where the answer goes when they have left."""
    visitor = _writer(request)
    count_knock(request.account, "words", now=request.now, address=address_of(request), visitor=visitor)
    leave_address(
        visitor,
        contact=request.POST.get("contact", "")[:120],
        name=request.POST.get("name", "")[:60],
        now=request.now,
    )
    return plain(_("Kept. If you have left, the answer goes there."))


@require_POST
@widget_page
def code(request: WidgetRequest) -> HttpResponse:
    """A code to a contact that we know. Says the same whoever asks (INF-6)."""
    _writer(request)
    send_sign_in_code(request.POST.get("contact", "")[:120], now=request.now, address=address_of(request))
    return plain(_("If we know it, a code is on its way. It is good for ten minutes."))


@require_POST
@widget_page
def use_code(request: WidgetRequest) -> HttpResponse:
    """The right code says who it is; only now anything of before is shown."""
    visitor = _writer(request)
    count_knock(request.account, "words", now=request.now, address=address_of(request), visitor=visitor)
    customer = use_sign_in_code(
        request.POST.get("contact", "")[:120], request.POST.get("code", "")[:12], now=request.now
    )
    recognise_visitor(visitor, customer, now=request.now)
    return plain(_("Thank you, %(name)s. We know now whom we talk to.") % {"name": customer.called})


def files_of(request: HttpRequest) -> tuple[tuple[str, bytes], ...]:
    """What came along, none of it too large. Raises Refused."""
    uploads = request.FILES.getlist("files")
    if len(uploads) > MOST_FILES:
        raise Refused(_("At most %(n)s files at once.") % {"n": MOST_FILES})
    for one in uploads:
        if (one.size or 0) > LARGEST_FILE:
            raise Refused(_("A file may have at most %(n)s MB.") % {"n": LARGEST_FILE // 1024 // 1024})
    return tuple((one.name or "file", one.read()) for one in uploads)


def once_of(request: HttpRequest) -> str:
    """The key by which the same words are known again when they are sent twice."""
    key = request.POST.get("once", "")
    if not key.isalnum() or not key.isascii() or not 8 <= len(key) <= 40:
        raise Refused(_("Load the page anew; what you wrote can be copied."))
    return key


def _writer(request: WidgetRequest) -> Visitor:
    from_our_frame(request)
    visitor = visitor_of(request)
    if visitor is None:
        raise Refused(_("Write something first."))
    return visitor


def _said(request: WidgetRequest, said: list[Said]) -> HttpResponse:
    today = timezone.localtime(request.now).date()
    rows: list[dict[str, Any]] = []
    for one in said:
        at = timezone.localtime(one.message.sent_at)
        when = f"{at:%H:%M}" if at.date() == today else f"{at:%m-%d %H:%M}"
        rows.append({"message": one.message, "files": one.files, "when": when})
    return render(request, "faces/widget/said.html", {"said": rows, "account": request.account})
