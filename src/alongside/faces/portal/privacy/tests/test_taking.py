"""The copy of one's data as a document and as one ZIP with one's own files; nobody else's data in it (INF-4)."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.utils import timezone

from alongside.domain.cases.actions.requesting import carry_out_request, request_own_data, verify_identity
from alongside.domain.cases.actions.writing import add_note, reply_to_customer, write_as_customer
from alongside.domain.customers.models import CustomerActor
from alongside.domain.privacy.actions import forget_copies, make_copy
from alongside.domain.privacy.models import PersonalCopy
from alongside.faces.portal.tests.house import pictures
from alongside.kernel.actor import SYSTEM
from alongside.kernel.journal import timeline_of
from alongside.kernel.models import AccessLine, StoredFile
from alongside.kernel.stored_files import files_about


@pytest.fixture
def copy(house) -> PersonalCopy:
    """Of 周敏, who sent a picture in her matter; 马骏 has one of his own."""
    case = house.case(title="主卫渗水")
    write_as_customer(case, words="还在滴", files=pictures(), by=CustomerActor(house.zhou), now=house.now)
    add_note(case, words="鳄梨内情", files=pictures(), by=SYSTEM, now=house.now)
    reply_to_customer(case, words="明天上门", by=SYSTEM, now=house.now)
    his = house.case(customer=house.ma, unit=house.his_home, title="马骏的车位")
    write_as_customer(his, words="车位被占", files=pictures(), by=CustomerActor(house.ma), now=house.now)
    return make_copy(house.zhou, by=SYSTEM, now=timezone.now())


def url(copy, name):
    return f"/portal/privacy/copy/{copy.key}/{name}"


def opened(client, copy):
    answer = client.get(url(copy, "my-data.zip"))
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_zip_holds_document_machine_form_and_own_files(house, copy, as_zhou):
    made = opened(as_zhou, copy)
    assert made.testzip() is None
    names = made.namelist()
    assert names[:2] == ["我的个人信息.pdf", "my-data.json"]
    assert made.read(names[0]).startswith(b"%PDF")
    told = json.loads(made.read("my-data.json"))
    assert [one["name"] for one in told["files"]] == names[2:]
    [picture] = names[2:]
    sent = StoredFile.objects.get(by_kind="customer", by_id=house.zhou.pk)
    assert len(made.read(picture)) == sent.size
    assert picture.startswith("文件/") and picture.endswith("0.jpg")


def test_nobody_elses_data_is_in_it(house, copy, as_zhou):
    """INF-4: neither another customer's nor what we write among ourselves."""
    text = opened(as_zhou, copy).read("my-data.json").decode()
    assert "还在滴" in text and "明天上门" in text
    for foreign in ("马骏", "车位", "13956781801", "ma.jun@", "鳄梨内情"):
        assert foreign not in text


def test_what_somebody_else_said_in_ones_matter_is_theirs(house, as_zhou):
    case = house.case()
    message = write_as_customer(
        case, words="邻居的话", files=pictures(), by=CustomerActor(house.zhou), now=house.now
    )
    type(message).objects.filter(pk=message.pk).update(customer=house.ma)
    made = opened(as_zhou, make_copy(house.zhou, by=SYSTEM, now=timezone.now()))
    assert "邻居的话" not in made.read("my-data.json").decode()
    assert files_about(message).count() == 1 and len(made.namelist()) == 2


def test_is_taken_by_the_person_alone_until_it_is_over(house, copy, as_zhou, as_ma, client):
    for name in ("my-data.zip", "my-data.pdf"):
        assert as_ma.get(url(copy, name)).status_code == 404
        assert client.get(url(copy, name)).status_code == 302
    copy.expires_at = timezone.now()
    copy.save()
    assert as_zhou.get(url(copy, "my-data.zip")).status_code == 404
    assert forget_copies(now=timezone.now()) == 1


def test_each_time_is_a_line_in_journal_and_access_log(house, copy, as_zhou):
    """INF-3"""
    pdf = as_zhou.get(url(copy, "my-data.pdf"))
    assert pdf.content.startswith(b"%PDF")
    line = AccessLine.objects.latest("id")
    assert (line.act, line.viewer_kind, line.person_ids) == ("export", "customer", [house.zhou.pk])
    assert [one.kind for one in timeline_of(house.zhou)].count("customer.copy_taken") == 1


def test_a_file_that_the_storage_lost_costs_only_itself(house, copy, as_zhou):
    StoredFile.objects.filter(by_kind="customer").update(path="gone")
    made = opened(as_zhou, copy)
    assert made.namelist()[-1] == "未找到.txt"


def test_is_made_by_the_guided_request_of_staff(house, as_zhou):
    """INF-4: who calls gets the same copy, after somebody made sure who calls."""
    asked = request_own_data(house.zhou, right="copy", by=SYSTEM, now=house.now, channel="phone")
    verify_identity(asked, how="call_back", by=SYSTEM, now=house.now)
    carry_out_request(asked, by=SYSTEM, now=timezone.now())
    page = as_zhou.get(f"/portal/privacy/copy/{PersonalCopy.objects.get().key}/").content.decode()
    assert "my-data.zip" in page and "my-data.pdf" in page
