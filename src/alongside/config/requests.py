"""Every request gets an id, one line in the log and its place in the metrics.

The log names the route, not the path: a path may carry a one-time link.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from structlog.contextvars import bound_contextvars

from alongside.config import metrics

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET_ROUTES = {"health", "ready", "metrics", "desk/calls/news/"}  # asked by the second
# What Django answers with 400, 403 or 404.
A_NO = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
log = structlog.get_logger("alongside.requests")


class RequestLog:
    """Outermost middleware. Takes the proxy's request id when it is one, and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        request_id = given if ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        with bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            match = request.resolver_match
            route = match.route if match else ""
            metrics.observe_request(
                request.method or "", match.view_name if match else "", response.status_code, seconds
            )
            is_static_file = match is None and response.status_code < 400
            if route not in QUIET_ROUTES and not is_static_file:
                log.info(
                    "request",
                    method=request.method,
                    route=route,
                    status=response.status_code,
                    ms=round(seconds * 1000, 1),
                )
        response.headers[HEADER] = request_id
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """No text of ours holds NUL, and PostgreSQL would stumble over it. The API answers for itself."""
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            raise BadRequest("NUL in the address")

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """An unexpected error is logged with its traceback, under the request's id. A no is no error."""
        if not isinstance(error, A_NO):
            log.error("request failed", exc_info=error)
