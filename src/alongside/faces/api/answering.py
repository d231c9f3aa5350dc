"""How endpoints answer: typed, in one transaction, and the same again for the same Idempotency-Key.

cases = Chapter("Cases")

@cases.post("/cases/{number}/close_case", CaseOut)
def close_case(request: ApiRequest, number: str, body: CloseIn) -> CaseOut:
    ...
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import BaseModel

from alongside.domain.organisation.actions.clients import claim_answer, give_back, keep_answer
from alongside.faces.api.gate import ApiRequest
from alongside.faces.api.problems import problem, problem_of
from alongside.faces.ui.access import shown_again, shown_in

Endpoint = Callable[..., Any]
KEY_HEADER = "Idempotency-Key"
_VERSION = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')


operations = Router()  # one for all chapters: an address may be read in one and written in another


class Chapter:
    """Some operations under one heading. The function's name is the operation's, the action's and the address's."""

    def __init__(self, title: str) -> None:
        self.title = title

    def get(self, path: str, model: Any) -> Callable[[Endpoint], Endpoint]:
        """Reads only."""
        return self._add("GET", path, model, 200, with_files=False, writes=False)

    def post(
        self, path: str, model: Any, *, status: int = 200, with_files: bool = False
    ) -> Callable[[Endpoint], Endpoint]:
        """One act, once per Idempotency-Key. `with_files`: also as multipart/form-data."""
        return self._add("POST", path, model, status, with_files=with_files, writes=True)

    def patch(self, path: str, model: Any) -> Callable[[Endpoint], Endpoint]:
        """Changes the fields that are given. `If-Match` names the version that was seen."""
        return self._add("PATCH", path, model, 200, with_files=False, writes=True)

    def delete(self, path: str) -> Callable[[Endpoint], Endpoint]:
        """Takes away; doing it twice is 404."""
        return self._add("DELETE", path, None, 204, with_files=False, writes=True)

    def _add(
        self, method: str, path: str, model: Any, status: int, *, with_files: bool, writes: bool
    ) -> Callable[[Endpoint], Endpoint]:
        def register(endpoint: Endpoint) -> Endpoint:
            @wraps(endpoint)
            def answered(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                def ask() -> Any:
                    return endpoint(request, *args, **kwargs)

                return _act(request, ask, status) if writes else _answer(ask(), status)

            # ninja reads the annotations of what it is given, and would look for their names in this module
            answered.__signature__ = inspect.signature(endpoint, eval_str=True)  # type: ignore[attr-defined]
            operations.add_api_operation(
                path,
                [method],
                answered,
                response={status: model} if model else {status: None},
                tags=[self.title],
                operation_id=endpoint.__name__,
                summary=endpoint.__name__.replace("_", " ").capitalize(),
                openapi_extra={"x-with-files": True} if with_files else None,
            )
            return endpoint

        return register


def seen_version(request: HttpRequest) -> int | None:
    """The version of the thing that the client saw, from If-Match; None where it does not say."""
    found = _VERSION.fullmatch(request.headers.get("If-Match", "").strip())
    return int(found[1]) if found else None


def files_of(request: HttpRequest) -> list[Any]:
    """The parts called `files` of a multipart request."""
    return request.FILES.getlist("files")


def api_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Around every address of the API: multipart made readable, and no answer that is not ours."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _read_multipart(request)
            response = view(request, *args, **kwargs)
        except Exception as error:
            return problem_of(error)
        if response.status_code == 405:
            return problem(405, "method_not_allowed", headers={"Allow": response.headers["Allow"]})
        return response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here, only the token
    return guarded


def _read_multipart(request: HttpRequest) -> None:
    """A multipart request holds its JSON in the part `json` and uploads in parts `files`."""
    if request.content_type == "multipart/form-data":
        request._body = request.POST.get("json", "").encode("utf-8", "surrogatepass")


def _act(request: ApiRequest, ask: Callable[[], Any], status: int) -> HttpResponseBase:
    key = request.headers.get(KEY_HEADER, "") if request.method == "POST" else ""
    with transaction.atomic():
        if not key:
            return _answer(ask(), status)
        kept, is_new = claim_answer(request.viewer.client, key, _hash_of(request), now=request.now)
        if not is_new:
            response: Any = _json(kept.body, kept.status)
            response.headers["Idempotency-Replayed"] = "true"
            shown_again(request, kept.shown)
            return response
        response = _answer(ask(), status)
        if response.streaming:  # a file; it is fetched anew
            give_back(kept)
        else:
            keep_answer(kept, status=status, body=response.content.decode(), shown=shown_in(request))
        return response


def _answer(result: Any, status: int) -> Any:
    if isinstance(result, HttpResponseBase):
        return result
    if result is None:
        return HttpResponse(status=204, content_type="application/json")
    assert isinstance(result, BaseModel)
    response = _json(result.model_dump_json(), status)
    version = getattr(result, "version", None)
    if version is not None:
        response.headers["ETag"] = f'"{version}"'
    return response


def _json(body: str, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _hash_of(request: HttpRequest) -> str:
    """The same for the same request; a multipart one is told by its parts, for its boundary changes."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode("utf-8", "surrogatepass"))
    digest.update(request.body)
    for upload in request.FILES.getlist("files"):
        digest.update(f"\n{upload.name}\n".encode("utf-8", "surrogatepass"))
        for chunk in upload.chunks():
            digest.update(hashlib.sha256(chunk).digest())
        upload.seek(0)
    return digest.hexdigest()
