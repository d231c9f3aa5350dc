"""What an owner can read about their home (EST-2)."""

from alongside.domain.customers.actions import relate_unit
from alongside.domain.estates.actions import add_contract_drawing
from alongside.domain.estates.samples import a_drawing
from alongside.kernel.actor import SYSTEM


def test_an_owner_reads_the_drawings_of_the_contract(house, as_zhou, as_ma):
    """EST-2, ORG-3: hers only; to anybody else neither the page nor the drawing is there."""
    unit = house.second_home
    drawing = add_contract_drawing(unit, name="户型附图", file=a_drawing(), by=SYSTEM, now=house.now)
    page, file = f"/portal/homes/{unit.pk}/", f"/portal/drawings/{drawing.pk}/"
    assert file in as_zhou.get(page).content.decode()
    assert b"".join(as_zhou.get(file).streaming_content).startswith(b"\x89PNG")
    assert {as_ma.get(page).status_code, as_ma.get(file).status_code} == {404}
    assert as_zhou.get("/portal/homes/999999/").status_code == 404


def test_a_tenant_sees_the_home_and_not_the_contract(house, as_ma):
    """EST-2: whoever rents it asks the owner."""
    unit = house.second_home
    relate_unit(house.ma, unit=unit, role="tenant", from_on=house.now.date(), by=SYSTEM, now=house.now)
    drawing = add_contract_drawing(unit, name="户型附图", file=a_drawing(), by=SYSTEM, now=house.now)
    page = as_ma.get(f"/portal/homes/{unit.pk}/")
    assert (page.status_code, "户型附图" in page.content.decode()) == (200, False)
    assert as_ma.get(f"/portal/drawings/{drawing.pk}/").status_code == 404
