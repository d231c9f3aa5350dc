"""Writing, previewing, publishing and following up what is told to all buyers of a building (JRN-6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.bulletins.actions import add_photos
from alongside.domain.bulletins.models import Bulletin, Recipient
from alongside.domain.bulletins.samples import a_notice_of_change, a_photo, a_progress_report, published
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
URL = "/desk/bulletins/"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture(autouse=True)
def files_in_memory(settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }


@pytest.fixture
def browser(client, cast):
    return signed_in(client, cast.supervisor.staff)


def test_a_report_is_written_pictured_previewed_and_published(browser, cast, now) -> None:
    """JRN-6: from the first words to everybody being told; the count on the page is the count that is told."""
    estate, building = cast.estate, cast.unit.building
    page = browser.post(f"{URL}new/", {"kind": "progress", "estate": estate.pk})
    assert page.headers["Location"].endswith(f"?kind=progress&estate={estate.pk}")
    given = {
        "title": "外墙涂料完成",
        "percent": "78",
        "milestone": "facade",
        "as_of_on": timezone.localdate(now).isoformat(),
        "buildings": [building.pk],
        "words": "南立面涂料完成，吊篮下月拆除。",
    }
    refused = browser.post(page.headers["Location"], given | {"percent": "178"})
    assert refused.status_code == 422 and "外墙涂料完成" in refused.content.decode()
    answer = browser.post(page.headers["Location"], given)
    draft = Bulletin.objects.get()
    assert answer.headers["Location"] == f"{URL}{draft.pk}/photos/"
    browser.post(f"{URL}{draft.pk}/photos/", {"add": "1", "photos": [a_photo("a.jpg"), a_photo("b.jpg")]})
    first, second = draft.photos.all()
    order = {
        f"place_{first.pk}": 2,
        f"caption_{first.pk}": "西侧",
        f"place_{second.pk}": 1,
        f"caption_{second.pk}": "",
    }
    assert browser.post(f"{URL}{draft.pk}/photos/", order).status_code == 302
    assert [one.caption for one in draft.photos.all()] == ["", "西侧"]
    browser.post(f"{URL}{draft.pk}/photos/", {"remove": second.pk})
    assert draft.photos.count() == 1
    for language, word in (("zh-hans", "工程进度通报"), ("en", "Progress report")):
        assert word in browser.get(f"{URL}{draft.pk}/preview/page/?language={language}").content.decode()
    letter = browser.get(f"{URL}{draft.pk}/preview/letter/?language=en")
    assert "8栋" in letter.content.decode() and "See the pictures" in letter.content.decode()
    for framed in (letter, browser.get(f"{URL}{draft.pk}/preview/page/")):
        policy = framed.headers["Content-Security-Policy"]
        assert "script-src 'none'" in policy and "frame-ancestors 'self'" in policy
        assert "default-src 'none'" in policy and framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert browser.get(f"{URL}{draft.pk}/preview/?language=nonsense").status_code == 200
    shown = browser.get(f"{URL}{draft.pk}/publish/")
    assert shown.context["audience"].customers == 1 == shown.context["mails"]
    stale = browser.post(f"{URL}{draft.pk}/publish/", {"expected": 7, "seen": draft.version})
    assert stale.status_code == 409
    fine = {"expected": 1, "seen": draft.version}
    assert browser.post(f"{URL}{draft.pk}/publish/", fine).status_code == 302
    assert browser.post(f"{URL}{draft.pk}/publish/", fine).status_code in (409, 422)
    assert Recipient.objects.get().customer == cast.customer.customer
    assert browser.post(f"{URL}{draft.pk}/change/", given).status_code == 422
    assert "外墙涂料完成" in browser.get(URL).content.decode()


def test_figures_open_into_rows_and_somebody_who_signed_is_written_down(browser, cast, now) -> None:
    """JRN-6"""
    notice = published(a_notice_of_change(cast.estate, now=now, buildings=[cast.unit.building]), now=now)
    theirs = f"/desk/customers/{cast.customer.customer.pk}/"
    home = f"/desk/estates/units/{cast.unit.pk}/"
    for place in (theirs, home):
        assert notice.title in browser.get(place).content.decode(), place
    assert "· 未读" in browser.get(theirs).content.decode()
    page = browser.get(f"{URL}{notice.pk}/")
    for one in page.context["figures"]:
        rows = browser.get(f"{URL}{notice.pk}/recipients/?shown={one.code}")
        assert len(rows.context["rows"]) == one.count, one.code
    recipient = Recipient.objects.get()
    form = f"{URL}recipients/{recipient.pk}/acknowledged/"
    assert browser.post(form, {"over": "paper", "words": " "}).status_code == 422
    assert browser.post(form, {"over": "paper", "words": "档案柜3-17"}).status_code == 302
    assert browser.post(form, {"over": "phone", "words": "再来"}).status_code == 422
    rows = browser.get(f"{URL}{notice.pk}/recipients/?shown=acknowledged").content.decode()
    assert "档案柜3-17" in rows and "周敏" in rows
    assert "催签" not in browser.get(f"{URL}{notice.pk}/").content.decode()


def test_a_notice_is_reminded_corrected_and_withdrawn(browser, cast, now) -> None:
    """JRN-6: each with its own page and its own refusals."""
    yesterday = now - timedelta(days=2)
    notice = published(a_notice_of_change(cast.estate, now=yesterday), now=yesterday)
    assert browser.post(f"{URL}{notice.pk}/remind/", {"go": "1"}).status_code == 302
    assert browser.post(f"{URL}{notice.pk}/remind/", {"go": "1"}).status_code == 422
    answer = browser.post(f"{URL}{notice.pk}/correct/", {"go": "1"})
    draft = Bulletin.objects.get(replaces=notice)
    assert answer.headers["Location"] == f"{URL}{draft.pk}/change/"
    assert browser.get(f"{URL}{notice.pk}/correct/").headers["Location"] == f"{URL}{draft.pk}/"
    assert browser.post(f"{URL}{notice.pk}/withdraw/", {"reason": "写错了"}).status_code == 422
    assert browser.post(f"{URL}{draft.pk}/discard/", {"go": "1"}).status_code == 302
    assert browser.post(f"{URL}{notice.pk}/withdraw/", {"reason": "方案仍在论证。"}).status_code == 302
    notice.refresh_from_db()
    assert notice.state == "withdrawn"
    assert "方案仍在论证" in browser.get(f"{URL}{notice.pk}/").content.decode()


def test_who_may_not_sees_and_does_nothing(client, cast, now) -> None:
    """ORG-3: the stranger finds nothing; an agent reads and writes down, and publishes not; an engineer sees no names."""
    notice = published(a_notice_of_change(cast.estate, now=now), now=now)
    draft = a_progress_report(cast.estate, now=now)
    [photo] = add_photos(draft, photos=[a_photo()], by=SYSTEM, now=now)
    recipient = Recipient.objects.first()
    pages = ["", "preview/", "preview/page/", "preview/letter/", "recipients/", "withdraw/", "publish/"]
    stranger = signed_in(client, cast.other_supervisor.staff)
    for page in pages:
        assert stranger.get(f"{URL}{notice.pk}/{page}").status_code == 404, page
    assert stranger.get(f"{URL}recipients/{recipient.pk}/acknowledged/").status_code == 404
    assert stranger.get(f"/desk/files/{photo.file_id}/").status_code == 404
    assert stranger.get(URL).context["rows"] == []
    agent = signed_in(client, cast.agent.staff)
    assert agent.get(f"{URL}{notice.pk}/recipients/").status_code == 200
    assert agent.get(f"/desk/files/{photo.file_id}/").status_code == 200
    for page in ("publish/", "withdraw/", "correct/", "remind/", "change/", "discard/"):
        assert agent.post(f"{URL}{draft.pk}/{page}", {"go": "1"}).status_code == 403, page
    assert agent.get(f"{URL}new/").status_code == 403
    assert Bulletin.objects.filter(state="draft").count() == 1


def test_the_list_costs_the_same_for_one_as_for_three(browser, cast, now) -> None:
    """Speed: bounded queries."""
    published(a_progress_report(cast.estate, now=now), now=now)

    def two_more() -> None:
        for _one in range(2):
            draft = a_notice_of_change(cast.estate, now=now, buildings=[cast.unit.building])
            add_photos(draft, photos=[a_photo()], by=SYSTEM, now=now)
            published(draft, now=now)

    assert_queries(browser, URL, 8, add_two=two_more)


def test_absurd_addresses_ask_nothing(browser, cast, now) -> None:
    """INF-10"""
    published(a_progress_report(cast.estate, now=now), now=now)
    for query in ("?kind=war&state=x&estate=zzz&before=-3", "?before=99999999999999999999", "?estate=999999"):
        assert len(browser.get(URL + query).context["rows"]) <= 1
    notice = Bulletin.objects.get()
    for query in ("?shown=zzz", "?after=zz", "?after=" + "9" * 40):
        assert browser.get(f"{URL}{notice.pk}/recipients/{query}").status_code == 200
    assert browser.get(f"{URL}new/?kind=zzz&estate=zzz").status_code in (200, 422)
    assert browser.get(f"{URL}999999999/").status_code == 404
