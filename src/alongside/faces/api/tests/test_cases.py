"""Cases over the API."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.domain.cases.models import Case

NEW = {
    "node": "GLT",
    "kind": "complaint",
    "category": "complaint/quality",
    "title": "漏水",
    "words": "卫生间漏水",
    "channel": "wechat",
}


def test_a_case_goes_its_whole_way(ask):
    """CAS-3: each verb is named like the action."""
    opened = ask.post("/cases", NEW)
    assert opened.status_code == 201, opened.content.decode()
    number = opened.json()["number"]
    way = [
        ("acknowledge_case", {}, "acknowledged"),
        ("start_investigation", {}, "investigating"),
        ("propose_solution", {"words": "重做防水"}, "proposed"),
        ("agree_proposal", {"words": "可以"}, "agreed"),
        ("start_handling", {}, "handling"),
        ("resolve_case", {"words": "修好了"}, "resolved"),
        ("confirm_case", {"words": "好了"}, "closed"),
    ]
    for verb, body, state in way:
        answer = ask.post(f"/cases/{number}/{verb}", body)
        assert (answer.status_code, answer.json().get("state")) == (200, state), answer.content
    rated = ask.post(f"/cases/{number}/rate_case", {"rating": 5})
    assert rated.json()["rating"] == 5
    story = ask.get(f"/cases/{number}/story").json()
    assert [one["words"] for one in story["entries"] if one["kind"] == "message"][:1] == ["卫生间漏水"]


def test_a_list_is_filtered_and_paged(house, ask):
    numbers = [house.case(title=f"第{n}件").number for n in range(5)]
    house.case("YQF")
    first = ask.get("/cases", {"limit": 2, "kind": "complaint", "open": "true"}).json()
    second = ask.get("/cases", {"limit": 9, "after": first["next"]}).json()
    assert [one["number"] for one in first["items"] + second["items"]] == sorted(numbers, reverse=True)
    assert second["next"] == ""
    assert ask.get("/cases", {"state": ["closed", "archived"]}).json()["items"] == []


def test_a_list_costs_the_same_however_many(house, ask, django_assert_num_queries):
    """CAS-16: bounded, in queries as in rows."""
    house.case()
    ask.get("/cases")
    with django_assert_num_queries(7):
        assert len(ask.get("/cases").json()["items"]) == 1
    house.case()
    house.case()
    with django_assert_num_queries(7):
        assert len(ask.get("/cases").json()["items"]) == 3


def test_the_later_of_two_is_told_what_changed(house, ask):
    """CAS-16: nothing is overwritten silently."""
    case = house.case()
    seen = ask.get(f"/cases/{case.number}").headers["ETag"]
    assert ask.patch(f"/cases/{case.number}", {"severity": 1}, If_Match=seen).status_code == 200
    late = ask.patch(f"/cases/{case.number}", {"title": "另一个"}, If_Match=seen)
    assert late.status_code == 409
    assert late.json()["changes"] == ["case.changed"]
    assert late.headers["Content-Type"] == "application/problem+json"
    assert Case.objects.get(pk=case.pk).title == "卫生间漏水"


def test_files_come_with_words_and_go_out_again(house, ask, stranger, tmp_path, settings):
    """INF-8: served only to who may see what they are about."""
    case = house.case()
    upload = SimpleUploadedFile("说明.txt", "漏水的经过".encode(), content_type="text/plain")
    sent = ask.upload(f"/cases/{case.number}/add_note", {"words": "见附件"}, upload)
    assert sent.status_code == 201, sent.content
    [kept] = sent.json()["files"]
    assert kept["name"] == "说明.txt"


def test_a_transfer_needs_the_receivers_word(house, ask):
    """CAS-5: who accepts is named, and must be who was asked."""
    case = house.case()
    offer = ask.post(f"/cases/{case.number}/offer_transfer", {"staff": "xu", "reason": "休假"})
    assert offer.status_code == 201, offer.content
    address = f"/transfers/{offer.json()['id']}/accept_transfer"
    assert ask.post(address, {"staff": "lin"}).status_code == 403
    assert ask.post(address, {"staff": "song"}).json()["field"] == "staff"
    assert ask.post(address, {"staff": "xu"}).json()["state"] == "accepted"
    assert ask.get(f"/cases/{case.number}").json()["owner"] == "xu"


def test_another_department_helps(house, ask):
    """CAS-5: the owner stays."""
    case = house.case()
    task = ask.post(
        f"/cases/{case.number}/ask_cooperation",
        {
            "department": "engineering",
            "title": "查漏",
            "words": "请今天到场",
            "due_at": "2099-01-01T09:00:00+08:00",
        },
    )
    assert task.status_code == 201, task.content
    done = ask.post(f"/tasks/{task.json()['id']}/accept_task", {"staff": "he"})
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
