"""Figures for Prometheus at /metrics: requests of every web process of this machine, and the job queue."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REQUESTS = Counter("alongside_requests_total", "Answered requests.", ["method", "view", "status"])
SECONDS = Histogram("alongside_request_seconds", "Time to answer a request.", ["view"])


def observe_request(method: str, view: str, status: int, seconds: float) -> None:
    """Count one answered request. `view` is the URL's name, so its values are few."""
    REQUESTS.labels(method if method in METHODS else "other", view, str(status)).inc()
    SECONDS.labels(view).observe(seconds)


class _Jobs(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        waiting = GaugeMetricFamily(
            "alongside_jobs", "Jobs that are not finished.", labels=["queue", "status"]
        )
        late = GaugeMetricFamily(
            "alongside_oldest_due_job_seconds", "How long the oldest due job has waited."
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs"
                " WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2"
            )
            for queue, status, count in cursor.fetchall():
                waiting.add_metric([queue, status], count)
            cursor.execute(
                "SELECT coalesce(extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at))), 0)"
                " FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id"
                " AND event.type = 'deferred' WHERE job.status = 'todo'"
                " AND coalesce(job.scheduled_at, now()) <= now()"
            )
            late.add_metric([], float(cursor.fetchone()[0]))
        yield waiting
        yield late


def page(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever brings METRICS_TOKEN; for everybody else there is no such page."""
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        raise Http404
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        text = generate_latest(registry)
    else:
        text = generate_latest(REGISTRY)
    jobs = CollectorRegistry()
    jobs.register(_Jobs())
    return HttpResponse(text + generate_latest(jobs), content_type=CONTENT_TYPE_LATEST)
