"""Every address of the site. Each face brings its own."""

from __future__ import annotations

from django.urls import path

from alongside.config import health, metrics

urlpatterns = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("metrics", metrics.page, name="metrics"),
]
