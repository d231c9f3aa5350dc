from __future__ import annotations

from django.urls import path

from alongside.faces.portal.promises import answering
from alongside.faces.portal.promises.promises import promise, promises

urlpatterns = [
    path("", promises, name="promises"),
    path("<int:pk>/", promise, name="promise"),
    path("<int:pk>/agree/", answering.agree_to_change, name="agree_to_change"),
    path("<int:pk>/decline/", answering.decline_change, name="decline_change"),
    path("<int:pk>/not-kept/", answering.not_kept, name="not_kept"),
]
