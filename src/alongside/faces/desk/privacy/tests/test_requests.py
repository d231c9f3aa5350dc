"""Requests, holds and retention at the desk (INF-4, INF-5)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alongside.domain.cases.models import PrivacyRequest
from alongside.domain.customers.samples import a_customer
from alongside.domain.privacy.actions import carry_out_erasure
from alongside.domain.privacy.models import Erasure, LegalHold, PersonalCopy, RetentionRule
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.models import AccessCut

URL = "/desk/privacy/"


@pytest.fixture
def zhou(house):
    return a_customer(node=house.project, now=house.now, unit=house.unit)


@pytest.fixture
def as_supervisor(client, house):
    return signed_in(client, house.supervisor)


def asked(as_supervisor, zhou, right: str) -> PrivacyRequest:
    given = {"right": right, "channel": "phone", "words": "请删除"}
    assert as_supervisor.post(f"/desk/customers/{zhou.pk}/privacy/ask/", given).status_code == 302
    return PrivacyRequest.objects.get()


def act(as_supervisor, one, verb, **given) -> int:
    return as_supervisor.post(f"{URL}requests/{one.pk}/{verb}/", given).status_code


def test_a_request_is_guided_step_by_step(as_supervisor, zhou):
    """INF-4: nothing is offered before somebody has made sure who asks."""
    one = asked(as_supervisor, zhou, "copy")
    page = as_supervisor.get(f"{URL}requests/{one.pk}/").content.decode()
    assert "/verify/" in page and "/carry-out/" not in page
    assert act(as_supervisor, one, "carry-out") == 422
    assert act(as_supervisor, one, "verify", how="call_back") == 302
    page = as_supervisor.get(f"{URL}requests/{one.pk}/").content.decode()
    assert "/carry-out/" in page and "/verify/" not in page
    assert act(as_supervisor, one, "carry-out", answer="") == 302
    assert PersonalCopy.objects.get().customer_id == zhou.pk
    running, _answered, ended = as_supervisor.get(URL).content.decode().partition('id="h-answered"')
    assert one.case.number not in running and one.case.number in ended


def test_erasing_is_refused_under_hold_and_ends_in_a_certificate(as_supervisor, house, zhou):
    one = asked(as_supervisor, zhou, "delete")
    act(as_supervisor, one, "verify", how="document")
    hold = f"/desk/customers/{zhou.pk}/privacy/hold/"
    assert as_supervisor.post(hold, {"matter": "(2026)浙01民初77号"}).status_code == 302
    refused = as_supervisor.post(
        f"{URL}requests/{one.pk}/carry-out/", {"ground": "withdrawn", "words": "matched"}
    )
    assert refused.status_code == 422 and "民初77号" in refused.content.decode()
    assert "民初77号" in as_supervisor.get(f"{URL}holds/").content.decode()
    assert as_supervisor.post(f"{URL}holds/{LegalHold.objects.get().pk}/lift/").status_code == 302
    assert act(as_supervisor, one, "carry-out", ground="withdrawn", words="matched") == 302
    erasure = carry_out_erasure(Erasure.objects.get().pk, now=timezone.now())
    page = as_supervisor.get(f"{URL}certificates/{erasure.pk}/").content.decode()
    assert erasure.checksum in page and "周敏" not in page
    assert as_supervisor.get(f"{URL}certificates/{erasure.pk}/pdf/").content.startswith(b"%PDF")
    assert erasure.reference in as_supervisor.get(f"/desk/customers/{zhou.pk}/privacy/").content.decode()


def test_refusing_needs_words(as_supervisor, zhou):
    one = asked(as_supervisor, zhou, "see")
    assert act(as_supervisor, one, "refuse", words="") == 422
    assert act(as_supervisor, one, "refuse", words="无法核实身份") == 302


def test_a_stranger_learns_nothing(as_supervisor, client, house, zhou):
    """ORG-3"""
    one = asked(as_supervisor, zhou, "delete")
    as_supervisor.post(f"/desk/customers/{zhou.pk}/privacy/hold/", {"matter": "秘密案由"})
    as_stranger = signed_in(client.__class__(), house.stranger)
    for path in (
        f"{URL}requests/{one.pk}/",
        f"{URL}requests/{one.pk}/refuse/",
        f"/desk/customers/{zhou.pk}/privacy/ask/",
    ):
        assert as_stranger.get(path).status_code == 404
    assert act(as_stranger, one, "verify", how="document") == 404
    assert as_stranger.post(f"{URL}holds/{LegalHold.objects.get().pk}/lift/").status_code == 404
    for path in (URL, f"{URL}holds/"):
        page = as_stranger.get(path).content.decode()
        assert one.case.number not in page and "秘密案由" not in page


def test_retention_shows_what_would_go_and_is_changed(as_supervisor):
    """INF-5"""
    rule = RetentionRule.objects.create(kind="mails", days=180, reason={"zh-hans": "六个月"})
    page = as_supervisor.get(f"{URL}retention/").content.decode()
    assert "六个月" in page and "180" in page
    changed = {"days": "200", "is_active": "on", "seen": "1"}
    assert as_supervisor.post(f"{URL}retention/{rule.pk}/", changed).status_code == 302
    rule.refresh_from_db()
    assert rule.days == 200
    assert as_supervisor.post(f"{URL}retention/{rule.pk}/", {"days": "0", "seen": "2"}).status_code == 422


def test_where_the_access_log_was_cut_stands_there_with_its_seal(as_supervisor, house):
    """INF-3, INF-5: a record that nobody of ours sealed is named."""
    assert "访问日志的清理记录" not in as_supervisor.get(f"{URL}retention/").content.decode()
    AccessCut.objects.create(
        id=1, before=house.now, last_block=1, last_line=40, line_count=40, follows=b"", key_id="a1", mac=b"x"
    )
    page = as_supervisor.get(f"{URL}retention/")
    assert [(one.last_line, is_proven) for one, is_proven in page.context["cuts"]] == [(40, False)]
    assert "封存无效" in page.content.decode()
