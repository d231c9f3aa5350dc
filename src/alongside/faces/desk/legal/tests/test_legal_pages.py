"""The pages of legal matters, from the case to the end (CAS-17)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.domain.cases.actions.legal.opening import open_matter
from alongside.domain.cases.models import LegalMatter
from alongside.domain.cases.samples import a_case


@pytest.fixture
def case(cast):
    now = timezone.now()
    return a_case(node=cast.project, now=now, by=cast.agent, customer=cast.customer.customer)


@pytest.fixture
def matter(cast, case):
    return open_matter(
        case, kind="lawsuit", our_side="defendant", title="漏水赔偿纠纷", by=cast.legal, now=timezone.now()
    )


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.legal.staff)
    return client


def test_leads_from_the_findings_of_a_case_through_court_to_its_end(officer, case):
    """CAS-17, without JavaScript; the waiting list leads to it."""
    findings = officer.get(f"/desk/cases/{case.number}/findings/").content.decode()
    start = f"/desk/legal/open/{case.number}/"
    assert start in findings
    said = {"kind": "lawsuit", "our_side": "defendant", "title": "漏水赔偿纠纷", "once_key": "x"}
    url = officer.post(start, said).url
    assert officer.post(start, said).url == url
    assert url in officer.get(f"/desk/cases/{case.number}/findings/").content.decode()
    today = timezone.localdate().isoformat()
    at = (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    for step, given in [
        ("claims", {"is_ours": "0", "words": "赔偿损失", "amount": "6000"}),
        (
            "documents",
            {"kind": "contract", "words": "合同", "files": SimpleUploadedFile("a.txt", b"x", "text/plain")},
        ),
        ("days", {"kind": "hearing", "at": at}),
        ("costs", {"case": case.pk, "kind": "court_fee", "amount": "50", "on": today, "words": "诉讼费"}),
        ("file_matter", {"on": today, "body_name": "西湖区法院", "seen": 1}),
        ("judge_matter", {"on": today, "outcome": "lost", "words": "赔三千", "seen": 2}),
    ]:
        answer = officer.post(f"{url}{step}/", given)
        assert answer.status_code == 302, (step, answer.context["form"].errors)
    page = officer.get(url).content.decode()
    for words in ("西湖区法院", "赔偿损失", "6,000.00", "诉讼费", "赔三千", "a.txt"):
        assert words in page, words
    assert url in officer.get("/desk/waiting/").content.decode()
    assert "漏水赔偿纠纷" in officer.get("/desk/legal/").content.decode()


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("file_matter", {"on": "1700-01-01", "body_name": "法院", "seen": "1"}),
        ("file_matter", {"on": "2999-01-01", "body_name": "法院", "seen": "1"}),
        ("judge_matter", {"on": "2026-01-01", "outcome": "won", "words": "x", "seen": "1"}),
        ("claims", {"is_ours": "7", "words": "x", "amount": "-1"}),
        ("days", {"kind": "party", "at": "yesterday"}),
        ("costs", {"case": "999999999", "kind": "indirect", "amount": "1e99", "on": "", "words": ""}),
        ("cases", {"case": "GLT-0000-0000\x00"}),
        ("give", {"to": "0", "seen": "1"}),
    ],
)
def test_refuses_what_makes_no_sense_and_keeps_the_form(officer, matter, step, given):
    """CAS-17"""
    assert officer.post(f"/desk/legal/{matter.number}/{step}/", given).status_code == 422
    assert LegalMatter.objects.get().state == "prepared"


def test_is_read_by_management_and_not_there_for_strangers(client, cast, case, matter):
    """ORG-3"""
    url = f"/desk/legal/{matter.number}/"
    client.force_login(cast.manager.staff)
    page = client.get(url)
    assert page.status_code == 200 and "file_matter" not in page.content.decode()
    assert client.post(f"{url}file_matter/", {}).status_code == 403
    client.force_login(cast.other_supervisor.staff)
    assert client.get(url).status_code == 404
    assert "漏水赔偿纠纷" not in client.get("/desk/legal/").content.decode()
    client.force_login(cast.agent.staff)
    assert client.get(url).status_code == 403
    assert matter.title not in client.get(f"/desk/cases/{case.number}/findings/").content.decode()


def test_a_stale_page_is_told_and_overwrites_nothing(officer, matter):
    """CAS-16"""
    url = f"/desk/legal/{matter.number}/file_matter/"
    given = {"on": timezone.localdate().isoformat(), "body_name": "法院", "seen": "9"}
    assert officer.post(url, given).status_code == 409
