"""Whole features of customers and homes as a person walks them: wide and narrow, light and dark (WCAG 2.2 AA)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from alongside.domain.customers.models import Customer, MergeRecord, Segment
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_estate_fact, add_unit, change_estate
from alongside.domain.estates.models import Building, Estate, Unit
from alongside.domain.estates.samples import a_plan
from alongside.domain.listings.actions import change_listing
from alongside.domain.listings.models import Listing, ListingPair
from alongside.domain.listings.samples import a_listing
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions.importing import work_on_import
from alongside.domain.work.models import ImportRun
from alongside.faces.desk.tests.house import build_house
from alongside.kernel.actor import SYSTEM

ROLL = """姓名,手机,身份,楼盘,楼栋,单元,房号,起始日期
沈佳宁,13800006101,业主,观澜庭,8栋,1单元,2202,2024-06-30
姓名,手机,身份,楼盘,楼栋,单元,房号,起始日期
孔令仪,12ab,业主,观澜庭,8栋,1单元,2202,2024-06-30
方建平,13800006106,业主,观澜庭,8栋,1单元,9901,2024-06-30
"""


@pytest.fixture
def house(transactional_db, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return build_house()


@pytest.fixture
def desk(open_window, house, sign_in):
    """The desk of a supervisor, who may do everything in one project; the policy is lifted for axe alone."""
    window = open_window(bypass_csp=True)
    sign_in(window, house.supervisor)
    return window


def test_a_segment_is_built_counted_kept_and_used(desk, house, assert_fits):
    """CUS-4: the sentence and the number follow while one chooses; the list is narrowed by it."""
    a_customer(
        node=house.project, now=house.now, unit=house.unit, name="钱小多", phone="13800001111", email=""
    )
    desk.goto("/desk/customers/segments/")
    desk.keyboard.press("n")
    desk.wait_for_url("**/segments/new/")
    line = desk.locator(".condition")
    line.nth(0).locator("select").first.select_option("kind=person")
    expect(line.nth(0).locator("input")).to_be_hidden()  # a choice needs no number
    line.nth(1).locator("select").first.select_option("homes")
    line.nth(1).locator("input").fill("1")
    line.nth(1).locator("input").press("Tab")
    expect(desk.locator("#meant")).to_contain_text("2 位客户")
    expect(desk.locator("#meant")).to_contain_text("名下房屋 至少 1")
    before = line.count()
    line.nth(before - 1).locator("select").first.select_option("open_cases")
    expect(line).to_have_count(before + 1)
    line.nth(before - 1).locator("select").first.select_option("")
    assert_fits(desk)
    desk.locator("[name=name]").fill("有房的人")
    desk.locator("[name=node]").select_option(str(house.project.pk))
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/customers/?segment=*")
    expect(desk.locator("tbody tr")).to_have_count(2)
    assert_fits(desk)
    desk.goto("/desk/customers/segments/")
    expect(desk.locator("#segment-rows .counted")).to_have_text("2")
    assert Segment.objects.get().name == "有房的人"


def test_two_records_become_one_and_two_again(desk, house, assert_fits):
    """CUS-6: found, compared, merged by a key, shown on the page, parted with nothing lost."""
    stays = a_customer(
        node=house.project, now=house.now, unit=house.unit, name="钱小多", phone="13800001111", email=""
    )
    double = a_customer(
        node=house.project, now=house.now, name="钱 小多", phone="13800001111", email="", words="怕狗"
    )
    desk.goto("/desk/customers/duplicates/")
    assert_fits(desk)
    desk.locator("tbody a.row-link").first.click()
    expect(desk.locator("tr.is-different").first).to_be_visible()
    assert_fits(desk)
    desk.keyboard.press("m")
    desk.wait_for_url("**/duplicates/")
    expect(desk.locator(".empty-state")).to_be_visible()
    merge = MergeRecord.objects.get()
    desk.goto(f"/desk/customers/{stays.pk}/")
    expect(desk.get_by_text("怕狗")).to_be_visible()
    assert_fits(desk)
    desk.locator(f"a[href$='/merges/{merge.pk}/undo/']").click()
    desk.wait_for_url("**/undo/")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url(f"**/customers/{double.pk}/")
    assert set(Customer.objects.filter(pk__in=[stays.pk, double.pk]).values_list("name", "words")) == {
        ("钱小多", ""),
        ("钱 小多", "怕狗"),
    }


def test_a_listing_is_taken_in_looked_at_revealed_and_merged(desk, house, assert_fits, live_server):
    """EST-4, EST-5, EST-6: as people write it; the owner stays masked until somebody says why."""
    seller = actor_for(house.supervisor, now=house.now)
    old = a_listing(node=house.project, by=seller, now=house.now - timedelta(days=33))
    change_listing(old, amount=Decimal(4_200_000), why="业主降价", by=seller, now=house.now)
    desk.goto("/desk/listings/")
    assert_fits(desk)
    desk.keyboard.press("n")
    desk.wait_for_url("**/listings/new/")
    assert_fits(desk)
    for name, value in {
        "estate_name": "湖畔花园", "address": "5栋1单元1201", "amount": "425万", "area": "113.62㎡",
        "layout": "3室2厅1厨2卫", "floor": "12/26", "owner_name": "顾长风", "owner_phone": "13700008812",
    }.items():  # fmt: skip
        desk.locator(f"[name={name}]").fill(value)
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/listings/*/")
    fresh = Listing.objects.latest("id")
    expect(desk.locator(".pane-context .phone")).to_have_text("137····8812")
    assert_fits(desk)
    desk.keyboard.press("s")
    desk.locator("#sheet label").first.click()
    desk.locator("#sheet button[type=submit]").click()
    expect(desk.locator("#sheet")).to_contain_text("13700008812")
    pair = ListingPair.objects.get()
    desk.goto(f"/desk/listings/twice/{pair.pk}/")
    assert_fits(desk)
    desk.locator(f"[name=keep][value='{fresh.pk}']").check()
    desk.locator("[name=why]").fill("同一套")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url(f"**/listings/{fresh.pk}/")
    desk.goto("/desk/listings/ages/")
    assert_fits(desk)
    fresh.refresh_from_db()
    desk.goto(f"/listings/{fresh.public_key}/")
    assert "13700008812" not in desk.content()
    assert "1201" not in desk.locator("main, body").first.inner_text()
    assert_fits(desk)


def test_homes_are_seen_in_a_matrix_on_a_plan_and_on_the_map(desk, house, assert_fits):
    """EST-1, EST-8: by any status, by the arrow keys, on a plan, on the map; each leads to the home or the estate."""
    estate, building = Estate.objects.get(), Building.objects.get()
    change_estate(
        estate, latitude=Decimal("30.2"), longitude=Decimal("120.2"), by=SYSTEM, now=house.now,
        delivery_standard=[{"room": "厨房", "component": "台面", "promised": "石英石"}],
    )  # fmt: skip
    for kind, name in (("sales_permit", "杭售许字第 1 号"), ("adverse_outside", "东侧规划道路")):
        add_estate_fact(
            estate,
            kind=kind,
            name=name,
            words="",
            source="公示",
            on=house.now.date(),
            by=SYSTEM,
            now=house.now,
        )
    for floor in (20, 21):
        for number, status in (("03", "on_sale"), ("04", "contracted")):
            add_unit(
                building, number=f"{floor}{number}", entrance="1单元", floor=floor, status=status, by=SYSTEM, now=house.now
            )  # fmt: skip
    Unit.objects.filter(pk=house.unit.pk).update(floor=21, layout="三室两厅两卫")
    plan = a_plan(estate, now=house.now)
    house.case()
    desk.goto(f"/desk/estates/{estate.pk}/")
    assert_fits(desk)
    desk.locator("[data-matrix] a").first.focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("[data-matrix] a:focus")).to_have_text("2103")
    desk.goto(f"/desk/estates/{estate.pk}/?colour=sale&only=on_sale")
    expect(desk.locator(".home.is-dimmed")).to_have_count(3)
    assert_fits(desk)
    desk.goto(f"/desk/estates/units/{house.unit.pk}/")
    expect(desk.locator(".pane-context svg.plan")).to_be_visible()
    assert_fits(desk)
    desk.goto(f"/desk/estates/plans/{plan.pk}/")
    assert_fits(desk)
    desk.goto("/desk/estates/map/")
    assert_fits(desk)
    desk.locator(".map a").first.click()
    desk.wait_for_url(f"**/estates/{estate.pk}/")


def test_a_bad_table_is_explained_row_by_row(desk, house, assert_fits):
    """EST-7, CUS-10: brought, columns shown, checked, faults named, the good rows taken in. The worker's part is done here."""
    add_unit(Building.objects.get(), number="2202", entrance="1单元", floor=22, by=SYSTEM, now=house.now)
    desk.goto("/desk/customers/import/")
    assert_fits(desk)
    if desk.locator("[name=node] option").count() > 1:
        desk.locator("[name=node]").select_option(str(house.project.pk))
    desk.set_input_files(
        "[name=file]", {"name": "业主.csv", "mimeType": "text/csv", "buffer": ROLL.encode("gb18030")}
    )
    desk.locator("main form.import-start button[type=submit]").click()
    desk.wait_for_url("**/imports/*/")
    run = ImportRun.objects.get()
    work_on_import(run.pk, now=house.now)
    desk.locator(".import-mapping").wait_for()
    assert_fits(desk)
    desk.keyboard.press("Control+Enter")
    desk.locator(".import-progress").wait_for()
    work_on_import(run.pk, now=house.now)
    faults = desk.locator(".import-faults tbody tr")
    expect(faults).to_have_count(2)
    expect(faults.nth(0)).to_contain_text("手机")
    assert_fits(desk)
    desk.keyboard.press("Control+Enter")
    desk.locator(".import-progress").wait_for()
    work_on_import(run.pk, now=house.now)
    desk.locator(".numbers").wait_for()
    assert_fits(desk)
    run.refresh_from_db()
    assert (run.state, run.new, run.faulty) == ("done", 1, 2)
