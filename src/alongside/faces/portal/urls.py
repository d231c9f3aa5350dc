"""Every address of the portal. A folder of pages brings its own `urls.py`."""

from __future__ import annotations

from django.urls import include, path

from alongside.faces.portal.home.choose_home import choose_home
from alongside.faces.portal.home.home import home
from alongside.faces.portal.home.my_home import my_drawing, my_home
from alongside.faces.portal.privacy.certificate import certificate, certificate_pdf

app_name = "portal"

urlpatterns = [
    path("", home, name="home"),
    path("homes/", choose_home, name="choose_home"),
    path("homes/<int:unit_id>/", my_home, name="my_home"),
    path("drawings/<int:pk>/", my_drawing, name="my_drawing"),
    path("sign-in/", include("alongside.faces.portal.sign_in.urls")),
    path("report/", include("alongside.faces.portal.report.urls")),
    path("cases/", include("alongside.faces.portal.cases.urls")),
    path("promises/", include("alongside.faces.portal.promises.urls")),
    path("bulletins/", include("alongside.faces.portal.bulletins.urls")),
    path("appointments/", include("alongside.faces.portal.appointments.urls")),
    path("help/", include("alongside.faces.portal.help.urls")),
    path("journeys/", include("alongside.faces.portal.journeys.urls")),
    path("me/", include("alongside.faces.portal.me.urls")),
    path("certificates/<uuid:key>/", certificate, name="certificate"),
    path("certificates/<uuid:key>/certificate.pdf", certificate_pdf, name="certificate_pdf"),
    path("privacy/", include("alongside.faces.portal.privacy.urls")),
    path("files/", include("alongside.faces.portal.files.urls")),
]
