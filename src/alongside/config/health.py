"""Two questions that a service manager asks: is the process alive, and may it get requests?"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib.util import find_spec

from django.apps import apps
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
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
        done = MigrationRecorder(connection).applied_migrations()
    except Error:
        return "the database does not answer"
    return "" if done.keys() >= _migrations() else "migrations are missing"


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """App and name of every migration, by its file: loading them all takes a good part of the server's start."""
    found: set[tuple[str, str]] = set()
    for app in apps.get_app_configs():
        name, _is_set = MigrationLoader.migrations_module(app.label)
        package = find_spec(name) if name else None
        for one in pkgutil.iter_modules((package and package.submodule_search_locations) or ()):
            if not one.ispkg and one.name[0] not in "_~":
                found.add((app.label, one.name))
    return frozenset(found)
