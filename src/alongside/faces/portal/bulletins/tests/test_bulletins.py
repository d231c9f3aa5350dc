"""What owners see of construction and changes on their phone (JRN-6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.bulletins.actions import add_photos, arrange_photos, withdraw_bulletin
from alongside.domain.bulletins.models import Recipient
from alongside.domain.bulletins.samples import a_notice_of_change, a_photo, a_progress_report, published
from alongside.domain.customers.actions import end_unit_relation
from alongside.domain.estates.samples import a_building, a_unit
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(house):
    """On 8栋, with two pictures, the second of which comes first."""
    draft = a_progress_report(house.home.estate, now=house.now, buildings=[house.home.building])
    photos = add_photos(draft, photos=[a_photo("a.jpg"), a_photo("b.jpg")], by=SYSTEM, now=house.now)
    order = [(photos[1].pk, "18层楼面"), (photos[0].pk, "")]
    arrange_photos(draft, order=order, by=SYSTEM, now=house.now)
    return published(draft, now=house.now)


@pytest.fixture
def notice(house):
    return published(
        a_notice_of_change(house.home.estate, now=house.now, buildings=[house.home.building]), now=house.now
    )


def test_the_building_grows_in_pictures_and_reading_is_noted(as_zhou, house, report) -> None:
    """JRN-6: on the first page, in the timeline, one by one; the first opening counts."""
    for address in ("/portal/", "/portal/bulletins/"):
        text = as_zhou.get(address).content.decode()
        assert "主体施工至18层" in text and "62 %" in text and "主体结构" in text
    hers = Recipient.objects.get(customer=house.zhou)
    assert hers.read_at is None and len(hers.unit_ids) == 2
    text = as_zhou.get(f"/portal/bulletins/{report.pk}/").content.decode()
    assert text.index("18层楼面") < text.rindex("<figure")
    hers.refresh_from_db()
    first = hers.read_at
    assert first is not None
    as_zhou.get(f"/portal/bulletins/{report.pk}/")
    hers.refresh_from_db()
    assert hers.read_at == first


def test_pictures_are_served_to_the_audience_alone(as_zhou, as_ma, house, report) -> None:
    """INF-8: also not to somebody who has sold before it was published; a draft's to no customer."""
    file_id = report.photos.first().file_id
    for address in (f"/portal/files/{file_id}/", f"/portal/files/{file_id}/small/"):
        assert as_zhou.get(address).status_code == 200
    draft = a_progress_report(house.home.estate, now=house.now, buildings=[house.home.building])
    [hidden] = add_photos(draft, photos=[a_photo()], by=SYSTEM, now=house.now)
    assert as_zhou.get(f"/portal/files/{hidden.file_id}/").status_code == 404
    elsewhere = a_building(house.home.estate, now=house.now, name="9栋")
    home = a_unit(elsewhere, now=house.now, number="101")
    other = published(
        a_progress_report(house.home.estate, now=house.now, buildings=[home.building]), now=house.now
    )
    assert as_ma.get(f"/portal/bulletins/{other.pk}/").status_code == 404
    assert as_ma.get(f"/portal/bulletins/{draft.pk}/").status_code == 404
    withdraw_bulletin(report, reason="照片拍错了楼栋。", by=SYSTEM, now=house.now)
    assert as_zhou.get(f"/portal/files/{file_id}/").status_code == 404
    assert "照片拍错了楼栋" in as_zhou.get(f"/portal/bulletins/{report.pk}/").content.decode()


def test_a_notice_is_acknowledged_with_one_button_once(as_zhou, as_ma, house, notice) -> None:
    """JRN-6: asked for on the first page until it is done; twice is once; nobody does it for another."""
    assert "阳台栏杆材料变更" in as_zhou.get("/portal/").content.decode()
    page = as_zhou.get(f"/portal/bulletins/{notice.pk}/").content.decode()
    for words in ("夹胶玻璃", "儿童可攀爬", "房价不变", "我已阅读"):
        assert words in page
    assert as_zhou.get(f"/portal/bulletins/{notice.pk}/acknowledge/").status_code == 405
    for _time in range(2):
        assert as_zhou.post(f"/portal/bulletins/{notice.pk}/acknowledge/").status_code == 302
    hers = Recipient.objects.get(customer=house.zhou)
    assert (hers.acknowledged_over, hers.acknowledged_by) == ("portal", None)
    assert Recipient.objects.get(customer=house.ma).acknowledged_at is None
    assert "我已阅读" not in as_zhou.get(f"/portal/bulletins/{notice.pk}/").content.decode()
    assert "阳台栏杆材料变更" not in as_zhou.get("/portal/").content.decode()


def test_who_sold_keeps_what_they_were_told_and_sees_nothing_new(as_ma, house, notice) -> None:
    """JRN-6"""
    end_unit_relation(
        house.ma.unit_relations.get(), on=house.now.date() - timedelta(days=2), by=SYSTEM, now=house.now
    )
    later = published(a_progress_report(house.home.estate, now=house.now), now=house.now)
    assert as_ma.get(f"/portal/bulletins/{notice.pk}/").status_code == 200
    assert as_ma.get(f"/portal/bulletins/{later.pk}/").status_code == 404
    assert as_ma.post(f"/portal/bulletins/{later.pk}/acknowledge/").status_code == 404


def test_empty_and_absurd_addresses_are_answered(as_zhou) -> None:
    """INF-10"""
    assert "还没有内容" in as_zhou.get("/portal/bulletins/").content.decode()
    assert as_zhou.get("/portal/bulletins/99999999/").status_code == 404
    assert as_zhou.post("/portal/bulletins/99999999/acknowledge/").status_code == 404
