"""The pages of the case library (CAS-13)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from alongside.domain.cases.actions.resolving import confirm_case
from alongside.domain.cases.models import Lesson
from alongside.domain.cases.samples import a_case_in

GOOD = {
    "title": "闭水试验没做满就交付",
    "cause": "workmanship",
    "facts": "交付后卫生间漏水。",
    "went_wrong": "记录是补签的。",
    "rule": "闭水试验满四十八小时才签字。",
}


@pytest.fixture
def case(cast):
    now = timezone.now() - timedelta(days=3)
    case = a_case_in("resolved", node=cast.project, now=now, by=cast.agent, customer=cast.customer.customer)
    return confirm_case(case, words="好了", by=cast.agent, now=now + timedelta(days=1))


def test_goes_from_the_case_over_a_second_person_into_the_library(client, cast, case):
    """CAS-13: written on the case's page, refused while somebody is named, published by somebody else, found, printed."""
    client.force_login(cast.supervisor.staff)
    assert (
        f"/desk/lessons/start/{case.number}/"
        in client.get(f"/desk/cases/{case.number}/findings/").content.decode()
    )
    write = client.post(f"/desk/lessons/start/{case.number}/").url
    assert client.post(f"/desk/lessons/start/{case.number}/").url == write
    url = write.removesuffix("write/")
    named = GOOD | {"facts": "业主周敏报修三次", "seen": 1}
    assert client.post(write, named).status_code == 302
    assert "周敏" in client.get(url).content.decode()
    assert client.post(f"{url}submit_lesson/", {"seen": 2}).status_code == 422
    assert client.post(write, GOOD | {"seen": 2}).status_code == 302
    assert client.post(f"{url}submit_lesson/", {"seen": 2}).status_code == 409
    assert client.post(f"{url}submit_lesson/", {"seen": 3}).status_code == 302
    assert client.post(f"{url}publish_lesson/", {"seen": 4}).status_code == 403
    client.force_login(cast.manager.staff)
    assert GOOD["title"] in client.get("/desk/lessons/?state=review").content.decode()
    assert client.post(f"{url}publish_lesson/", {"seen": 4}).status_code == 302
    client.force_login(cast.stranger.staff)
    assert GOOD["title"] in client.get("/desk/lessons/?q=闭水试验").content.decode()
    assert GOOD["title"] not in client.get("/desk/lessons/?q=电梯").content.decode()
    assert client.get(f"{url}paper/").status_code == 200
    pdf = PdfReader(BytesIO(client.get(f"{url}pdf/").content))
    assert "四十八小时" in "".join(pdf.pages[0].extract_text().split())


def test_unfinished_is_not_there_for_who_does_not_work_on_it(client, cast, case):
    """ORG-3"""
    client.force_login(cast.supervisor.staff)
    url = client.post(f"/desk/lessons/start/{case.number}/").url.removesuffix("write/")
    for other in (cast.agent, cast.other_supervisor):
        client.force_login(other.staff)
        assert client.get(url).status_code == 404
        assert client.get(f"{url}pdf/").status_code == 404
    assert client.post(f"/desk/lessons/start/{case.number}/").status_code == 404
    client.force_login(cast.manager.staff)
    assert client.post(f"{url}return/", {"words": "x", "seen": 1}).status_code == 422
    assert client.get("/desk/lessons/?page=0&q=%F0%9F%98%80").status_code == 200
    assert client.get("/desk/lessons/?category=../x&state=drop").status_code == 422
    assert Lesson.objects.get().state == "draft"
