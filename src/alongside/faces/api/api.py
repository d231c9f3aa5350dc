"""The API at /api/v1: the same actions as the desk, for the programs of others."""

from __future__ import annotations

from functools import cache
from typing import Any

from ninja import NinjaAPI

from alongside.faces.api import webhooks
from alongside.faces.api.answering import operations
from alongside.faces.api.appointments import batches
from alongside.faces.api.assistance import hot_issues
from alongside.faces.api.bulletins import bulletins
from alongside.faces.api.cases import finding_out, handing_on, learning, moving, reading, writing
from alongside.faces.api.customers import (
    alerting,
    consenting,
    customers,
    duplicates,
    living,
    needing,
    reaching,
    recognising,
    segments,
    valuing,
)
from alongside.faces.api.estates import estates, units
from alongside.faces.api.gate import Token
from alongside.faces.api.inbox import answering as inbox_acts
from alongside.faces.api.inbox import calls
from alongside.faces.api.inbox import reading as inbox
from alongside.faces.api.journeys import journeys, steps
from alongside.faces.api.knowledge import articles
from alongside.faces.api.listings import listings
from alongside.faces.api.looking import figures, files, places
from alongside.faces.api.openapi import completed
from alongside.faces.api.privacy import holding, requests
from alongside.faces.api.problems import answer_problems
from alongside.faces.api.promises import promises
from alongside.faces.api.reception import tickets
from alongside.faces.api.work import approvals, exports, incidents, waiting

# Importing a chapter adds its operations, in this order.
CHAPTERS = (
    reading, moving, writing, handing_on, finding_out, learning, inbox, inbox_acts, calls,
    customers, reaching, living, alerting, needing, consenting, recognising, valuing, segments, duplicates,
    requests, holding, exports, approvals, waiting, incidents, estates, units, listings, bulletins, journeys, steps, promises,
    tickets, hot_issues, articles, batches, places, figures, files, webhooks,
)  # fmt: skip


api = NinjaAPI(
    title="Alongside",
    version="1",
    description=(
        "Cases and customers of a real-estate company, for the programs of others. Send the client's token as "
        "`Authorization: Bearer …`. What a client may not see is 404 everywhere. Errors are problem+json in the "
        "language of `Accept-Language`."
    ),
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=Token(),
)
answer_problems(api)
api.add_router("", operations)


@cache
def description() -> dict[str, Any]:
    """The API in OpenAPI 3.1, with the errors that every operation can answer."""
    return completed(api.get_openapi_schema(path_prefix="/api/v1/"))
