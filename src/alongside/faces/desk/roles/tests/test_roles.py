"""Who holds what, and what it allows."""

from alongside.domain.organisation.models import ApiClient, Role
from alongside.faces.desk.tests.admins import an_admin, as_admin
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.permission import known_permissions

URL, MATRIX = "/desk/roles/", "/desk/roles/permissions/"


def counts_in(page):
    return {one["role"].code: one["count"] for one in page.context["rows"]}


def test_says_who_holds_each_role_and_where(client, house):
    """ORG-5."""
    Role.objects.filter(code="agent").update(sentence={"zh-hans": "首问负责到底。"})
    page = as_admin(client, house).get(URL)
    text = page.content.decode()
    assert "首问负责到底。" in text
    assert "林晓月" in text
    assert counts_in(page)["agent"] == 2


def test_counts_only_whom_the_viewer_may_see(client, house):
    """ORG-3: a number is a leak too."""
    page = signed_in(client, house.stranger).get(URL)
    assert counts_in(page)["agent"] == 1
    assert "林晓月" not in page.content.decode()


def test_matrix_shows_what_each_role_allows(client, house):
    """ORG-5."""
    rows = as_admin(client, house).get(MATRIX).context["rows"]
    allowed = {
        permission.code: {role.code for role, is_held in cells if is_held} for permission, cells in rows
    }
    assert "engineer" in allowed["help_with_case"]
    assert "engineer" not in allowed["manage_staff"]


def test_are_closed_to_who_may_not_see_the_organisation(client, house):
    browser = signed_in(client, house.engineer)
    assert browser.get(URL).status_code == 403
    assert browser.get(MATRIX).status_code == 403


def test_cost_the_same_for_three_as_for_one(client, house):
    browser = as_admin(client, house)
    assert_queries(browser, URL, 6, add_two=lambda: [an_admin(house), an_admin(house)])
    assert_queries(browser, MATRIX, 4, add_two=lambda: [an_admin(house), an_admin(house)])


def test_what_a_role_allows_is_changed_here(client, house):
    """ORG-5"""
    agent = Role.objects.get(code="agent")
    browser = as_admin(client, house, None, "manage_staff", "see_organisation")
    url = f"{URL}{agent.pk}/change/"
    page = browser.get(url)
    assert "checked" in page.content.decode()
    assert url in browser.get(URL).content.decode()
    sent = {
        "permissions": ["see_cases", "open_case"],
        "seen": ",".join(agent.permissions),
    }
    assert browser.post(url, sent).status_code == 302
    agent.refresh_from_db()
    assert (agent.permissions, agent.is_edited) == (["open_case", "see_cases"], True)
    again = browser.post(url, sent)
    assert again.status_code == 409  # what was seen is no longer so


def test_is_changed_by_nobody_else(client, house, as_agent):
    """ORG-5: neither with a part of the accounts nor with none."""
    agent = Role.objects.get(code="agent")
    url = f"{URL}{agent.pk}/change/"
    assert as_agent.get(url).status_code == 403
    browser = as_admin(client, house, house.project, "manage_staff", "see_organisation")
    assert url not in browser.get(URL).content.decode()
    assert browser.post(url, {"permissions": [], "seen": ""}).status_code == 403


def test_a_role_of_ones_own_is_added_changed_and_retired_here(client, house):
    """ORG-5"""
    browser = as_admin(client, house, None, "manage_staff", "see_organisation")
    assert f"{URL}add/" in browser.get(URL).content.decode()
    agent = Role.objects.get(code="agent")
    assert "checked" in browser.get(f"{URL}add/?like={agent.pk}").content.decode()
    sent = {
        "name_zh": "装修巡检员",
        "name_en": "Fit-out inspector",
        "sentence_zh": "巡检装修现场。",
        "escalation_rank": "0",
        "permissions": ["see_cases"],
    }
    assert browser.post(f"{URL}add/", sent).status_code == 302
    role = Role.objects.get(is_own=True)
    assert role.permissions == ["see_cases"]
    assert "巡检装修现场。" in browser.get(URL).content.decode()
    again = browser.post(f"{URL}add/", sent)
    assert again.status_code == 422 and "装修巡检员" in again.content.decode()
    url = f"{URL}{role.pk}/change/"
    changed = {
        **sent,
        "name_zh": "装修管理员",
        "seen": "see_cases",
        "permissions": ["see_cases", "open_case"],
    }
    assert browser.post(url, changed).status_code == 302
    assert "装修管理员" in browser.get(URL).content.decode()
    assert browser.post(f"{URL}{role.pk}/retire/").status_code == 302
    assert "装修管理员" not in browser.get(URL).content.decode()
    assert browser.get(url).status_code == 404


def test_is_added_by_nobody_else(client, house, as_agent):
    """ORG-5"""
    sent = {"name_zh": "装修巡检员", "escalation_rank": "0"}
    assert as_agent.get(f"{URL}add/").status_code == 403
    browser = as_admin(client, house, house.project, "manage_staff", "see_organisation")
    assert f"{URL}add/" not in browser.get(URL).content.decode()
    assert browser.post(f"{URL}add/", sent).status_code == 403
    assert not Role.objects.filter(is_own=True).exists()


def test_programs_that_wait_are_approved_or_refused_here(client, house):
    """ORG-5: with a sentence for each thing that they would may; nobody else sees them."""
    asker = as_admin(client, house, None, "manage_system", "see_organisation")
    reader = Role.objects.create(code="reader", permissions=["see_cases", "open_case"])
    for name in ("呼叫中心", "数据仓库"):
        sent = {"name": name, "role": reader.pk, "node": house.project.pk, "requests_per_minute": "60"}
        page = asker.post("/desk/system/clients/add/", sent)
        assert page.status_code == 200, page.context["form"].errors
    first, second = ApiClient.objects.order_by("pk")
    assert first.is_waiting and "待审批" in asker.get("/desk/system/clients/").content.decode()
    assert asker.get(f"{URL}clients/").status_code == 403
    browser = as_admin(client, house, None, "manage_staff", "see_organisation")
    assert f"{URL}clients/" in browser.get(URL).content.decode()
    page = browser.get(f"{URL}clients/").content.decode()
    assert "呼叫中心" in page and str(known_permissions()["open_case"].sentence) in page
    assert browser.post(f"{URL}clients/{first.pk}/approve/").status_code == 302
    assert browser.post(f"{URL}clients/{second.pk}/refuse/").status_code == 302
    assert set(ApiClient.objects.alive(house.now)) == {first}
    assert browser.post(f"{URL}clients/{second.pk}/approve/").status_code == 404
