"""Progress reports and notices of change over the API (JRN-6)."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.domain.bulletins.models import Recipient
from alongside.domain.bulletins.samples import a_notice_of_change, a_photo, published


def test_a_report_is_written_with_its_pictures_and_published_once(company):
    """JRN-6: the count that was shown is the count that is told; a second publishing is refused."""
    ask, home = company.ask, company.house.units["GLT"]
    photo = SimpleUploadedFile("a.jpg", a_photo().read(), content_type="image/jpeg")
    given = {
        "estate": home.estate_id,
        "kind": "progress",
        "title": "外墙涂料完成",
        "words": "南立面完成。",
        "percent": 78,
        "buildings": [home.building_id],
    }
    draft = ask.upload("/bulletins", given, [photo])
    assert draft.status_code == 201, draft.content
    one = draft.json()
    assert (one["state"], one["would_reach"], one["reading"]) == ("draft", 1, None)
    address = f"/bulletins/{one['id']}"
    assert ask.post(f"{address}/publish_bulletin", {"expected": 9}).status_code == 409
    out = ask.post(f"{address}/publish_bulletin", {"expected": 1}).json()
    assert (out["state"], out["audience_count"], out["reading"]["told"]) == ("published", 1, 1)
    assert ask.post(f"{address}/publish_bulletin", {"expected": 1}).status_code == 422
    assert ask.get("/bulletins?state=published&kind=progress").json()["items"][0]["id"] == one["id"]
    assert ask.post("/bulletins", given | {"percent": 101}).status_code == 422
    assert ask.post("/bulletins", given | {"buildings": [999_999]}).json()["field"] == "buildings"
    reader = company.house.client_of("GLT", "reader")
    assert reader.post(f"{address}/publish_bulletin", {"expected": 1}).status_code == 404


def test_figures_are_the_rows_that_they_open_into(company):
    """JRN-6"""
    home, now = company.house.units["GLT"], timezone.now()
    notice = published(a_notice_of_change(home.estate, now=now, buildings=[home.building]), now=now)
    recipient = Recipient.objects.get(bulletin=notice)
    address = f"/bulletins/{notice.pk}"
    for shown, count in company.ask.get(address).json()["reading"].items():
        rows = company.ask.get(f"{address}/recipients?shown={shown}").json()["items"]
        assert len(rows) == count, shown
    [row] = company.ask.get(f"{address}/recipients").json()["items"]
    assert (row["customer"], row["acknowledged_at"]) == (recipient.customer_id, None)
    assert company.ask.get(f"{address}/recipients?after=zzz").status_code == 422
    assert company.ask.get(f"{address}/recipients?shown=zzz").status_code == 422
