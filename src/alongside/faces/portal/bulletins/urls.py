from __future__ import annotations

from django.urls import path

from alongside.faces.portal.bulletins.acknowledge_bulletin import acknowledge_bulletin_page
from alongside.faces.portal.bulletins.bulletin import bulletin
from alongside.faces.portal.bulletins.bulletins import bulletins

urlpatterns = [
    path("", bulletins, name="bulletins"),
    path("<int:pk>/", bulletin, name="bulletin"),
    path("<int:pk>/acknowledge/", acknowledge_bulletin_page, name="acknowledge_bulletin"),
]
