"""Floor plans belong to a home or a layout, and pins lie on them (EST-8)."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from alongside.domain.estates.actions import add_plan, place_pin, retire_plan
from alongside.domain.estates.models import FloorPlan, Pin
from alongside.domain.estates.queries import plan_of
from alongside.kernel.refusals import NotAllowed, Refused


def drawing() -> SimpleUploadedFile:
    body = BytesIO()
    Image.new("RGB", (800, 600), "white").save(body, "PNG")
    return SimpleUploadedFile("plan.png", body.getvalue(), "image/png")


def _plan(cast, **but) -> FloorPlan:
    given = {"name": "三室两厅两卫", "layout": cast.unit.layout, **but}
    return add_plan(cast.estate, picture=drawing(), by=cast.supervisor, now=cast.now, **given)


def test_the_nearest_plan_of_a_home_counts(cast) -> None:
    """EST-8: its own before that of its building's layout, before that of its layout."""
    assert plan_of(cast.unit) is None
    of_layout = _plan(cast)
    assert (plan_of(cast.unit), of_layout.drawn_height) == (of_layout, 750)
    of_building = _plan(cast, building=cast.unit.building)
    assert plan_of(cast.unit) == of_building
    own = _plan(cast, unit=cast.unit, layout="")
    assert (plan_of(cast.unit), plan_of(cast.next_unit)) == (own, of_building)
    retire_plan(own, by=cast.supervisor, now=cast.now)
    assert plan_of(cast.unit) == of_building
    assert plan_of(cast.other_unit) is None  # the same layout on another estate


def test_a_new_plan_takes_the_place_of_the_old_one(cast) -> None:
    """EST-8: pins on the old one stay."""
    old = _plan(cast)
    pin = place_pin(cast.unit, x=Decimal("0.5"), y=Decimal("0.25"), now=cast.now)
    new = _plan(cast)
    assert (plan_of(cast.unit), Pin.objects.get(pk=pin.pk).plan) == (new, old)


@pytest.mark.parametrize(("x", "y"), [("-0.1", "0"), ("0", "1.1")])
def test_a_pin_lies_on_its_plan(cast, x: str, y: str) -> None:
    """EST-8: the database holds to it too."""
    plan = _plan(cast)
    with pytest.raises(Refused):
        place_pin(cast.unit, x=Decimal(x), y=Decimal(y), now=cast.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pin.objects.create(plan=plan, unit=cast.unit, x=Decimal(x), y=Decimal(y), placed_at=cast.now)


def test_a_plan_needs_a_home_or_a_layout_of_the_estate(cast) -> None:
    """EST-8"""
    for but in ({"layout": " "}, {"unit": cast.other_unit}, {"name": " "}):
        with pytest.raises(Refused):
            _plan(cast, **but)
    with pytest.raises(Refused):
        place_pin(cast.unit, x=Decimal(0), y=Decimal(0), now=cast.now)


def test_is_refused_to_who_may_not_change_estates_here(cast) -> None:
    """ORG-2"""
    plan = _plan(cast)
    for by in (cast.stranger, cast.other_supervisor, cast.agent, cast.customer):
        with pytest.raises(NotAllowed):
            add_plan(cast.estate, name="x", layout="x", picture=drawing(), by=by, now=cast.now)
        with pytest.raises(NotAllowed):
            retire_plan(plan, by=by, now=cast.now)
    assert not FloorPlan.objects.visible_to(cast.stranger).exists()
