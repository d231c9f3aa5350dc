"""Pages of about the same rows on the same framework with no product around them: the ceiling of the stack.

One template, the raw SQL of bench.ways, no session, no sign-in, no translation. Served by granian like ours.
"""

from __future__ import annotations

import itertools
import os
import threading

import django
import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

settings.configure(
    SECRET_KEY="bare",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    DEBUG=False,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    LOGGING_CONFIG=None,
)
django.setup()

from bench.ways import survey, ways  # noqa: E402 - after the settings above

ADDRESS = os.environ["BENCH_DATABASE"]
WAYS = {way.bare: way for way in ways(survey(ADDRESS))}
PAGE = Template(
    "<!doctype html><title>{{ title }}</title><table>{% for row in rows %}<tr>{% for cell in row %}"
    "<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
_own = threading.local()
_steps = itertools.count(1)


def page(request: HttpRequest) -> HttpResponse:
    """The rows that the way needs, in a table. What it writes is written."""
    way = WAYS[request.path]
    connection = getattr(_own, "connection", None)
    if connection is None or connection.closed:
        connection = _own.connection = psycopg.connect(ADDRESS)
    rows: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for statement, values in way.sql(next(_steps) * 104_729):
            cursor.execute(statement, values, prepare=True)
            if cursor.description:
                rows += cursor.fetchall()
    connection.commit()
    return HttpResponse(PAGE.render(Context({"title": way.title, "rows": way.rows(rows)})))


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("ready", ready), *(path(one.lstrip("/"), page) for one in WAYS)]
application = get_wsgi_application()
