"""Every address of the site. Each face brings its own."""

from __future__ import annotations

from django.urls import include, path

from alongside.config import health, metrics
from alongside.faces.widget.demo_site import demo_site

urlpatterns = [
    path("desk/", include("alongside.faces.desk.urls")),
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("metrics", metrics.page, name="metrics"),
    path("api/v1/", include("alongside.faces.api.urls")),
    path("portal/", include("alongside.faces.portal.urls")),
    path("channels/", include("alongside.faces.gateways.urls")),
    path("demo/site/", demo_site, name="demo_site"),
    path("widget/", include("alongside.faces.widget.urls")),
    path("listings/", include("alongside.faces.portal.listings.urls")),
    path("walk-in/", include("alongside.faces.portal.walk_in.urls")),
    path("demo/outbox/", include("alongside.faces.portal.demo_outbox.urls")),
    path("", include("alongside.faces.desk.sign_in.urls")),
    path("", include("alongside.faces.ui.urls")),
]

handler500 = "alongside.config.errors.server_error"
