"""WeChat calls: is this address yours, and what was said. It is answered within five seconds, whatever happens (CHN-3)."""

from __future__ import annotations

import structlog
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alongside.domain.conversations.actions.wechat.access import NotFromWeChat
from alongside.domain.conversations.actions.wechat.pushing import answer_at_once, take_push, verify_address
from alongside.kernel.wechat_official import NOTHING, Unreadable
from alongside.kernel.wechat_official.reading import MOST_BYTES

log = structlog.get_logger("alongside.gateways")
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt  # the signature counts here, no cookie does
@require_http_methods(["GET", "POST"])
def wechat(request: HttpRequest, code: str) -> HttpResponse:
    """Nothing of what is not signed is kept. Where the database is too slow WeChat hears so, and comes again."""
    try:
        if request.method == "GET":
            return _verified(request, code)
        if len(request.body) > MOST_BYTES:
            return HttpResponse(status=413)
        now = timezone.now()
        taken = take_push(code, request.GET.dict(), request.body, now=now)
    except NotFromWeChat:
        return HttpResponse(status=403)
    except Unreadable:
        return HttpResponse(status=400)
    except DatabaseError as error:
        log.warning("a push of wechat was not taken", why=type(error).__name__)
        return HttpResponse(status=503)
    if taken is None:
        raise Http404
    try:
        answer = answer_at_once(taken, now=now)
    except DatabaseError:  # it is written down; the greeting is not worth its being pushed again
        answer = NOTHING
    return HttpResponse(answer, content_type=PLAIN if answer == NOTHING else "application/xml; charset=utf-8")


def _verified(request: HttpRequest, code: str) -> HttpResponse:
    wanted = verify_address(code, request.GET.dict())
    if wanted is None:
        raise Http404
    return HttpResponse(wanted, content_type=PLAIN, headers={"X-Content-Type-Options": "nosniff"})
