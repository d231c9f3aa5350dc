from __future__ import annotations

from django.urls import path

from alongside.faces.portal.journeys.journey import journey

urlpatterns = [path("<int:pk>/", journey, name="journey")]
