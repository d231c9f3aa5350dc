"""Needs in four kinds, vehicles, photos with consent, and agents with their papers."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from alongside.domain.customers.actions import (
    Said,
    add_vehicle,
    authorise_agent,
    describe_needs,
    give_consent,
    keep_portrait,
    withdraw_consent,
)
from alongside.domain.customers.models import Need, Purpose
from alongside.domain.customers.queries.page import range_of
from alongside.domain.customers.queries.recognising import portraits, recognise
from alongside.domain.customers.samples import a_customer
from alongside.domain.organisation.samples import a_staff_member, an_appointment
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import files_about, open_file


@pytest.fixture
def zhou(cast):
    return cast.customer.customer


@pytest.fixture
def guard(cast):
    staff = a_staff_member(now=cast.now, name="老张", username="zhang")
    an_appointment(staff=staff, role="gate_guard", node=cast.project, now=cast.now)
    return cast.actor(staff)


def a_picture(name="face.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_needs_are_kept_by_topic_and_found_by_amount(cast, zhou):
    """CUS-3: basic, psychological, additional, special; searchable."""
    said = {
        "budget": Said("首付三成", Decimal(300), Decimal(350)),
        "surroundings": Said("安静"),
        "schools": Said("走路能到小学"),
        "payment": Said("公积金组合贷"),
    }
    describe_needs(zhou, said, by=cast.agent, now=cast.now)
    assert {one.kind for one in zhou.needs.all()} == {"basic", "psychological", "additional", "special"}
    affordable = Need.objects.visible_to(cast.agent).filter(topic="budget", lowest__lte=320, highest__gte=320)
    assert range_of(affordable.get().lowest, affordable.get().highest) == "300–350"
    assert not Need.objects.visible_to(cast.stranger).exists()


def test_an_emptied_need_goes_and_one_not_named_stays(cast, zhou):
    describe_needs(zhou, {"wish": Said("换房"), "schools": Said("小学")}, by=SYSTEM, now=cast.now)
    describe_needs(zhou, {"wish": Said()}, by=SYSTEM, now=cast.now)
    assert [one.topic for one in zhou.needs.all()] == ["schools"]
    facts = JournalEntry.objects.filter(kind="customer.needs_described").order_by("id").last().facts
    assert facts == {"changed": ["wish"]}


@pytest.mark.parametrize(
    "said",
    [
        {"budget": Said("", Decimal(350), Decimal(300))},
        {"schools": Said("", Decimal(3), None)},
        {"nothing": Said("x")},
        {"wish": Said("长" * 201)},
    ],
)
def test_needs_that_mean_nothing_are_refused(cast, zhou, said):
    with pytest.raises(Refused):
        describe_needs(zhou, said, by=SYSTEM, now=cast.now)


def test_an_agent_acts_with_papers_for_whoever_owns_the_home(cast, zhou):
    """CUS-1: scope of authority, until when, and the papers."""
    agent = a_customer(node=cast.project, now=cast.now, name="王律师", phone="", email="")
    given = {
        "unit": cast.unit, "principal": zhou, "scopes": ["handover", "payment"], "from_on": cast.now.date(),
        "valid_until": cast.now.date() + timedelta(days=30), "by": cast.agent, "now": cast.now,
    }  # fmt: skip
    with pytest.raises(Refused):
        authorise_agent(agent, **given)
    authority = authorise_agent(agent, **given, files=[a_picture("委托书.jpg")])
    assert authority.file_count == 1
    assert authority.relation.role == "agent"
    assert not authority.is_over(cast.now.date())
    assert authority.is_over(date(2099, 1, 1))
    with pytest.raises(Refused):
        authorise_agent(zhou, **{**given, "principal": agent}, files=[a_picture()])


@pytest.mark.parametrize("asked", ["周敏", "zm", "8栋1单元2102", "浙A·8M321", "M321", "浙a8m321"])
def test_a_guard_knows_residents_by_name_home_or_plate(cast, guard, zhou, asked):
    """CUS-9."""
    add_vehicle(zhou, plate="浙A 8M321", words="白色", by=SYSTEM, now=cast.now)
    found = recognise(asked, guard, now=cast.now)
    assert [one.customer for one in found] == [zhou]
    assert [one.plate for one in found[0].vehicles] == ["浙A8M321"]


def test_a_guard_knows_nobody_of_another_estate(cast, guard):
    """CUS-9, ORG-3: limited to their estate."""
    ma = cast.other_customer.customer
    add_vehicle(ma, plate="浙B12345", by=SYSTEM, now=cast.now)
    for asked in ("马骏", "浙B12345", "2345", "1801"):
        assert recognise(asked, guard, now=cast.now) == []
    assert recognise("周敏", cast.agent, now=cast.now) == []


def test_a_plate_is_stored_encrypted(cast, zhou):
    """INF-1."""
    vehicle = add_vehicle(zhou, plate="浙A8M321", by=SYSTEM, now=cast.now)
    assert vehicle.masked == "浙A··321"
    with connection.cursor() as cursor:
        cursor.execute("SELECT plate, masked FROM customers_vehicle")
        assert "8M321" not in str(cursor.fetchall())
    for wrong in ("", "hello world", "12", "沪A-没有数"):
        with pytest.raises(Refused):
            add_vehicle(zhou, plate=wrong, by=SYSTEM, now=cast.now)


def test_a_face_is_kept_and_shown_only_while_consent_stands(cast, guard, zhou):
    """CUS-7, CUS-9: withdrawal takes effect at once."""
    with pytest.raises(Refused):
        keep_portrait(zhou, picture=a_picture(), by=cast.agent, now=cast.now)
    agreed = {"purpose": Purpose.objects.get(code="portrait"), "channel": "walk_in"}
    give_consent(zhou, **agreed, evidence="柜台 7 号", by=SYSTEM, now=cast.now)
    keep_portrait(zhou, picture=a_picture(), by=cast.agent, now=cast.now)
    assert recognise("周敏", guard, now=cast.now)[0].has_portrait
    kept = files_about(zhou.portrait).get()
    with default_storage.open(kept.path) as stored:
        assert b"JFIF" not in stored.read()  # INF-1: a face lies encrypted
    with open_file(kept) as opened:
        assert b"JFIF" in opened.read()
    assert portraits(guard, now=cast.now).count() == 1
    withdraw_consent(zhou, **agreed, by=SYSTEM, now=cast.now)
    assert not recognise("周敏", guard, now=cast.now)[0].has_portrait
    assert portraits(guard, now=cast.now).count() == 0


def test_whoever_may_not_change_customers_adds_no_car(cast, guard, zhou):
    with pytest.raises(NotAllowed):
        add_vehicle(zhou, plate="浙A8M321", by=guard, now=cast.now)
