"""What the API is: its description for machines, and one plain page of it for people."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from alongside.faces.api.api import description
from alongside.faces.api.openapi import PROBLEMS
from alongside.faces.api.problems import TITLES


def openapi(request: HttpRequest) -> HttpResponse:
    """The description for machines. Open to everybody: it says nothing of anybody."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


def reference(request: HttpRequest) -> HttpResponse:
    """Every operation under its heading, with its fields and an example. Needs no script."""
    schema = description()
    schemas = schema["components"]["schemas"]
    chapters: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            chapters.setdefault(operation["tags"][0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "name": operation["operationId"],
                    "words": operation.get("description", ""),
                    "parameters": operation.get("parameters", []),
                    "body": _shape(_body_of(operation), schemas),
                    "takes_files": "multipart/form-data"
                    in operation.get("requestBody", {}).get("content", {}),
                    "answer": _shape(_answer_of(operation), schemas),
                }
            )
    context = {"chapters": chapters.items(), "problems": TITLES.items(), "statuses": PROBLEMS.items()}
    return render(request, "faces/api/reference.html", context)


def _body_of(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    found: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return found


def _answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    for status in ("200", "201"):
        content = operation["responses"].get(status, {}).get("content", {})
        if "application/json" in content:
            found: dict[str, Any] = content["application/json"]["schema"]
            return found
    return {}


def _shape(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any] | None:
    name = schema.get("$ref", "").rpartition("/")[2]
    if name not in schemas:
        return None
    whole = schemas[name]
    examples = whole.get("examples") or []
    return {
        "name": name,
        "words": whole.get("description", ""),
        "example": json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else "",
        "fields": [
            {
                "name": field,
                "type": _type(one),
                "is_needed": field in whole.get("required", []),
                "words": one.get("description", ""),
            }
            for field, one in whole.get("properties", {}).items()
        ],
    }


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type", "any"))
