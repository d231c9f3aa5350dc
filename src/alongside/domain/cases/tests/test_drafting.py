"""A report in the making becomes one case, once (CAS-2, CAS-15)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from alongside.domain.cases.actions.drafting import (
    add_draft_files,
    change_draft,
    drop_draft,
    drop_old_drafts,
    remove_draft_file,
    send_draft,
    start_draft,
)
from alongside.domain.cases.models import Case, CaseDraft
from alongside.domain.cases.queries.files import file_for
from alongside.domain.cases.rules.drafting import title_of
from alongside.domain.customers.models import UnitRelation
from alongside.domain.estates.models import Building, Estate, Unit
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.tests.test_files import a_picture


@pytest.fixture
def home(place, people, now):
    """周敏's home in 观澜庭."""
    estate = Estate.objects.create(node=place.here, name="观澜庭")
    building = Building.objects.create(estate=estate, name="8栋")
    unit = Unit.objects.create(
        node=place.here, estate=estate, building=building, number="2102", label="8栋2102"
    )
    UnitRelation.objects.create(
        customer=people.zhou, unit=unit, node=place.here, role="owner", from_on=now.date()
    )
    return unit


@pytest.fixture
def draft(home, people, now):
    begun = start_draft(people.zhou, unit=home, kind="repair", by=people.as_zhou, now=now)
    return change_draft(begun, words="主卫顶上滴水。已经三天了", by=people.as_zhou, now=now)


def pictures(count=1):
    return [SimpleUploadedFile(f"{n}.jpg", a_picture(), content_type="image/jpeg") for n in range(count)]


def test_becomes_a_case_with_its_words_place_and_pictures(draft, home, people, now):
    """CAS-2: what was said step by step is all there, the pictures with the first message."""
    [stored] = add_draft_files(draft, files=pictures(), by=people.as_zhou, now=now)
    case = send_draft(draft, by=people.as_zhou, now=now)
    said = case.conversation.messages.get()
    assert (case.kind, case.unit, case.customer, case.channel) == ("repair", home, people.zhou, "portal")
    assert case.title == "主卫顶上滴水"
    assert (said.body, said.file_count) == ("主卫顶上滴水。已经三天了", 1)
    assert file_for(people.as_zhou, stored.pk) == file_for(people.as_lin, stored.pk) == stored
    assert file_for(people.as_wu, stored.pk) is None
    assert file_for(people.as_sun, stored.pk) is None


def test_sent_twice_gives_the_same_case(draft, people, now):
    """A double tap opens one case."""
    first = send_draft(draft, by=people.as_zhou, now=now)
    assert send_draft(draft, by=people.as_zhou, now=now) == first
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_eight_times_at_once_gives_the_same_case(draft, people, now):
    """A double tap opens one case, however near the taps are."""

    def send(_n):
        try:
            return send_draft(draft, by=people.as_zhou, now=now).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(send, range(8)))
    assert len(numbers) == Case.objects.count() == 1


def test_without_words_and_pictures_is_refused(home, people, now):
    begun = start_draft(people.zhou, unit=home, kind="repair", by=people.as_zhou, now=now)
    with pytest.raises(Refused) as no:
        send_draft(begun, by=people.as_zhou, now=now)
    assert no.value.field == "words"
    add_draft_files(begun, files=pictures(), by=people.as_zhou, now=now)
    assert send_draft(begun, by=people.as_zhou, now=now).title


def test_about_somebody_elses_home_is_refused(home, people, now):
    """ORG-3: a home that is not theirs cannot be reported on."""
    with pytest.raises(Refused):
        start_draft(people.wu, unit=home, by=people.as_wu, now=now)
    with pytest.raises(NotAllowed):
        start_draft(people.zhou, unit=home, by=people.as_wu, now=now)


def test_a_home_that_was_left_is_refused(draft, home, people, now):
    UnitRelation.objects.update(until_on=now.date())
    with pytest.raises(Refused):
        send_draft(draft, by=people.as_zhou, now=now + timedelta(days=2))


def test_is_read_and_changed_by_its_customer_alone(draft, people, now):
    """ORG-3: not even staff read what was not sent."""
    [stored] = add_draft_files(draft, files=pictures(), by=people.as_zhou, now=now)
    assert CaseDraft.objects.visible_to(people.as_zhou).get() == draft
    assert file_for(people.as_zhou, stored.pk) == stored
    for other in (people.as_wu, people.as_lin, people.as_admin):
        assert not CaseDraft.objects.visible_to(other).exists()
        assert file_for(other, stored.pk) is None
        with pytest.raises(NotAllowed):
            change_draft(draft, words="x", by=other, now=now)


def test_takes_nine_pictures_and_gives_them_back(draft, people, now):
    kept = add_draft_files(draft, files=pictures(9), by=people.as_zhou, now=now)
    with pytest.raises(Refused):
        add_draft_files(draft, files=pictures(), by=people.as_zhou, now=now)
    remove_draft_file(draft, kept[0], by=people.as_zhou)
    assert StoredFile.objects.count() == 8


def test_takes_no_documents(draft, people, now):
    """INF-8: told by content."""
    with pytest.raises(Refused):
        add_draft_files(draft, files=[SimpleUploadedFile("a.jpg", b"%PDF-1.7 x")], by=people.as_zhou, now=now)


def test_a_sent_one_changes_no_more(draft, people, now):
    send_draft(draft, by=people.as_zhou, now=now)
    for act in (
        lambda: change_draft(draft, words="x", by=people.as_zhou, now=now),
        lambda: add_draft_files(draft, files=pictures(), by=people.as_zhou, now=now),
        lambda: drop_draft(draft, by=people.as_zhou),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": "a\x00b"}, "words"),
        ({"words": "长" * 100_001}, "words"),
        ({"place_words": "远" * 201}, "place_words"),
        ({"kind": "dispute"}, "kind"),
        ({"kind": "nonsense"}, "kind"),
    ],
)
def test_absurd_input_is_refused_in_words(draft, people, now, fields, field):
    """INF-10: bad input gets a clear message."""
    with pytest.raises(Refused) as no:
        change_draft(draft, by=people.as_zhou, now=now, **fields)
    assert no.value.field == field


def test_left_for_a_month_goes_with_its_pictures(draft, people, now):
    """INF-5: what nobody sent is not kept for ever; what became a case stays."""
    add_draft_files(draft, files=pictures(), by=people.as_zhou, now=now)
    assert drop_old_drafts(now=now + timedelta(days=29)) == 0
    assert drop_old_drafts(now=now + timedelta(days=31)) == 1
    assert not CaseDraft.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("主卫顶上滴水。已经三天了", "主卫顶上滴水"),
        ("Water drips. Since Monday.", "Water drips"),
        ("3.5 m of wall is wet", "3.5 m of wall is wet"),
        ("  \n", "维修"),
        ("。。。", "。。。"),
        ("漏" * 50, "漏" * 39 + "…"),
        ("👨‍👩‍👧 家里漏水", "👨‍👩‍👧 家里漏水"),
    ],
)
def test_its_title_is_the_first_sentence(words, title):
    assert title_of(words, "维修") == title
