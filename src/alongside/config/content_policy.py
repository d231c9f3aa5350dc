"""The Content-Security-Policy of every answer, written down once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicy(CSPMiddleware):
    """django-csp's, which puts the policy together anew for each answer. Ours has no nonce and is the same for all,
    but where a page changes its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.policy = build_policy(**asdict(PolicyParts()))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)  # the library's type knows asynchronous ones too
        if any(name.startswith("_csp") for name in vars(response)):
            answer: HttpResponseBase = self.process_response(request, response)
        else:
            answer = response
            answer.headers.setdefault(HEADER, self.policy)
        return answer
