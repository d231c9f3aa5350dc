"""The SMS gateway calls: what became of messages, and what was sent back (CHN-4)."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions.texting import account_called, take_push

MOST_BYTES = 512 * 1024


@csrf_exempt  # gateways sign no pushes: the word in the address is what proves them
@require_POST
def sms(request: HttpRequest, code: str) -> HttpResponse:
    """Taken in one transaction and answered as Aliyun and Tencent ask, in one; what fails is pushed again by it."""
    account = account_called(code)
    if account is None:
        raise Http404
    if len(request.body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        pushed = json.loads(request.body)
    except ValueError:
        return HttpResponse(status=400)
    take_push(account, pushed, now=timezone.now())
    return JsonResponse({"code": 0, "msg": "OK", "result": 0, "errmsg": "OK"})
