"""The API at /api/v1: the same actions as the desk, for the programs of others."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from alongside.faces.api import webhooks
from alongside.faces.api.answering import operations
from alongside.faces.api.cases import finding_out, handing_on, moving, reading, writing
from alongside.faces.api.customers import customers
from alongside.faces.api.gate import Token
from alongside.faces.api.looking import looking
from alongside.faces.api.openapi import completed
from alongside.faces.api.problems import answer_problems

# Importing a chapter adds its operations, in this order.
CHAPTERS = (reading, moving, writing, handing_on, finding_out, customers, looking, webhooks)


class AlongsideAPI(NinjaAPI):
    """Ninja with our errors, and a description that names them."""

    def get_openapi_schema(self, **options: Any) -> Any:
        return completed(super().get_openapi_schema(**options))


api = AlongsideAPI(
    title="Alongside",
    version="1",
    description=(
        "Cases and customers of a real-estate company, for the programs of others. Send the client's token as "
        "`Authorization: Bearer …`. What a client may not see is 404 everywhere. Errors are problem+json in the "
        "language of `Accept-Language`."
    ),
    urls_namespace="api",
    docs_url=None,
    auth=Token(),
)
answer_problems(api)
api.add_router("", operations)
