"""Stuck jobs, parked mails, the worker's pulse; API clients and their webhooks."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from alongside.domain.conversations.models import Delivery
from alongside.domain.organisation.actions import add_webhook, create_client
from alongside.domain.organisation.actions.clients import hash_of, let_in
from alongside.domain.organisation.models import ApiClient, Role, WebhookDelivery
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry

URL, CLIENTS = "/desk/system/", "/desk/system/clients/"


@pytest.fixture
def browser(client, house):
    return as_admin(client, house, None, "manage_system", "see_organisation")


@pytest.fixture
def elsewhere(client, house):
    return as_admin(client, house, house.other_project, "manage_system", "see_organisation")


def a_failed_job(task="alongside.some.job"):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " VALUES ('default', %s, %s, 'failed', 12) RETURNING id",
            [task, json.dumps({"case_id": 7})],
        )
        return cursor.fetchone()[0]


def status_of(job):
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        return cursor.fetchone()[0]


def a_parked_mail(house, key="mail-1"):
    return Delivery.objects.create(
        node=house.project, recipient="zhou@example.net", subject="标题", body_text="内容", state="parked", tries=9,
        next_try_at=house.now, written_at=house.now, last_error="550 no such user", once_key=key,
    )  # fmt: skip


def a_client(house, **but):
    given = {"name": "呼叫中心", "role": Role.objects.get(code="agent"), "node": house.project, **but}
    return create_client(**given, by=SYSTEM, now=house.now)[0]


def a_webhook(client, house):
    return add_webhook(
        client, url="https://hooks.example.com/a", events_wanted=["*"], by=SYSTEM, now=house.now
    )[0]


def a_delivery(webhook, house, entry=1, state="parked"):
    return WebhookDelivery.objects.create(
        webhook=webhook,
        entry_id=entry,
        event="case.opened",
        payload={},
        state=state,
        tries=8,
        created_at=house.now,
    )


def test_retries_a_failed_job_and_the_journal_knows(browser):
    job = a_failed_job()
    assert "alongside.some.job" in browser.get(URL).content.decode()
    browser.post(f"{URL}jobs/{job}/retry/")
    assert status_of(job) == "todo"
    assert JournalEntry.objects.filter(kind="job.retried", about_id=job).exists()


def test_says_that_a_job_has_not_failed(browser):
    assert browser.post(f"{URL}jobs/999999/retry/").status_code == 422


def test_tells_whether_a_worker_lives(browser):
    assert browser.get(URL).context["workers"] == 0
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert browser.get(URL).context["workers"] == 1


def test_sends_a_parked_mail_again_without_showing_whose_it_is(browser, house):
    mail = a_parked_mail(house)
    text = browser.get(URL).content.decode()
    assert "550 no such user" in text
    assert "zhou@example.net" not in text
    browser.post(f"{URL}mails/{mail.pk}/retry/")
    mail.refresh_from_db()
    assert mail.state == "queued"


def test_of_one_project_shows_and_retries_nothing_of_another(elsewhere, house):
    """ORG-3: jobs belong to the whole."""
    job, mail = a_failed_job(), a_parked_mail(house)
    page = elsewhere.get(URL)
    assert page.context["jobs"] == []
    assert list(page.context["mails"]) == []
    assert elsewhere.post(f"{URL}jobs/{job}/retry/").status_code == 403
    assert elsewhere.post(f"{URL}mails/{mail.pk}/retry/").status_code == 404
    assert status_of(job) == "failed"


def test_offers_no_role_that_allows_more_than_one_may(browser, house):
    """ORG-5: nobody gives away more than they have."""
    sent = {
        "name": "数据仓库", "role": Role.objects.get(code="agent").pk, "node": house.project.pk,
        "requests_per_minute": "60",
    }  # fmt: skip
    answer = browser.post(f"{CLIENTS}add/", sent)
    assert answer.status_code == 422
    assert "role" in answer.context["form"].errors
    assert not ApiClient.objects.exists()


def test_tells_the_token_of_a_new_client_once(client, house):
    """INF-6."""
    browser = as_admin(client, house, None)
    sent = {
        "name": "数据仓库", "role": Role.objects.get(code="agent").pk, "node": house.project.pk,
        "requests_per_minute": "60",
    }  # fmt: skip
    answer = browser.post(f"{CLIENTS}add/", sent)
    token = answer.context["secret"]
    assert "no-store" in answer.headers["Cache-Control"]
    made = ApiClient.objects.get(token_hash=hash_of(token))
    assert let_in(token, now=house.now + timedelta(minutes=1)) is not None
    assert token not in browser.get(f"{CLIENTS}{made.pk}/").content.decode()


def test_revokes_a_client_for_good(browser, house):
    one = a_client(house)
    browser.post(f"{CLIENTS}{one.pk}/revoke/")
    one.refresh_from_db()
    assert one.revoked_at is not None


def test_adds_a_webhook_and_tells_its_secret_once(browser, house):
    one = a_client(house)
    answer = browser.post(
        f"{CLIENTS}{one.pk}/add-webhook/", {"url": "https://hooks.example.com/b", "events": ["*"]}
    )
    made = one.webhooks.get()
    assert answer.context["secret"] == made.secret
    assert made.secret not in browser.get(f"{URL}webhooks/{made.pk}/").content.decode()


def test_switches_a_webhook_off_and_removes_it(browser, house):
    hook = a_webhook(a_client(house), house)
    browser.post(f"{URL}webhooks/{hook.pk}/", {"seen": 1, "url": hook.url, "events": ["case.opened"]})
    hook.refresh_from_db()
    assert (hook.is_active, hook.events) == (False, ["case.opened"])
    browser.post(f"{URL}webhooks/{hook.pk}/remove/")
    assert not hook.client.webhooks.exists()


def test_shows_what_was_sent_and_sends_it_again(browser, house):
    hook = a_webhook(a_client(house), house)
    sent = a_delivery(hook, house)
    assert "case.opened" in browser.get(f"{URL}webhooks/{hook.pk}/").content.decode()
    browser.post(f"{URL}deliveries/{sent.pk}/redeliver/")
    sent.refresh_from_db()
    assert sent.state == "queued"


def test_hides_clients_and_webhooks_of_elsewhere(elsewhere, house):
    """ORG-3."""
    one = a_client(house)
    hook = a_webhook(one, house)
    sent = a_delivery(hook, house)
    assert list(elsewhere.get(CLIENTS).context["clients"]) == []
    assert elsewhere.get(f"{CLIENTS}{one.pk}/").status_code == 404
    assert elsewhere.get(f"{URL}webhooks/{hook.pk}/").status_code == 404
    assert elsewhere.post(f"{CLIENTS}{one.pk}/revoke/").status_code == 404
    assert elsewhere.post(f"{URL}deliveries/{sent.pk}/redeliver/").status_code == 404


@pytest.mark.parametrize("page", [URL, CLIENTS, f"{CLIENTS}add/"])
def test_is_closed_to_who_does_not_keep_the_system(client, house, page):
    assert as_admin(client, house, None, "read_journal", "see_organisation").get(page).status_code == 403


def test_costs_the_same_for_three_as_for_one(browser, house):
    a_failed_job()
    a_parked_mail(house)
    assert_queries(
        browser, URL, 6, add_two=lambda: [a_failed_job(), a_failed_job(), a_parked_mail(house, "b")]
    )
    one = a_client(house)
    hook = a_webhook(one, house)
    assert_queries(
        browser,
        CLIENTS,
        5,
        add_two=lambda: [a_webhook(a_client(house), house), a_webhook(a_client(house), house)],
    )
    a_delivery(hook, house)
    assert_queries(
        browser, f"{CLIENTS}{one.pk}/", 6,
        add_two=lambda: [a_delivery(hook, house, 2), a_delivery(hook, house, 3)],
    )  # fmt: skip
    assert_queries(
        browser, f"{URL}webhooks/{hook.pk}/", 5,
        add_two=lambda: [a_delivery(hook, house, 4), a_delivery(hook, house, 5)],
    )  # fmt: skip
