"""Data kept with care, walked through feature by feature as people do, and looked at on desk and phone, light and dark.

INF-2, INF-4, INF-9, ORG-6, ORG-9.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.conftest import DESK, PHONE

from alongside.domain.organisation.actions.leaving import carry_out_leavings
from alongside.domain.organisation.actions.watching import open_reviews
from alongside.domain.organisation.models import AccessReview, Incident
from alongside.domain.privacy.actions import carry_on_erasures
from alongside.domain.work.actions.exporting import write_export
from alongside.domain.work.models import ExportRun
from alongside.faces.desk.tests.admins import an_admin
from alongside.faces.desk.tests.house import build_house
from alongside.faces.portal.tests.house import signed_in


@pytest.fixture
def house(transactional_db):
    Client().get("/health")  # every address is read in before a browser waits for one
    return build_house()


@pytest.fixture
def a_desk(open_window, sign_in):
    """A window in which somebody sits at the desk; the policy against foreign scripts is lifted for axe alone."""

    def window(person):
        page = open_window(bypass_csp=True)
        sign_in(page, person)
        return page

    return window


@pytest.fixture
def assert_fine_everywhere(assert_accessible, browser, live_server):
    """The page as it stands, in the light; and the same address in the dark, on a screen of the other width."""

    def check(window):
        assert_accessible(window)
        other = DESK if window.viewport_size == PHONE else PHONE
        dark = browser.new_context(
            base_url=live_server.url, viewport=other, color_scheme="dark", locale="zh-CN", bypass_csp=True,
            storage_state=window.context.storage_state(), timezone_id="Asia/Shanghai", reduced_motion="reduce",
        )  # fmt: skip
        page = dark.new_page()
        page.goto(window.url)
        assert_accessible(page)
        dark.close()

    return check


def test_a_request_to_be_forgotten_goes_from_the_portal_to_its_certificate(
    open_window, a_desk, house, live_server, assert_fine_everywhere
):
    """INF-4"""
    zhou = house.customer
    phone = open_window(PHONE, bypass_csp=True)
    session = signed_in(Client(), zhou).cookies["sessionid"]
    phone.context.add_cookies([{"name": "sessionid", "value": session.value, "url": live_server.url}])
    phone.goto("/portal/privacy/")
    assert_fine_everywhere(phone)
    phone.goto("/portal/privacy/ask/delete/")
    phone.get_by_role("button", name="请求删除我的个人信息").click()
    phone.wait_for_url("**/portal/privacy/")
    desk = a_desk(house.supervisor)
    desk.goto("/desk/privacy/")
    desk.locator("main tbody a").first.click()
    desk.wait_for_url("**/privacy/requests/**")
    expect(desk.get_by_text("最迟答复")).to_be_visible()
    assert_fine_everywhere(desk)
    desk.locator("form.form .btn-danger").click()
    desk.locator("dialog[open] .btn-danger, dialog[open] .btn-primary").first.click()
    expect(desk.get_by_text("正在删除")).to_be_visible()
    carry_on_erasures(now=timezone.now() + timedelta(hours=1))
    desk.goto("/desk/privacy/")
    assert_fine_everywhere(desk)
    desk.locator("#h-erased ~ .table-wrap a").click()
    expect(desk.get_by_role("heading", name="个人信息删除凭证")).to_be_visible()
    assert "周敏" not in desk.content()
    assert_fine_everywhere(desk)


def test_who_leaves_hands_over_and_is_out_at_that_minute(a_desk, house, assert_fine_everywhere):
    """ORG-6"""
    case = house.case()
    leaver = a_desk(house.agent)
    leaver.goto("/desk/my-work/")
    admin = a_desk(an_admin(house))
    admin.goto(f"/desk/organisation/staff/{house.agent.pk}/leaving/")
    last = timezone.localtime(timezone.now() + timedelta(days=1))
    admin.locator("[name=leaves_at]").fill(last.strftime("%Y-%m-%dT%H:%M"))
    admin.get_by_role("button", name="安排离职").click()
    admin.get_by_role("checkbox", name=case.number).check()
    admin.locator("[name=to]").select_option(str(house.supervisor.pk))
    assert_fine_everywhere(admin)
    admin.keyboard.press("Control+Enter")
    expect(admin.get_by_text("待答复").first).to_be_visible()
    receiver = a_desk(house.supervisor)
    receiver.goto("/desk/handed-to-me/")
    receiver.locator("main a.notice").click()
    receiver.wait_for_url("**/handed-over-to-me/")
    assert_fine_everywhere(receiver)
    receiver.locator("button[value=accept]").click()
    expect(receiver.get_by_text("没有等待您答复的事项")).to_be_visible()
    case.refresh_from_db()
    assert case.owner == house.supervisor
    carry_out_leavings(now=last + timedelta(minutes=1))
    leaver.goto("/desk/my-work/")
    leaver.wait_for_url("**/sign-in/**")


def test_an_incident_is_reported_told_and_closed(a_desk, house, assert_fine_everywhere):
    """INF-9"""
    agent = a_desk(house.agent)
    agent.goto("/desk/my-work/")
    agent.get_by_role("link", name="安全事件").click()
    agent.get_by_role("link", name="报告安全事件").click()
    agent.wait_for_url("**/incidents/report/")
    assert_fine_everywhere(agent)
    agent.get_by_label("个人信息可能泄露").check()
    agent.locator("[name=words]").fill("业主名单截图误发到装修群，含 23 户的姓名与手机号。")
    agent.keyboard.press("Control+Enter")
    expect(agent.get_by_text("须报告主管部门")).to_be_visible()
    one = Incident.objects.get()
    admin = a_desk(an_admin(house))
    admin.goto("/desk/organisation/incidents/")
    assert_fine_everywhere(admin)
    admin.get_by_role("link", name="业主名单截图").click()
    for act, words in (
        ("须报告", "省网信办，编号 7"),
        ("须告知", "逐户电话告知"),
        ("", "停用该群，名单加密"),
    ):
        expect(admin.get_by_text(act).first).to_be_visible()
        assert_fine_everywhere(admin)
        admin.keyboard.press("t")
        admin.locator("[name=words]").fill(words)
        admin.keyboard.press("Control+Enter")
        admin.wait_for_url(f"**/incidents/{one.pk}/")
        expect(admin.get_by_text(words)).to_be_visible()
    one.refresh_from_db()
    assert one.closed_at


def test_a_review_confirms_one_ends_another_and_stays_as_proof(a_desk, house, assert_fine_everywhere):
    """INF-9"""
    open_reviews(now=house.now)
    review = AccessReview.objects.get(node=house.other_project)
    admin = a_desk(an_admin(house))
    admin.goto("/desk/organisation/access-reviews/")
    assert_fine_everywhere(admin)
    admin.get_by_role("link", name=house.other_project.name).click()
    assert_fine_everywhere(admin)
    admin.get_by_role("button", name="结束任职").click()
    admin.locator("dialog[open] .btn-danger, dialog[open] .btn-primary").first.click()
    expect(admin.get_by_text("已结束", exact=True)).to_be_visible()
    review.refresh_from_db()
    assert review.done_at
    admin.goto("/desk/organisation/access-reviews/")
    expect(admin.locator("#h-done ~ .table-wrap a")).to_have_text(house.other_project.name)


def test_full_numbers_go_out_only_after_somebody_elses_yes(a_desk, house, assert_fine_everywhere):
    """INF-2, ORG-9"""
    keeper = a_desk(an_admin(house, house.project, "see_customers", "export_customers"))
    keeper.goto("/desk/exports/new/customers/")
    assert_fine_everywhere(keeper)
    keeper.get_by_label("完整").check()
    keeper.locator("[name=reason]").fill("业主大会签到表")
    keeper.keyboard.press("Control+Enter")
    keeper.wait_for_url("**/exports/*/")
    assert_fine_everywhere(keeper)
    boss = a_desk(an_admin(house, house.project, "approve_export"))
    boss.goto("/desk/approvals/")
    assert_fine_everywhere(boss)
    boss.locator("main a.row-link").click()
    assert_fine_everywhere(boss)
    boss.locator("button[value=yes]").click()
    boss.wait_for_url("**/approvals/")
    run = ExportRun.objects.get()
    write_export(run.pk, now=timezone.now())
    with keeper.expect_download() as kept:
        keeper.get_by_role("button", name="下载").click()
    assert kept.value.suggested_filename.endswith(".xlsx")
