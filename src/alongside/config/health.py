"""Two questions that a service manager asks: is the process alive, and may it get requests?"""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def health(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nobody else."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration; 503 and the reason otherwise."""
    reason = why_not_ready()
    return JsonResponse({"status": reason or "ready"}, status=503 if reason else 200)


def why_not_ready() -> str:
    """Empty when ready, else the reason in a few words."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are missing"
    except Error:
        return "the database does not answer"
    return ""
