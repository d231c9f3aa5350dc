"""Personal data kept with care, whoever asks for it by which program (INF-2, INF-4, INF-5, ORG-8, ORG-9)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alongside.domain.cases.models import PrivacyRequest
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Incident, SecurityCourse, SecurityPolicy, Undertaking
from alongside.domain.privacy.models import LegalHold
from alongside.domain.work.actions.exporting import ask_export, write_export
from alongside.domain.work.models import Approval, ExportRun
from alongside.faces.api.tests.bodies import BODIES
from alongside.kernel.models import AccessLine, JournalEntry

PHONE = "13812344420"
ASKED = {"staff": "lin", "kind": "customers", "node": "GLT", "reason": "月度复盘", "format": "csv"}


@pytest.fixture
def strict(company):
    """The company lets nobody near customers before they have signed and learnt; 林 has not."""
    now = timezone.now()
    SecurityPolicy.objects.create(clearance_required=True)
    Undertaking.objects.create(version=1, text={"zh-hans": "我只为工作查看。"}, published_at=now)
    SecurityCourse.objects.create(version=1, pages=[], questions=[], published_at=now)
    return company


def bytes_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_request_goes_its_way_signed_by_persons(company):
    """INF-4: received, verified, decided, ended."""
    ask, who = company.ask, f"/customers/{company.things['customers']}"
    asked = ask.post(f"{who}/request_own_data", {"right": "copy", "channel": "letter"})
    assert asked.status_code == 201, asked.content.decode()
    address = f"/privacy_requests/{asked.json()['id']}"
    assert ask.post(f"{address}/carry_out_request", {"staff": "lin"}).status_code == 422
    ask.post(f"{address}/verify_identity", {"staff": "lin", "how": "document"})
    done = ask.post(f"{address}/carry_out_request", {"staff": "lin"}).json()
    assert [one["code"] for one in done["steps"] if one["is_done"]] == [
        "received",
        "verified",
        "decided",
        "ended",
    ]
    kept = PrivacyRequest.objects.get(pk=asked.json()["id"])
    assert kept.verified_by == kept.decided_by == company.house.people["lin"]
    open_ones = [one["id"] for one in ask.get("/privacy_requests").json()["items"]]
    assert asked.json()["id"] not in open_ones
    assert asked.json()["id"] in [
        one["id"] for one in ask.get("/privacy_requests", {"open": "false"}).json()["items"]
    ]


def test_erasing_ends_in_a_certificate_that_names_nobody(company):
    """INF-4"""
    ask = company.ask
    made = ask.post("/customers", {"node": "GLT", "name": "欧阳雪鸿", "phone": "13900001234"}).json()["id"]
    asked = ask.post(f"/customers/{made}/request_own_data", {"right": "delete", "channel": "letter"}).json()
    address = f"/privacy_requests/{asked['id']}"
    ask.post(f"{address}/verify_identity", {"staff": "lin", "how": "document"})
    begun = ask.post(f"{address}/carry_out_request", {"staff": "lin", "ground": "withdrawn"}).json()
    assert (begun["done_at"], begun["erasure"]) != (None, None)
    certificate = ask.get(f"/erasures/{begun['erasure']}").json()
    assert certificate["state"] == "begun"
    assert "欧阳雪鸿" not in str(certificate)
    done = ask.get(f"/erasures/{company.things['erasures']}").json()
    assert done["checksum"] and done["deleted"]


def test_a_hold_is_placed_and_lifted_in_somebodys_name(company):
    """INF-5"""
    ask, number = company.ask, company.things["cases"]
    held = ask.post(f"/cases/{number}/hold_case", {"staff": "lin", "matter": "(2026)浙0106民初1号"}).json()
    assert (held["case"], held["placed_by"]) == (number, "lin")
    lifted = ask.post(f"/legal_holds/{held['id']}/lift_hold", {"staff": "xu"}).json()
    assert lifted["lifted_by"] == "xu"
    assert LegalHold.objects.get(pk=held["id"]).placed_by == company.house.people["lin"]


def test_how_long_records_are_kept_is_told_at_the_top_only(company):
    """INF-5, ORG-3: it counts everybody's records."""
    assert company.ask.get("/retention").status_code == 403
    assert company.house.client_of("G").get("/retention").json() == {"items": []}


def test_an_export_is_asked_written_and_fetched_in_somebodys_name(company):
    """CUS-10: only through the program that asked, by who asked."""
    ask, house = company.ask, company.house
    asked = ask.post("/exports", ASKED, Idempotency_Key="e-1").json()
    assert (asked["state"], asked["asked_by"], asked["is_masked"]) == ("writing", "lin", True)
    assert ask.post("/exports", ASKED, Idempotency_Key="e-1").json()["id"] == asked["id"]
    fetch = f"/exports/{asked['id']}/fetch_export"
    assert ask.post(fetch, {"staff": "lin"}).status_code == 422
    write_export(asked["id"], now=timezone.now())
    assert ask.get(f"/exports/{asked['id']}").json()["state"] == "ready"
    for _twice in range(2):  # a file is fetched anew, whatever the key
        file = ask.post(fetch, {"staff": "lin"}, Idempotency_Key="e-2")
        body = bytes_of(file).decode("utf-8-sig")
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert "4420" in body and PHONE not in body and "Lin" in body
    assert ExportRun.objects.get(pk=asked["id"]).fetched == 2
    assert ask.post(fetch, {"staff": "xu"}).status_code == 403
    other = house.client_of("GLT")
    assert other.post(fetch, {"staff": "lin"}).status_code == 404
    assert other.get("/exports").json()["items"] == []
    assert AccessLine.objects.filter(act="export", about_id=asked["id"]).exists()


def test_an_export_of_cases_takes_the_conditions_of_their_list(company):
    """CUS-10"""
    ask = company.ask
    body = ASKED | {"kind": "cases", "cases": {"kind": ["praise"]}}
    assert ask.post("/exports", body).json()["detail"] == "There is nothing to export."
    made = ask.post("/exports", body | {"cases": {"kind": ["complaint"]}}).json()
    listed = ask.get("/cases?kind=complaint").json()["items"]
    assert made["expected"] == len(listed) > 1


def test_what_a_desk_asked_for_a_program_neither_sees_nor_fetches(company):
    """INF-2"""
    given = {"node": company.house.nodes["GLT"], "reason": "年审", "now": timezone.now()}
    conditions = {"node": given["node"].pk}
    run = ask_export("customers", by=company.house.acting("lin"), conditions=conditions, **given)
    assert company.ask.get(f"/exports/{run.pk}").status_code == 404


def test_one_program_is_not_four_eyes(company):
    """ORG-9: what a program asked for in one name it cannot allow in another; at the desk somebody can."""
    ask = company.ask
    asked = ask.post("/exports", ASKED | {"is_masked": False}).json()
    assert asked["state"] == "waiting"
    approval = Approval.objects.get(about_kind="exportrun", about_id=asked["id"])
    refused = ask.post(f"/approvals/{approval.pk}/decide_approval", {"staff": "xu", "is_yes": True})
    assert (refused.status_code, approval.steps.get().is_yes) == (403, None)
    [told] = [one for one in ask.get("/approvals").json()["items"] if one["id"] == approval.pk]
    assert told["is_for_the_desk"]


def test_what_waits_for_somebody_is_told_and_their_answer_taken(company):
    """ORG-9: not by who asked, and a no needs words."""
    ask, waiting = company.ask, company.things["approvals"]
    address = f"/approvals/{waiting}/decide_approval"
    mine = {name: ask.get("/approvals", {"staff": name}).json()["items"] for name in ("lin", "xu")}
    assert waiting in [one["id"] for one in mine["lin"]]
    assert waiting not in [one["id"] for one in mine["xu"]]
    assert ask.post(address, {"staff": "xu", "is_yes": True}).status_code == 403
    assert ask.post(address, {"staff": "lin", "is_yes": False}).json()["field"] == "words"
    decided = ask.post(address, {"staff": "lin", "is_yes": True}).json()
    assert (decided["state"], decided["steps"][0]["by"]) == ("approved", "lin")
    entry = JournalEntry.objects.filter(kind="approval.approved").order_by("-pk").first()
    assert entry.facts["client"] == str(ask.client.pk)
    reader = company.house.client_of("GLT", "reader")
    assert reader.get("/approvals").json()["items"] == []


@pytest.mark.parametrize("operation", ["ask_export", "verify_identity", "hold_customer", "record_attempt"])
def test_nobody_is_acted_for_who_has_not_signed_and_learnt(strict, operation):
    """ORG-8: a program gets for them what the desk would give: nothing."""
    paths = {
        "ask_export": "/exports",
        "verify_identity": f"/privacy_requests/{strict.things['privacy_requests']}/verify_identity",
        "hold_customer": f"/customers/{strict.things['customers']}/hold_customer",
        "record_attempt": f"/cases/{strict.things['cases']}/record_attempt",
    }
    refused = strict.ask.post(paths[operation], BODIES[operation])
    assert refused.status_code == 403
    assert "undertaking" in refused.json()["detail"]


def test_an_export_stops_when_who_asked_loses_their_clearance(company):
    """ORG-8: it is written with what they may see then, and a file of before is not handed out any more."""
    ask = company.ask
    ready, late = (ask.post("/exports", ASKED).json()["id"] for _two in range(2))
    write_export(ready, now=timezone.now())
    now = timezone.now()
    SecurityPolicy.objects.create(clearance_required=True)
    Undertaking.objects.create(version=1, text={"zh-hans": "我只为工作查看。"}, published_at=now)
    assert write_export(late, now=now).state == "stopped"
    assert ask.post(f"/exports/{ready}/fetch_export", {"staff": "lin"}).status_code == 403
    assert ask.get("/approvals", {"staff": "lin"}).json()["items"] == []


def test_nobody_is_acted_for_who_lacks_the_second_factor_they_must_have(company):
    """INF-6"""
    long_ago = timezone.now() - timedelta(days=100)
    SecurityPolicy.objects.create(second_factor_for=["export_customers"], second_factor_since=long_ago)
    refused = company.ask.post("/exports", ASKED)
    assert (refused.status_code, "second factor" in refused.json()["detail"]) == (403, True)


def test_an_incident_is_registered_with_its_deadline(company):
    """INF-9: by a person whom the client may name."""
    known = timezone.now() - timedelta(minutes=5)
    body = {
        "node": "GLT",
        "severity": "personal_data",
        "words": "误发",
        "known_at": known.isoformat(),
        "staff": "lin",
    }
    made = company.ask.post("/incidents", body)
    assert made.status_code == 201, made.content.decode()
    incident = Incident.objects.get(pk=made.json()["id"])
    assert datetime.fromisoformat(made.json()["due_at"]) == incident.due_at > incident.known_at
    assert company.stranger.post("/incidents", body).json()["field"] == "node"


def test_the_number_is_in_no_answer_that_did_not_say_why(company):
    """INF-2: every reading operation about her, masked."""
    whose = f"/customers/{company.things['customers']}"
    assert Customer.objects.filter(contact_points__masked__endswith="4420").exists()
    for path in (
        "",
        "/needs",
        "/household",
        "/authorities",
        "/vehicles",
        "/consents",
        "/value",
        "/merges",
        "/alerts",
    ):
        answer = company.ask.get(f"{whose}{path}")
        assert answer.status_code == 200, path
        assert PHONE not in answer.content.decode(), path
