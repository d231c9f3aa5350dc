"""Estates, their matrix of homes, and the page of a home."""

from datetime import timedelta
from decimal import Decimal

import pytest

from alongside.domain.estates.actions import add_building, add_estate_fact, add_unit
from alongside.domain.estates.models import Building, Estate, Unit
from alongside.domain.estates.samples import a_drawing
from alongside.domain.organisation.models import Appointment
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM

URL = "/desk/estates/"


@pytest.fixture
def estate(house):
    return Estate.objects.get(node=house.project)


@pytest.fixture
def as_supervisor(client, house):
    return signed_in(client, house.supervisor)


def test_lists_estates_with_what_is_open_in_them(as_agent, house, estate):
    house.case()
    page = as_agent.get(URL)
    assert [(one, count["open"]) for one, count in page.context["rows"]] == [(estate, 1)]


def test_colours_the_homes_by_what_is_open(as_agent, house, estate):
    """INS-3."""
    house.case(now=house.now - timedelta(days=1))
    house.case()
    page = as_agent.get(f"{URL}{estate.pk}/")
    (home,) = [one for _floor, homes in page.context["matrix"].floors for one in homes if one]
    assert (home.unit, home.open, home.tone) == (house.unit, 2, "has-many is-late")
    assert home.late > 0


def test_colours_the_homes_by_open_defects(as_agent, house, estate):
    """EST-8: requests for repair and complaints about quality, nothing else."""
    house.case(kind="repair", category=None)
    house.case(kind="enquiry", category=None)
    page = as_agent.get(f"{URL}{estate.pk}/?colour=defects")
    (home,) = [one for _floor, homes in page.context["matrix"].floors for one in homes if one]
    assert (home.open, home.code) == (1, "one")


def test_keeps_the_columns_when_a_floor_has_fewer_homes(as_agent, house, estate):
    building = add_building(estate, name="9", by=SYSTEM, now=house.now)
    for floor, number in ((2, "201"), (2, "202"), (1, "101")):
        add_unit(building, number=number, floor=floor, by=SYSTEM, now=house.now)
    matrix = as_agent.get(f"{URL}{estate.pk}/?building={building.pk}").context["matrix"]
    assert [floor for floor, _homes in matrix.floors] == [2, 1]
    assert [len(homes) for _floor, homes in matrix.floors] == [2, 2]


def test_shows_who_lives_in_a_home_and_what_happened(as_agent, house):
    """EST-2."""
    case = house.case()
    page = as_agent.get(f"{URL}units/{house.unit.pk}/").content.decode()
    assert "周敏" in page
    assert case.title in page


def test_is_not_there_for_another_project(client, house, estate):
    """ORG-3."""
    house.case()
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    as_stranger = signed_in(client, house.stranger)
    assert as_stranger.get(URL).context["rows"] == []
    building = Building.objects.get(estate=estate)
    for address in (
        f"{estate.pk}/", f"{estate.pk}/change/", f"{estate.pk}/buildings/new/", f"{estate.pk}/facts/new/",
        f"buildings/{building.pk}/units/new/", f"units/{house.unit.pk}/", f"units/{house.unit.pk}/change/",
    ):  # fmt: skip
        assert as_stranger.get(URL + address).status_code == 404, address


def test_adds_an_estate_a_building_a_fact_and_a_home(as_supervisor, house):
    as_supervisor.post(f"{URL}new/", {"name": "江畔", "node": house.project.pk})
    estate = Estate.objects.get(name="江畔")
    as_supervisor.post(f"{URL}{estate.pk}/buildings/new/", {"name": "3", "floors": 26})
    building = Building.objects.get(estate=estate)
    given = {"kind": "adverse_outside", "name": "高压线", "on": "2026-01-01", "source": "规划局"}
    as_supervisor.post(f"{URL}{estate.pk}/facts/new/", given)
    home = {"number": "1801", "floor": 18, "use": "dwelling", "status": "planned"}
    as_supervisor.post(f"{URL}buildings/{building.pk}/units/new/", home)
    page = as_supervisor.get(f"{URL}{estate.pk}/").content.decode()
    assert "高压线" in page
    assert "1801" in page


def test_changes_a_home_but_says_when_it_was_changed_meanwhile(as_supervisor, house):
    """CAS-16."""
    unit = house.unit
    given = {
        "number": "2102",
        "entrance": "1单元",
        "use": "dwelling",
        "layout": "三室两厅",
        "seen": unit.version,
    }
    assert as_supervisor.post(f"{URL}units/{unit.pk}/change/", given).status_code == 302
    unit.refresh_from_db()
    assert unit.layout == "三室两厅"
    assert as_supervisor.post(f"{URL}units/{unit.pk}/change/", given | {"layout": "x"}).status_code == 409


def test_costs_the_same_for_three_as_for_one(as_agent, house, estate):
    building = Building.objects.get(estate=estate)
    Unit.objects.filter(pk=house.unit.pk).update(floor=21)

    def two_more():
        for number in ("2103", "2104"):
            house.case(unit=add_unit(building, number=number, floor=21, by=SYSTEM, now=house.now))

    house.case()
    assert_queries(as_agent, f"{URL}{estate.pk}/", 10, add_two=two_more)


def test_the_home_costs_the_same_for_three_as_for_one(as_agent, house):
    house.case()
    assert_queries(as_agent, f"{URL}units/{house.unit.pk}/", 14, add_two=lambda: [house.case(), house.case()])


def test_the_list_costs_the_same_for_three_as_for_one(as_agent, house):
    def two_more():
        for name in ("江畔", "云顶"):
            Estate.objects.create(node=house.project, name=name)

    assert_queries(as_agent, URL, 5, add_two=two_more)


def test_a_building_is_mended_and_put_into_its_phase(as_supervisor, house, estate):
    """EST-1: the homes in it get its new name."""
    as_supervisor.post(f"{URL}{estate.pk}/phases/new/", {"name": "二期"})
    building = Building.objects.get(estate=estate)
    url = f"{URL}buildings/{building.pk}/change/"
    assert as_supervisor.get(url).status_code == 200
    as_supervisor.post(url, {"name": "9", "floors": "24", "phase": estate.phases.get().pk})
    building.refresh_from_db()
    assert (building.name, building.floors, str(building.phase)) == ("9栋", 24, "二期")
    assert Unit.objects.get(building=building).label.startswith("9栋")


def test_a_shared_place_is_added_for_owners_to_tap(as_supervisor, estate):
    """EST-1"""
    url = f"{URL}{estate.pk}/shared-places/new/"
    assert as_supervisor.get(url).status_code == 200
    as_supervisor.post(url, {"name": "地下车库", "kind": "garage"})
    assert [(one.name, one.kind) for one in estate.public_areas.all()] == [("地下车库", "garage")]


@pytest.mark.parametrize(
    "page", ["{estate}/phases/new/", "{estate}/shared-places/new/", "buildings/{building}/change/"]
)
def test_parts_of_an_estate_elsewhere_are_not_there(client, house, estate, page):
    """ORG-3"""
    Appointment.objects.filter(staff=house.stranger).update(
        role=Appointment.objects.get(staff=house.supervisor).role
    )
    building = Building.objects.get(estate=estate)
    url = URL + page.format(estate=estate.pk, building=building.pk)
    assert signed_in(client, house.stranger).post(url, {"name": "x", "kind": "other"}).status_code == 404


def test_the_matrix_is_coloured_by_what_one_asks(as_agent, house, estate):
    """EST-8: each status with its word, the legend with its counts."""
    add_unit(
        Building.objects.get(name="8栋"), number="2202", floor=22, status="on_sale", by=SYSTEM, now=house.now
    )
    url = f"{URL}{estate.pk}/"
    for colour, codes in (
        ("sale", {"planned", "on_sale"}),
        ("handover", {"not_yet"}),
        ("listings", {"none"}),
    ):
        matrix = as_agent.get(f"{url}?colour={colour}").context["matrix"]
        assert ({one.code for one in matrix.legend}, sum(one.count for one in matrix.legend)) == (codes, 2)
        assert matrix.colour == colour


def test_a_line_of_the_legend_dims_all_others(as_agent, house, estate):
    """EST-8"""
    add_unit(
        Building.objects.get(name="8栋"), number="2202", floor=22, status="on_sale", by=SYSTEM, now=house.now
    )
    matrix = as_agent.get(f"{URL}{estate.pk}/?colour=sale&only=on_sale").context["matrix"]
    homes = {one.unit.number: one.is_dimmed for _floor, homes in matrix.floors for one in homes if one}
    assert homes == {"2102": True, "2202": False}


def test_who_sees_no_cases_is_not_told_of_them_by_a_colour(client, house, estate):
    """ORG-3"""
    house.case()
    role = Appointment.objects.get(staff=house.agent).role
    role.permissions = ["see_estates"]
    role.save()
    page = signed_in(client, house.agent).get(f"{URL}{estate.pk}/?colour=cases")
    assert [code for code, _label in page.context["matrix"].colours] == ["sale", "handover"]
    assert page.context["matrix"].colour == "sale"


def test_the_map_is_drawn_to_scale(as_agent, house, estate):
    """EST-8: a place twice as far east lies twice as far to the right; the dot grows with what is open."""
    Estate.objects.filter(pk=estate.pk).update(latitude="30.2", longitude="120.1")
    for name, longitude in (("中", "120.2"), ("东", "120.3")):
        Estate.objects.create(node=house.project, name=name, latitude="30.2", longitude=longitude)
    house.case()
    places = {one.estate.name: one for one in as_agent.get(f"{URL}map/").context["drawn"].places}
    west, middle, east = (places[name].x for name in ("观澜庭", "中", "东"))
    assert middle - west == pytest.approx(east - middle)
    assert 0 < west < east < 1000
    assert places["观澜庭"].open == 1 and places["观澜庭"].radius > places["东"].radius


def test_one_estate_alone_and_none_at_all_are_drawn_too(as_agent, estate):
    """EST-8"""
    page = as_agent.get(f"{URL}map/")
    assert (page.context["drawn"], page.context["unplaced"]) == (None, [estate])
    Estate.objects.filter(pk=estate.pk).update(latitude="30.2", longitude="120.1")
    assert len(as_agent.get(f"{URL}map/").context["drawn"].places) == 1


def test_the_map_shows_nothing_of_another_project(client, house, estate):
    """ORG-3"""
    Estate.objects.filter(pk=estate.pk).update(latitude="30.2", longitude="120.1")
    page = signed_in(client, house.stranger).get(f"{URL}map/")
    assert page.context["drawn"] is None and "观澜庭" not in page.content.decode()


PRICE = {"list_amount": "3200000", "from_on": "2026-01-01", "reason": "开盘价"}


def test_the_price_list_is_shown_with_its_history_and_added_to(client, house):
    """EST-2: what holds today, what is to come, and by how much it moved."""
    browser = signed_in(client, house.supervisor)
    grant(house.supervisor, "see_prices", "set_prices")
    url = f"{URL}units/{house.unit.pk}/"
    assert f"{url}price/" in browser.get(url).content.decode()
    later = (house.now + timedelta(days=30)).date().isoformat()
    for sent in (PRICE, {**PRICE, "list_amount": "3360000", "from_on": later, "reason": ""}):
        assert browser.post(f"{url}price/", sent).status_code == 302
    assert browser.post(f"{url}price/", PRICE).status_code == 422
    page = browser.get(url)
    lines = page.context["prices"]
    assert [(one.standing, one.price.list_amount) for one in lines] == [("coming", 3360000), ("now", 3200000)]
    assert round(lines[0].moved, 3) == Decimal("0.05")
    assert "¥3,200,000" in page.content.decode()


def test_prices_are_masked_for_who_may_not_see_them(as_agent, house):
    """EST-2, INF-1: by role, on the page and at the door."""
    role = Appointment.objects.get(staff=house.agent).role
    role.permissions = [one for one in role.permissions if one not in ("see_prices", "set_prices")]
    role.save()
    house.unit.prices.create(list_amount=3210987, from_on="2026-01-01")
    url = f"{URL}units/{house.unit.pk}/"
    page = as_agent.get(url).content.decode()
    assert "3,210,987" not in page and "¥····" in page
    assert as_agent.get(f"{url}price/").status_code == 403
    assert as_agent.post(f"{url}price/", PRICE).status_code == 403


def standard(estate, *lines, **more):
    sent = {"seen": estate.version, **more}
    for place, line in enumerate(lines):
        sent |= dict(
            zip((f"line{place}-room", f"line{place}-component", f"line{place}-promised"), line, strict=True)
        )
    return sent


def test_the_promised_standard_is_edited_line_by_line(as_supervisor, house, estate):
    """EST-1: by room and component; an emptied line goes, a half one is named."""
    url = f"{URL}{estate.pk}/standard/"
    lines = [("主卧", "外墙窗", "断桥铝三玻"), ("", "", ""), ("厨房", "台面", "石英石")]
    assert as_supervisor.post(url, standard(estate, *lines)).status_code == 302
    estate.refresh_from_db()
    assert [one["room"] for one in estate.delivery_standard] == ["主卧", "厨房"]
    page = as_supervisor.get(f"{URL}{estate.pk}/").content.decode()
    assert "断桥铝三玻" in page and url in page
    assert "石英石" in as_supervisor.get(url).content.decode()
    for wrong in (("主卧", "", "x"), ("厨房", "台面", "大理石"), ("客厅", "地面", "长" * 201)):
        refused = as_supervisor.post(url, standard(estate, ("厨房", "台面", "石英石"), wrong))
        assert refused.status_code == 422
        assert "2" in str(refused.context["form"].non_field_errors())
        assert wrong[2] in refused.content.decode()
    stale = as_supervisor.post(url, standard(estate, *lines, seen=estate.version - 1))
    assert stale.status_code == 409


def test_facts_of_the_place_are_mended_and_taken_out(as_supervisor, house, estate):
    """EST-1: nearby facilities and adverse factors, each with its day and source."""
    fact = add_estate_fact(
        estate,
        kind="nearby",
        name="地铁 5 号线",
        on=house.now.date(),
        source="规划局",
        by=SYSTEM,
        now=house.now,
    )
    url = f"{URL}facts/{fact.pk}/"
    assert f"{url}change/" in as_supervisor.get(f"{URL}{estate.pk}/").content.decode()
    sent = {
        "kind": "adverse_outside",
        "name": "变电站",
        "words": "东侧 200 米",
        "on": "2026-03-01",
        "source": "环评公示",
    }
    assert as_supervisor.post(f"{url}change/", {**sent, "source": " "}).status_code == 422
    assert as_supervisor.post(f"{url}change/", sent).status_code == 302
    fact.refresh_from_db()
    assert (fact.kind, fact.name, fact.on.isoformat()) == ("adverse_outside", "变电站", "2026-03-01")
    assert as_supervisor.post(f"{url}remove/").status_code == 302
    assert not estate.facts.exists()


def test_standard_and_facts_of_elsewhere_are_not_there(client, house, estate):
    """ORG-3."""
    fact = add_estate_fact(
        estate, kind="nearby", name="学校", on=house.now.date(), source="规划局", by=SYSTEM, now=house.now
    )
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    stranger = signed_in(client, house.stranger)
    for path in (f"{estate.pk}/standard/", f"facts/{fact.pk}/change/", f"units/{house.unit.pk}/price/"):
        assert stranger.get(f"{URL}{path}").status_code in (403, 404)
    assert stranger.post(f"{URL}facts/{fact.pk}/remove/").status_code == 404


def grant(staff, *codes):
    role = Appointment.objects.get(staff=staff).role
    role.permissions = [*role.permissions, *codes]
    role.save()


def test_plans_are_added_and_show_what_is_pinned_on_them(client, house, estate, as_supervisor):
    """EST-8"""
    Unit.objects.filter(pk=house.unit.pk).update(layout="三室")
    url = f"{URL}{estate.pk}/plans/"
    as_supervisor.post(url, {"name": "三室", "layout": "三室", "picture": a_drawing()})
    [(plan, _picture)] = as_supervisor.get(url).context["plans"]
    case = house.case()
    path = f"/desk/cases/{case.number}/pin/"
    assert case.title not in as_supervisor.get(f"{URL}plans/{plan.pk}/").content.decode()
    assert as_supervisor.post(path, {"x": "2", "y": "0"}).status_code == 422
    as_supervisor.post(path, {"x": "0.5", "y": "0.25"})
    page = as_supervisor.get(f"{URL}plans/{plan.pk}/").content.decode()
    assert case.title in page and "translate(500 190)" in page
    beside = as_supervisor.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<svg" in beside and "<html" not in beside
    signed_in(client, house.stranger)
    for away in (url, f"{URL}plans/{plan.pk}/", path):
        assert client.get(away).status_code == 404


def test_a_home_without_a_plan_says_so(as_agent, house):
    """EST-8"""
    page = as_agent.get(f"/desk/cases/{house.case().number}/pin/")
    assert (page.status_code, page.context["plan"]) == (200, None)


def test_keeps_the_drawings_of_the_contract(as_supervisor, client, house):
    """EST-2: added on the home's page, read by who sees the home."""
    page = f"{URL}units/{house.unit.pk}/"
    answer = as_supervisor.post(f"{page}drawings/new/", {"name": "户型附图", "file": a_drawing()})
    assert (answer.status_code, answer.url) == (302, f"{page}#drawings")
    ((drawing, stored),) = as_supervisor.get(page).context["drawings"]
    file = f"{URL}drawings/{drawing.pk}/"
    assert file in as_supervisor.get(page).content.decode()
    assert len(b"".join(as_supervisor.get(file).streaming_content)) == stored.size
    refused = as_supervisor.post(f"{page}drawings/new/", {"name": "", "file": a_drawing()})
    assert refused.status_code == 422
    assert signed_in(client, house.stranger).get(file).status_code == 404
