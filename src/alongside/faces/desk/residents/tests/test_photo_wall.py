"""The wall of photos: only the guard's estates, only with consent, each wall one line in the access log (CUS-9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.domain.customers.actions import give_consent, keep_portrait, relate_unit, withdraw_consent
from alongside.domain.customers.models import Purpose, PurposeText
from alongside.domain.customers.queries import photo_wall as walls
from alongside.domain.customers.samples import a_customer
from alongside.domain.organisation.models import Role
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import AccessLine
from alongside.kernel.tests.test_files import a_picture

URL = "/desk/residents/photos/"


@pytest.fixture
def portrait(db) -> Purpose:
    purpose, _new = Purpose.objects.get_or_create(
        code="portrait", defaults={"name": {"zh-hans": "门岗认人"}, "basis": "consent"}
    )
    if not purpose.texts.exists():
        PurposeText.objects.create(purpose=purpose, version="1", text={"zh-hans": "照片"})
    return purpose


@pytest.fixture
def resident(house, portrait):
    """`resident("何静")`: lives in 2102 of building 8, agreed to a photo, and it was taken."""

    def live(name, unit=None, *, agrees=True):
        one = a_customer(node=house.project, now=house.now, name=name, phone="", email="")
        since = house.now.date() - timedelta(days=30)
        relate_unit(one, unit=unit or house.unit, role="owner", from_on=since, by=SYSTEM, now=house.now)
        if agrees:
            given = {"channel": "walk_in", "evidence": "签字单"}
            give_consent(one, purpose=portrait, by=SYSTEM, now=house.now, **given)
            picture = SimpleUploadedFile("face.jpg", a_picture(), "image/jpeg")
            keep_portrait(one, picture=picture, by=SYSTEM, now=house.now)
        return one

    return live


@pytest.fixture
def as_guard(client, house):
    role = Role.objects.create(code="gate", name={"zh-hans": "门岗"}, permissions=["recognise_residents"])
    house.engineer.appointments.update(role=role)
    return signed_in(client, house.engineer)


def shown(answer):
    return [one.customer.name for one, _photo in answer.context["faces"]]


def test_shows_who_agreed_and_has_a_photo(as_guard, resident):
    resident("何静")
    resident("马骏", agrees=False)
    answer = as_guard.get(URL)
    assert shown(answer) == ["何静"]
    assert "8栋1单元2102" in answer.content.decode()


def test_a_photo_goes_when_consent_does(as_guard, house, resident, portrait):
    """CUS-7: at once, from the wall and by its address."""
    he = resident("何静")
    photo = as_guard.get(URL).context["faces"][0][1]
    assert as_guard.get(photo)["Content-Type"] == "image/jpeg"
    withdraw_consent(he, purpose=portrait, by=SYSTEM, now=house.now)
    assert shown(as_guard.get(URL)) == []
    assert as_guard.get(photo).status_code == 404


@pytest.mark.parametrize("asked", ["何", "静", "he", "he jing", "hj", "2102", "8栋1单元"])
def test_is_filtered_by_name_pinyin_and_home_as_one_types(as_guard, resident, asked):
    resident("何静")
    answer = as_guard.get(URL, {"q": asked}, headers={"HX-Request": "true", "HX-Target": "wall"})
    page = answer.content.decode()
    assert "何静" in page and "<html" not in page
    assert shown(as_guard.get(URL, {"q": "zzz"})) == []


def test_a_wall_is_one_line_and_its_photos_are_none(as_guard, house, resident):
    """INF-3: who was shown is written once; a photo asked for by itself is a look of its own."""
    people = sorted(resident(name).pk for name in ("何静", "马骏"))
    before = AccessLine.objects.count()
    faces = as_guard.get(URL).context["faces"]
    assert AccessLine.objects.count() == before + 1
    assert AccessLine.objects.latest("id").person_ids == people
    for one, photo in faces:
        assert as_guard.get(photo).status_code == 200
        assert AccessLine.objects.count() == before + 1
        assert as_guard.get(photo.split("?")[0]).status_code == 200
        before += 1
        assert AccessLine.objects.latest("id").person_ids == [one.customer.pk]


def test_the_seal_of_another_viewer_is_none(as_guard, client, house, resident):
    resident("何静")
    photo = as_guard.get(URL).context["faces"][0][1]
    before = AccessLine.objects.count()
    assert signed_in(client, house.agent).get(photo).status_code == 200
    assert AccessLine.objects.count() == before + 1


def test_another_estates_guard_sees_nobody(client, house, resident):
    """ORG-3: neither the wall nor a photo, nor that the estate exists."""
    he = resident("何静")
    role = Role.objects.create(code="gate", name={"zh-hans": "门岗"}, permissions=["recognise_residents"])
    house.stranger.appointments.update(role=role)
    elsewhere = signed_in(client, house.stranger)
    answer = elsewhere.get(URL, {"estate": house.unit.estate_id})
    assert shown(answer) == [] and house.unit.estate.name not in answer.content.decode()
    assert elsewhere.get(f"{URL}{he.pk}/").status_code == 404


def test_is_paged_by_name(as_guard, house, resident, monkeypatch):
    monkeypatch.setattr(walls, "PAGE", 2)
    for name in ("安然", "白露", "曹颖"):
        resident(name)
    first = as_guard.get(URL)
    assert shown(first) == ["安然", "白露"]
    assert shown(as_guard.get(f"{URL}{first.context['older']}")) == ["曹颖"]


def test_moving_out_ends_it(as_guard, house, resident):
    he = resident("何静")
    he.unit_relations.update(until_on=house.now.date() - timedelta(days=1))
    assert shown(as_guard.get(URL)) == []
