from __future__ import annotations

from django.urls import path

from alongside.faces.desk.roles.add_role import add_role_page
from alongside.faces.desk.roles.approve_client import (
    approve_client_page,
    refuse_client_page,
    waiting_clients,
)
from alongside.faces.desk.roles.change_role import change_role_page, retire_role_page
from alongside.faces.desk.roles.permissions import permissions
from alongside.faces.desk.roles.roles import roles

urlpatterns = [
    path("", roles, name="roles"),
    path("clients/", waiting_clients, name="waiting_clients"),
    path("clients/<int:pk>/approve/", approve_client_page, name="approve_client"),
    path("clients/<int:pk>/refuse/", refuse_client_page, name="refuse_client"),
    path("add/", add_role_page, name="add_role"),
    path("<int:pk>/retire/", retire_role_page, name="retire_role"),
    path("<int:pk>/change/", change_role_page, name="change_role"),
    path("permissions/", permissions, name="permissions"),
]
