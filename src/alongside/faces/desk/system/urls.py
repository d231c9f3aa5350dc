from __future__ import annotations

from django.urls import path

from alongside.faces.desk.system.accounts import (
    account,
    accounts,
    add_account_page,
    change_account_page,
    check_account_page,
)
from alongside.faces.desk.system.answering_time import answering_time, drop_answering_time
from alongside.faces.desk.system.clients import add_client, client, clients, revoke_client_page
from alongside.faces.desk.system.mailboxes import (
    add_mailbox_page,
    change_mailbox_page,
    check_mailbox_page,
    mailbox,
    mailboxes,
)
from alongside.faces.desk.system.official_menu import change_menu, publish_menu_page
from alongside.faces.desk.system.outbox import outbox, retry_account_page
from alongside.faces.desk.system.platforms import platforms, retry_cards_page
from alongside.faces.desk.system.robots import add_robot_page, change_robot_page, try_robot_page
from alongside.faces.desk.system.system import retry_job_page, retry_mail_page, system
from alongside.faces.desk.system.text_templates import add_template_page, change_template_page
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
    path("mailboxes/", mailboxes, name="mailboxes"),
    path("mailboxes/add/", add_mailbox_page, name="add_mailbox"),
    path("mailboxes/<int:pk>/", mailbox, name="mailbox"),
    path("mailboxes/<int:pk>/change/", change_mailbox_page, name="change_mailbox"),
    path("mailboxes/<int:pk>/check/", check_mailbox_page, name="check_mailbox"),
    path("accounts/", accounts, name="accounts"),
    path("accounts/add/<slug:provider>/", add_account_page, name="add_account"),
    path("accounts/<int:pk>/", account, name="account"),
    path("accounts/<int:pk>/change/", change_account_page, name="change_account"),
    path("accounts/<int:pk>/check/", check_account_page, name="check_account"),
    path("accounts/<int:pk>/menu/", publish_menu_page, name="publish_menu"),
    path("accounts/<int:pk>/menu/change/", change_menu, name="change_menu"),
    path("accounts/<int:pk>/add-text/", add_template_page, name="add_template"),
    path("accounts/<int:pk>/retry/", retry_account_page, name="retry_account"),
    path("texts/<int:pk>/", change_template_page, name="change_template"),
    path("outbox/", outbox, name="outbox"),
    path("platforms/", platforms, name="platforms"),
    path("platforms/<slug:platform>/retry/", retry_cards_page, name="retry_cards"),
    path("robots/add/", add_robot_page, name="add_robot"),
    path("robots/<int:pk>/", change_robot_page, name="change_robot"),
    path("robots/<int:pk>/try/", try_robot_page, name="try_robot"),
    path("answering-time/", answering_time, name="answering_time"),
    path("answering-time/<int:pk>/remove/", drop_answering_time, name="drop_answering_time"),
    path("webhooks/<int:pk>/", webhook, name="webhook"),
    path("webhooks/<int:pk>/remove/", remove_webhook_page, name="remove_webhook"),
    path("deliveries/<uuid:pk>/redeliver/", redeliver_page, name="redeliver"),
]
