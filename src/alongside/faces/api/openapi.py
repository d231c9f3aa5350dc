"""What ninja's description leaves out: the errors, Idempotency-Key, If-Match and multipart."""

from __future__ import annotations

from typing import Any

PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "No token, or one that is not let in.",
    "403": "This client, or the person in whose name it acts, may not do this here.",
    "404": "There is no such thing, or this client may not see it.",
    "409": "Somebody changed it since the version in If-Match, or the same request is still under way.",
    "410": "The record was merged with another one; `survivor` is its id.",
    "413": "The request is too large.",
    "422": "The rules or the form of the input say no; `detail` is for the person, `field` names the input.",
    "429": "Too many requests in this minute.",
}

PROBLEM = {
    "type": "object",
    "description": "Why not (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "field", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for the person, in their language."},
        "code": {"type": "string"},
        "field": {"type": "string", "description": "The input at fault; empty where it is none."},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
        "changes": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Of a conflict: the kinds of facts since the version seen.",
        },
        "findings": {
            "type": "array",
            "items": {"type": "object"},
            "description": "Of words to a customer: what is not promised, why, and what to say instead.",
        },
        "current_version": {"type": ["integer", "null"]},
        "survivor": {"type": "integer", "description": "Of a merged record: the id in which it lives on."},
    },
}

BYTES = (("/files/{id}", "get"), ("/exports/{id}/fetch_export", "post"))  # what answers no JSON
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same request gives the same answer for 24 hours, and the deed is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The version that was seen (ETag): 409 when somebody was faster. Without it nothing is compared.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    "example": '"7"',
}


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """The description with all answers that every operation can give."""
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {
        f"Problem{status}": {
            "description": words,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, words in PROBLEMS.items()
    }
    for path, method in BYTES:
        schema["paths"][f"/api/v1{path}"][method]["responses"]["200"] = {
            "description": "The bytes",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _complete(operation, method)
    return schema


def _complete(operation: dict[str, Any], method: str) -> None:
    for status in PROBLEMS:
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})
    parameters = operation.setdefault("parameters", [])
    known = {one["name"] for one in parameters}
    if method == "post" and IDEMPOTENCY_KEY["name"] not in known:
        parameters.append(IDEMPOTENCY_KEY)
    if method in ("post", "patch") and IF_MATCH["name"] not in known:
        parameters.append(IF_MATCH)
    if operation.pop("x-with-files", False):
        content = operation["requestBody"]["content"]
        content["multipart/form-data"] = {
            "schema": {
                "type": "object",
                "required": ["json"],
                "properties": {
                    "json": {
                        "type": "string",
                        "description": "The same JSON as without files.",
                        "contentMediaType": "application/json",
                    },
                    "files": {
                        "type": "array",
                        "maxItems": 20,
                        "items": {"type": "string", "format": "binary"},
                    },
                },
            }
        }
