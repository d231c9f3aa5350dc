"""Reporting step by step: one thing a page, one case in the end (CAS-2)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from alongside.domain.cases.models import Case, CaseDraft
from alongside.domain.estates.models import PublicArea
from alongside.faces.portal.tests.house import pictures
from alongside.kernel.models import StoredFile


def start(client, where, kind="repair"):
    answer = client.post(f"{reverse('portal:start_report')}?kind={kind}", {"where": where})
    assert answer.status_code == 302
    return answer.url


def test_a_repair_at_home_goes_from_the_room_to_the_case(house, as_zhou):
    """CAS-2"""
    place = start(as_zhou, f"unit:{house.home.pk}")
    assert "卫生间" in as_zhou.get(place).content.decode()
    assert "顶面" in as_zhou.get(f"{place}?room={house.bathroom.pk}").content.decode()
    words = as_zhou.post(place, {"location": house.ceiling.pk}).url
    check = as_zhou.post(words, {"words": "滴水", "files": pictures(2)}).url
    page = as_zhou.get(check).content.decode()
    assert "滴水" in page and "顶面" in page and page.count("/small/") == 2
    sent = as_zhou.post(check).url
    case = Case.objects.get()
    assert (case.unit, case.location, case.kind, case.channel) == (
        house.home,
        house.ceiling,
        "repair",
        "portal",
    )
    assert case.number in as_zhou.get(sent).content.decode()


def how_far(page):
    return page.context["done"], page.context["total"]


def test_the_count_of_steps_goes_one_by_one(house, as_zhou):
    """CAS-2: a repair is asked in four pages, and each says so; something else in five."""
    seen = [how_far(as_zhou.get(reverse("portal:start_report") + "?kind=repair"))]
    place = start(as_zhou, f"unit:{house.home.pk}")
    seen.append(how_far(as_zhou.get(place)))
    words = as_zhou.post(place, {"location": house.ceiling.pk}).url
    seen.append(how_far(as_zhou.get(words)))
    seen.append(how_far(as_zhou.get(as_zhou.post(words, {"words": "滴水"}).url)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]

    seen = [how_far(as_zhou.get(reverse("portal:start_report")))]
    place = start(as_zhou, f"unit:{house.home.pk}", kind="")
    seen.append(how_far(as_zhou.get(place)))
    words = as_zhou.post(place, {"location": house.ceiling.pk}).url
    seen.append(how_far(as_zhou.get(words)))
    kind = as_zhou.post(words, {"words": "滴水"}).url
    seen.append(how_far(as_zhou.get(kind)))
    seen.append(how_far(as_zhou.get(as_zhou.post(kind, {"kind": "repair"}).url)))
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_around_the_house_a_public_area_is_tapped(house, as_zhou):
    place = start(as_zhou, f"estate:{house.home.estate_id}")
    area = PublicArea.objects.get()
    assert area.name in as_zhou.get(place).content.decode()
    words = as_zhou.post(place, {"area": area.pk}).url
    as_zhou.post(as_zhou.post(words, {"words": "积水"}).url)
    assert Case.objects.get().public_area == area


def test_a_complaint_says_what_it_is_about(house, as_zhou):
    """CAS-1: a complaint has a category."""
    words = start(as_zhou, "none", kind="")
    kind = as_zhou.post(words, {"words": "态度不好"}).url
    about = as_zhou.post(kind, {"kind": "complaint"}).url
    assert about.endswith("/about/")
    check = as_zhou.post(about, {"category": house.category.code}).url
    as_zhou.post(check)
    case = Case.objects.get()
    assert (case.kind, case.category, case.unit) == ("complaint", house.category, None)


def test_a_double_tap_opens_one_case(house, as_zhou):
    """A hasty finger and a lost answer give the same case."""
    check = reverse("portal:check_report", args=[house.draft().key])
    assert as_zhou.post(check).url == as_zhou.post(check).url == as_zhou.get(check).url
    assert Case.objects.count() == 1


def test_back_from_a_change_leads_to_the_summary(house, as_zhou):
    draft = house.draft()
    for step, given in (("report_words", {"words": "更大了"}), ("report_kind", {"kind": "enquiry"})):
        answer = as_zhou.post(reverse(f"portal:{step}", args=[draft.key]) + "?then=check", given)
        assert answer.url == reverse("portal:check_report", args=[draft.key])


def test_a_picture_is_taken_out_again(house, as_zhou, as_ma):
    draft = house.draft()
    as_zhou.post(reverse("portal:report_words", args=[draft.key]), {"words": "x", "files": pictures()})
    remove = reverse("portal:remove_picture", args=[draft.key, StoredFile.objects.get().pk])
    assert as_ma.post(remove).status_code == 404
    assert as_zhou.post(remove).status_code == 302
    assert not StoredFile.objects.exists()


def test_what_was_begun_waits_on_the_first_page_until_thrown_away(house, as_zhou):
    draft = house.draft()
    assert str(draft.key) in as_zhou.get("/portal/").content.decode()
    as_zhou.post(reverse("portal:drop_report", args=[draft.key]))
    assert not CaseDraft.objects.exists()


def test_neither_words_nor_picture_is_refused_on_the_page(house, as_zhou):
    words = start(as_zhou, "none", kind="enquiry")
    answer = as_zhou.post(words, {"words": "  "})
    assert answer.status_code == 422
    assert "请写一句" in answer.content.decode()


def test_words_are_kept_when_a_file_is_refused(house, as_zhou):
    """An error says what was kept."""
    [liar] = pictures()
    liar.file.seek(0)
    liar.file.write(b"%PDF-1.7 liar")
    words = start(as_zhou, "none", kind="enquiry")
    answer = as_zhou.post(words, {"words": "物业费怎么交", "files": [liar]})
    assert answer.status_code == 422
    assert "物业费怎么交" in answer.content.decode()
    assert CaseDraft.objects.get().words == "物业费怎么交"


@pytest.mark.parametrize("where", ["", "unit:", "unit:999999", "estate:x", "\x00", "none:none", "💧" * 99])
def test_a_place_that_is_not_theirs_begins_nothing(house, as_zhou, where):
    """ORG-3, INF-10"""
    answer = as_zhou.post(reverse("portal:start_report"), {"where": where})
    assert answer.status_code == 200
    assert not CaseDraft.objects.exists()


def test_the_home_of_another_begins_nothing(house, as_zhou):
    """ORG-3"""
    as_zhou.post(reverse("portal:start_report"), {"where": f"unit:{house.his_home.pk}"})
    assert not CaseDraft.objects.exists()


@pytest.mark.parametrize(
    ("step", "given", "status"),
    [
        ("report_place", {"location": "999999"}, 404),
        ("report_place", {"location": "9" * 99}, 404),
        ("report_place", {"location": "x"}, 404),
        ("report_place", {"area": "-1"}, 404),
        ("report_place", {"place_words": "远" * 201}, 422),
        ("report_place", {"place_words": "a\x00"}, 422),
        ("report_words", {"words": "长" * 100_001}, 422),
        ("report_words", {"words": "a\x00b"}, 422),
        ("report_kind", {"kind": ""}, 422),
        ("report_kind", {"kind": "dispute"}, 422),
        ("report_about", {"category": "complaint/quality"}, 404),
        ("report_about", {"category": "\x00"}, 404),
    ],
)
def test_absurd_input_is_answered_calmly(house, as_zhou, step, given, status):
    """INF-10"""
    url = reverse(f"portal:{step}", args=[house.draft().key])
    assert as_zhou.post(url, given).status_code == status


@pytest.mark.parametrize(
    "words", ["مرحبا", "👨‍👩‍👧‍👦", "𠮷野家漏水", "<script>alert(1)</script>", "a" * 5000]
)
def test_any_words_arrive_as_they_are(house, as_zhou, words):
    draft = house.draft()
    check = as_zhou.post(reverse("portal:report_words", args=[draft.key]), {"words": words}).url
    page = as_zhou.get(check).content.decode()
    assert "<script>alert" not in page
    case_page = as_zhou.get(as_zhou.post(check).url)
    assert case_page.status_code == 200
    assert Case.objects.get().conversation.messages.get().body == words


def test_a_draft_that_never_was_is_not_there(house, as_zhou):
    assert as_zhou.get(reverse("portal:check_report", args=[uuid4()])).status_code == 404


def test_a_room_that_names_an_unknown_icon_is_shown_all_the_same(house, as_zhou):
    house.bathroom.icon = "no-such-icon/../x"
    house.bathroom.save()
    place = reverse("portal:report_place", args=[house.draft().key])
    assert as_zhou.get(place).status_code == 200


def test_is_headed_by_what_was_tapped(as_zhou):
    page = as_zhou.get(reverse("portal:start_report") + "?kind=repair").content.decode()
    assert "<title>报修" in page
