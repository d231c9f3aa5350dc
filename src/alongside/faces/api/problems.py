"""Every "no" of the API in one place: application/problem+json (RFC 9457), in the reader's language.

422 the rules or the input's form say no, 409 somebody was faster, 403 one may not, 404 there is no such thing
for this client, 410 it went into another, 401 who are you, 429 too often, 413 too much, 400 not to be read at all, 503 not just now.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from structlog.contextvars import get_contextvars

from alongside.kernel.outage import RETRY_AFTER_SECONDS, is_outage
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

CONTENT_TYPE = "application/problem+json"
MOST_ERRORS = 50
log = logging.getLogger(__name__)

TITLES = {
    "refused": _("This is not possible"),
    "not_allowed": _("Not allowed"),
    "conflict": _("Changed meanwhile"),
    "still_under_way": _("Still under way"),
    "invalid": _("The input is not right"),
    "unreadable": _("The request cannot be read"),
    "too_large": _("The request is too large"),
    "merged": _("Merged with another record"),
    "not_found": _("There is no such thing"),
    "method_not_allowed": _("This cannot be done here"),
    "unauthorised": _("Who are you?"),
    "too_many_requests": _("Too many requests"),
    "unwary": _("This is not promised here"),
    "failed": _("Something went wrong on our side"),
    "unavailable": _("Not just now"),
}

# What the form check says, by its kind; the rest reads INVALID.
INVALID = _("This value is not valid here.")
SENTENCES = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field."),
    "string_too_long": _("This is too long."),
    "string_too_short": _("This is too short."),
    "string_type": _("A text is needed."),
    "string_unicode": _("The text holds a character that cannot be stored."),
    "unstorable": _("The text holds a character that cannot be stored."),
    "int_type": _("A whole number is needed."),
    "int_parsing": _("A whole number is needed."),
    "int_from_float": _("A whole number is needed."),
    "literal_error": _("This is none of the possible values."),
    "enum": _("This is none of the possible values."),
    "date_parsing": _("A date such as 2026-11-22 is needed."),
    "date_from_datetime_parsing": _("A date such as 2026-11-22 is needed."),
    "datetime_parsing": _("A time such as 2026-11-22T09:30:00+08:00 is needed."),
    "datetime_from_date_parsing": _("A time such as 2026-11-22T09:30:00+08:00 is needed."),
    "time_parsing": _("A time of day such as 09:30 is needed."),
    "timezone_aware": _("The time needs its zone, such as +08:00."),
    "bool_parsing": _("True or false is needed."),
    "bool_type": _("True or false is needed."),
    "greater_than_equal": _("The number is too small."),
    "greater_than": _("The number is too small."),
    "less_than_equal": _("The number is too large."),
    "less_than": _("The number is too large."),
    "too_long": _("These are too many."),
    "too_short": _("These are too few."),
}


class TooManyRequests(Exception):
    """The client asked more often than it may."""


class Merged(Exception):
    """The record went into another one, which the client may see."""

    def __init__(self, survivor: int) -> None:
        super().__init__(survivor)
        self.survivor = survivor


def problem(
    status: int,
    code: str,
    detail: Any = "",
    *,
    field: str = "",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """One answer that says no. `more` are further members, such as `errors` and `changes`."""
    body = {
        "type": f"/api/v1/docs#{code}",
        "title": str(TITLES.get(code, TITLES["refused"])),
        "status": status,
        "detail": str(detail or TITLES.get(code, "")),
        "code": code,
        "field": field,
        "request_id": get_contextvars().get("request_id", ""),
        **more,
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False, default=str), status=status)
    response.headers["Content-Type"] = CONTENT_TYPE
    response.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def problem_of(error: Exception) -> HttpResponse:
    """The answer to what was raised; anything unforeseen is logged and answered with 500."""
    for kind, answer in _ANSWERS:
        if isinstance(error, kind):
            return answer(error)
    if is_outage(error):
        return _unavailable()
    log.error("request failed", exc_info=error)
    return problem(500, "failed", _("Nothing was saved. Please tell the administrator the request id."))


def answer_problems(api: NinjaAPI) -> None:
    """Let ninja's own errors and ours come out as problems."""
    kinds = [kind for kind, _answer in _ANSWERS]
    for kind in (*kinds, Exception):
        api.add_exception_handler(kind, lambda request, error: problem_of(cast("Exception", error)))


def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that nothing answers to."""
    return problem(404, "not_found")


def _refused(error: Refused) -> HttpResponse:
    findings = error.facts.get("findings")
    more = {"findings": findings} if findings else {}
    return problem(422, error.code, error.words, field=error.field, **more)


def _conflict(error: Conflict) -> HttpResponse:
    facts = error.facts
    return problem(
        409,
        error.code,
        error.words,
        field=error.field,
        changes=list(facts.get("changes", [])),
        current_version=facts.get("current"),
    )


def _merged(error: Merged) -> HttpResponse:
    detail = _("This record is one with another now: %(survivor)s.") % {"survivor": error.survivor}
    return problem(410, "merged", detail, survivor=error.survivor)


def _unavailable() -> HttpResponse:
    detail = _(
        "The database does not answer just now. Ask again in a moment; with the same Idempotency-Key nothing is "
        "done twice."
    )
    return problem(503, "unavailable", detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [_one_invalid(one) for one in error.errors[:MOST_ERRORS]]
    first = errors[0] if errors else {"field": "", "detail": INVALID}
    return problem(422, "invalid", first["detail"], field=str(first["field"]), errors=errors)


def _one_invalid(one: Mapping[str, Any]) -> dict[str, str]:
    """Where and why, without giving the input back."""
    place = [str(part) for part in one.get("loc", ())]
    kind = str(one.get("type", ""))
    # ninja puts the source and the parameter's name before the path within a body
    trimmed = place[2:] if len(place) > 2 and place[0] == "body" else place[1:] or place
    field = ".".join(part for part in trimmed if not part.startswith(("function-", "lax-")))
    return {"field": _storable(field)[:200], "code": kind, "detail": str(SENTENCES.get(kind, INVALID))}


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _http_error(error: HttpError) -> HttpResponse:
    codes = {
        400: "unreadable",
        401: "unauthorised",
        403: "not_allowed",
        404: "not_found",
        429: "too_many_requests",
    }
    detail = _("The request holds no JSON that can be read.") if error.status_code == 400 else ""
    return problem(error.status_code, codes.get(error.status_code, "refused"), detail)


_ANSWERS: list[tuple[type[Exception], Callable[[Any], HttpResponse]]] = [
    (NotAllowed, lambda error: problem(403, error.code, error.words)),
    (Conflict, _conflict),
    (Refused, _refused),
    (Merged, _merged),
    (Http404, lambda error: problem(404, "not_found")),
    (ValidationError, _invalid),
    (
        AuthenticationError,
        lambda error: problem(
            401,
            "unauthorised",
            _("Send the client's token: “Authorization: Bearer …”."),
            headers={"WWW-Authenticate": "Bearer"},
        ),
    ),
    (
        TooManyRequests,
        lambda error: problem(
            429,
            "too_many_requests",
            _("This client asks more often than it may; wait a minute."),
            headers={"Retry-After": "60"},
        ),
    ),
    (HttpError, _http_error),
    (RequestDataTooBig, lambda error: problem(413, "too_large")),
    (MultiPartParserError, lambda error: problem(400, "unreadable")),
    (BadRequest, lambda error: problem(400, "unreadable")),
    (SuspiciousOperation, lambda error: problem(400, "unreadable")),
    (UnreadablePostError, lambda error: problem(400, "unreadable")),
]
