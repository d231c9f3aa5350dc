from __future__ import annotations

from django.urls import path

from alongside.faces.desk.system.clients import add_client, client, clients, revoke_client_page
from alongside.faces.desk.system.system import retry_job_page, retry_mail_page, system
from alongside.faces.desk.system.trained_models import trained_models
from alongside.faces.desk.system.webhooks import (
    add_webhook_page,
    redeliver_page,
    remove_webhook_page,
    webhook,
)

urlpatterns = [
    path("", system, name="system"),
    path("jobs/<int:pk>/retry/", retry_job_page, name="retry_job"),
    path("mails/<int:pk>/retry/", retry_mail_page, name="retry_mail"),
    path("suggestions/", trained_models, name="trained_models"),
    path("clients/", clients, name="api_clients"),
    path("clients/add/", add_client, name="add_api_client"),
    path("clients/<int:pk>/", client, name="api_client"),
    path("clients/<int:pk>/revoke/", revoke_client_page, name="revoke_api_client"),
    path("clients/<int:pk>/add-webhook/", add_webhook_page, name="add_webhook"),
    path("webhooks/<int:pk>/", webhook, name="webhook"),
    path("webhooks/<int:pk>/remove/", remove_webhook_page, name="remove_webhook"),
    path("deliveries/<uuid:pk>/redeliver/", redeliver_page, name="redeliver"),
]
