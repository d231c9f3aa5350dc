"""A call centre tells what happens to a call: signed, within its window, as often as it likes (CHN-5)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions import calling
from alongside.domain.conversations.models import Account, Channel
from alongside.kernel.call_centre import (
    MOST_BYTES,
    NotTheirs,
    NotUnderstood,
    check_signature,
    read_event,
)


@csrf_exempt  # who knocks is told by the signature, not by a session
@require_POST
def take_call_event(request: HttpRequest, code: str) -> HttpResponse:
    """200 once it is kept (again and again, if need be); 401 for a wrong signature, 400 for what is no event."""
    now = timezone.now()
    lines = Account.objects.filter(code=code[:32], channel=Channel.PHONE, is_active=True)
    account = lines.select_related("node").first()
    if account is None:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return JsonResponse({"wrong": "body"}, status=413)
    try:
        check_signature(
            account.secret.get("secret", ""),
            timestamp=request.headers.get("X-Timestamp", ""),
            given=request.headers.get("X-Signature", ""),
            body=request.body,
            now=now,
        )
        event = read_event(request.body)
    except NotTheirs:
        return JsonResponse({"wrong": "signature"}, status=401)
    except NotUnderstood as no:
        return JsonResponse({"wrong": str(no)}, status=400)
    calling.take_call_event(account, event, now=now)
    return JsonResponse({"taken": True})
