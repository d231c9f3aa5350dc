"""Our staff beside the platform's: seen and taken over by who manages all the staff (ORG-11)."""

from __future__ import annotations

import pytest

from alongside.domain.organisation.models import OutsideIdentity, StaffMember
from alongside.domain.platforms.models import Directory, DirectoryPerson
from alongside.faces.desk.tests.admins import as_admin

URL = "/desk/organisation/directory/wecom/"


@pytest.fixture
def wecom(settings, house):
    settings.SIGN_IN_ELSEWHERE = {
        "wecom": {"corp_id": "ww1", "agent_id": "1", "secret": "s", "api": "", "login": ""}
    }
    Directory.objects.create(platform="wecom", state="read", begun_at=house.now, read_at=house.now)
    for member_id, number, name in (("u1", "new01", "新同事"), ("u2", "", "无工号"), ("u3", "lin", "林晓月")):
        DirectoryPerson.objects.create(platform="wecom", member_id=member_id, number=number, name=name)


def test_rows_are_taken_over_and_one_that_is_refused_holds_up_no_other(client, house, wecom):
    admin = as_admin(client, house)
    assert "与平台比对" in admin.get("/desk/organisation/staff/").content.decode()
    page = admin.get(URL).content.decode()
    people = {one.member_id: one.pk for one in DirectoryPerson.objects.all()}
    assert f'value="new:{people["u1"]}"' in page and f'value="unbound:{people["u3"]}"' in page
    rows = [f"new:{people['u1']}", f"new:{people['u2']}", f"unbound:{people['u3']}", "gone:1", "new:x"]
    answer = admin.post(f"{URL}take-over/", {"rows": rows})
    assert answer.status_code == 422 and "无工号" in answer.content.decode()
    assert StaffMember.objects.get(username="new01").name == "新同事"
    assert OutsideIdentity.objects.get(staff=house.agent).subject == "ww1/u3"
    assert admin.post(f"{URL}read/").url == URL
    assert Directory.objects.get().state == "reading"


def test_it_is_not_there_for_who_manages_one_place_only_nor_where_it_is_not_set_up(
    client, house, wecom, settings
):
    assert (
        as_admin(client, house, house.project, "manage_staff", "see_organisation").get(URL).status_code == 404
    )
    settings.SIGN_IN_ELSEWHERE = {}
    assert as_admin(client, house).get(URL).status_code == 404
