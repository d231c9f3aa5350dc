"""Facts go out to a real server on loopback, signed, until they are taken."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.utils import timezone

from alongside.domain.cases.actions import handling
from alongside.domain.organisation.actions import webhooks
from alongside.domain.organisation.actions.clients import revoke_client
from alongside.domain.organisation.models import Webhook, WebhookDelivery
from alongside.domain.organisation.queries import is_awaited
from alongside.domain.work.models import Notice
from alongside.faces.api.tests.house import build_house
from alongside.faces.api.tests.receiver import open_receiver
from alongside.kernel.actor import SYSTEM
from alongside.kernel.journal import reactions_to
from alongside.kernel.models import JournalEntry
from alongside.kernel.outgoing import Answer, post

ROOT = Path(__file__).resolve().parents[5]


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    kept, server = open_receiver()
    yield kept
    kept.hold.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(transactional_db, receiver):
    """The house, its client, and the secret of the client's webhook for opened cases."""
    house = build_house()
    ask = house.client_of("GLT")
    made = ask.post("/webhooks", {"url": receiver.url, "events": ["case.opened", "case.acknowledged"]})
    assert made.status_code == 201, made.content
    return house, ask, made.json()["secret"]


def later(**by: int) -> None:
    """Let the waiting deliveries and their jobs be due."""
    WebhookDelivery.objects.filter(state="queued").update(next_try_at=timezone.now() - timedelta(**by))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


def test_a_fact_arrives_signed_and_without_names(told, receiver, work_off):
    house, ask, secret = told
    case = house.case(words="我的电话是13812344420")
    work_off()
    [(headers, body)] = receiver.came
    sent = json.loads(body)
    assert sent["event"] == headers["X-Alongside-Event"] == "case.opened"
    assert sent["about"] == {"kind": "case", "id": case.number}
    assert sent["id"] == headers["X-Alongside-Delivery"]
    for private in ("周敏", "漏水", "13812344420", house.people["lin"].name):
        assert private not in body.decode()
    expected = hmac.new(
        secret.encode(), headers["X-Alongside-Timestamp"].encode() + b"." + body, hashlib.sha256
    )
    assert headers["X-Alongside-Signature"] == f"sha256={expected.hexdigest()}"
    [line] = ask.get(f"/webhooks/{Webhook.objects.get().pk}/deliveries").json()["items"]
    assert (line["state"], line["response_status"], line["response_excerpt"]) == ("sent", 200, "answered 200")


def test_only_what_the_client_sees_and_asked_for_is_told(told, receiver, work_off):
    """ORG-3: the other project's case is nobody's business, nor is an event that was not asked for."""
    house, _ask, _secret = told
    house.case("YQF")
    case = house.case()
    now = timezone.now()
    handling.acknowledge_case(case, by=house.acting("lin"), now=now)
    handling.start_investigation(case, by=house.acting("lin"), now=now)
    work_off()
    heard = [(json.loads(body)["event"], json.loads(body)["about"]["id"]) for _headers, body in receiver.came]
    assert sorted(heard) == [("case.acknowledged", case.number), ("case.opened", case.number)]


def test_where_nobody_listens_no_job_is_made(house):
    """The journal asks first, so that a fact costs nothing more."""
    assert not is_awaited("case.opened")
    assert not [name for name in reactions_to("case.opened") if "tell_clients" in name]


def test_a_failure_is_tried_again(told, receiver, work_off):
    house, _ask, _secret = told
    receiver.answers = [500]
    house.case()
    work_off()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.response_status) == ("queued", 1, 500)
    assert delivery.next_try_at > timezone.now()
    assert Webhook.objects.get().failing_since is not None
    later(seconds=1)
    work_off()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("sent", 2)
    assert Webhook.objects.get().failing_since is None
    assert len({headers["X-Alongside-Delivery"] for headers, _body in receiver.came}) == 1


def test_a_redirect_is_not_followed(told, receiver, work_off):
    house, _ask, _secret = told
    receiver.answers = [302]
    receiver.headers = {"Location": receiver.url}
    house.case()
    work_off()
    assert len(receiver.came) == 1
    assert WebhookDelivery.objects.get().response_status == 302


def test_after_the_last_try_it_is_given_up_and_may_be_sent_again(told, receiver, work_off):
    house, ask, _secret = told
    receiver.answers = [500] * webhooks.MOST_TRIES
    house.case()
    for _n in range(webhooks.MOST_TRIES):
        later(seconds=1)
        work_off()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.tries) == ("parked", webhooks.MOST_TRIES)
    again = ask.post(f"/webhooks/{delivery.webhook_id}/deliveries/{delivery.pk}/redeliver")
    assert again.status_code == 200
    work_off()
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_long_failure_switches_it_off_and_the_journal_tells(told, receiver, work_off):
    house, ask, _secret = told
    house.case()
    work_off()
    delivery = WebhookDelivery.objects.get()
    now = timezone.now()
    for days in (0, 2, 4):
        delivery.tries, delivery.state = 1, "queued"
        webhooks.note_answer(delivery, Answer(None, error="refused"), now=now + timedelta(days=days))
    webhook = Webhook.objects.get()
    assert (webhook.is_active, webhook.disabled_at) == (False, now + timedelta(days=4))
    assert JournalEntry.objects.filter(kind="webhook.disabled", about_id=webhook.pk).count() == 1
    assert not is_awaited("case.opened")
    work_off()
    told_of_it = set(Notice.objects.filter(kind="webhook.disabled").values_list("staff__username", flat=True))
    assert told_of_it == {"lin", "xu", "he", "wei"}  # who manages the system there or above, nobody beside
    ask.patch(f"/webhooks/{webhook.pk}", {"is_active": True})
    assert is_awaited("case.opened")


def test_a_revoked_client_hears_nothing_more(told, receiver, work_off):
    house, ask, _secret = told
    house.case()
    revoke_client(ask.client, by=SYSTEM, now=timezone.now())
    house.case()
    work_off()
    assert receiver.came == []


def test_a_delivery_whose_job_was_lost_is_found(told, receiver, work_off):
    house, _ask, _secret = told
    house.case()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [webhooks.JOB])
    work_off()  # the reaction writes the row and its job
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    WebhookDelivery.objects.update(state="queued", next_try_at=timezone.now() - timedelta(minutes=5), tries=0)
    receiver.came.clear()
    assert webhooks.requeue_deliveries(now=timezone.now()) == 1
    assert webhooks.requeue_deliveries(now=timezone.now()) == 1  # once in line, however often asked
    work_off()
    assert len(receiver.came) == 1


def test_a_worker_killed_in_the_middle_loses_nothing(told, receiver, work_off):
    """SIGKILL while the other side makes us wait; another worker sends it."""
    house, _ask, _secret = told
    receiver.hold.clear()
    house.case()
    database = connection.settings_dict
    address = "postgresql://{USER}:{PASSWORD}@/{NAME}?host={HOST}&port={PORT}".format(**database)
    worker = subprocess.Popen(
        [sys.executable, "-m", "alongside.faces.cli", "work", "--concurrency", "2"],
        cwd=ROOT,
        env=os.environ
        | {
            "PYTHONPATH": "src",
            "DATABASE_URL": address,
            "WEBHOOK_PRIVATE_ADDRESSES": "1",
            "LOG_LEVEL": "error",
            "SECRET_KEY": live_settings.SECRET_KEY,
        },
    )
    try:
        assert receiver.arrived.wait(40)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    receiver.hold.set()
    time.sleep(0.2)
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.tries) == ("queued", 1)
    WebhookDelivery.objects.update(next_try_at=timezone.now() - timedelta(minutes=2))
    webhooks.requeue_deliveries(now=timezone.now())
    work_off()
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert {headers["X-Alongside-Delivery"] for headers, _body in receiver.came} == {str(delivery.pk)}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x",
        "ftp://example.com",
        "https://",
        "https://127.0.0.1/x",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://user:secret@example.com/",
        "https://exa mple.com/",
        "javascript:alert(1)",
        "https://example.com:99999/",
    ],
)
def test_an_address_that_must_not_be_called_is_refused(ask, url):
    refused = ask.post("/webhooks", {"url": url, "events": ["*"]})
    assert (refused.status_code, refused.json()["field"]) == (422, "url")


def test_a_name_that_points_inside_is_not_called(settings):
    """Whatever the name said when the webhook was added, each call looks at where it leads."""
    settings.WEBHOOK_PRIVATE_ADDRESSES = False
    answer = post("https://localhost:9/x", b"{}", {})
    assert answer.status is None
    assert "private" in answer.error


def test_an_answer_that_comes_drop_by_drop_is_cut(receiver):
    receiver.hold.clear()
    began = time.monotonic()
    answer = post(receiver.url, b"{}", {}, seconds=0.5)
    assert answer.status is None
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("events", [["case.opened", "*"], ["nothing.such"]])
def test_events_that_are_none_are_refused(ask, events):
    refused = ask.post("/webhooks", {"url": "https://example.com", "events": events})
    assert (refused.status_code, refused.json()["field"]) == (422, "events")


def test_the_secret_is_told_once(ask):
    made = ask.post("/webhooks", {"url": "https://example.com", "events": ["*"]}).json()
    assert made["secret"]
    assert "secret" not in ask.get("/webhooks").json()["items"][0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM organisation_webhook")
        assert made["secret"] not in cursor.fetchone()[0]


def test_no_more_than_so_many(ask):
    for n in range(webhooks.MOST_WEBHOOKS):
        ask.post("/webhooks", {"url": f"https://example.com/{n}", "events": ["*"]})
    assert ask.post("/webhooks", {"url": "https://example.com", "events": ["*"]}).status_code == 422
