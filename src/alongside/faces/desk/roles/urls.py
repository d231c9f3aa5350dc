from __future__ import annotations

from django.urls import path

from alongside.faces.desk.roles.permissions import permissions
from alongside.faces.desk.roles.roles import roles

urlpatterns = [
    path("", roles, name="roles"),
    path("permissions/", permissions, name="permissions"),
]
