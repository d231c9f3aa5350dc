"""The story of a case, and what each reader finds in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.domain.cases.actions.handing_on import ask_cooperation, decline_transfer, offer_transfer
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.writing import (
    add_note,
    record_attempt,
    reply_to_customer,
    write_as_customer,
)
from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.story import story_of
from alongside.domain.work.actions import accept_task, finish_task
from alongside.kernel.refusals import Refused

pytestmark = pytest.mark.django_db

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def lived(a_case, place, people, now):
    """A case in which everything that a story can show happened once."""
    case = acknowledge_case(a_case(), by=people.as_lin, now=now + timedelta(seconds=10))
    task = ask_cooperation(
        case,
        department=place.engineering,
        title="请看漏点",
        words="内部：怀疑防水层",
        due_at=now + timedelta(hours=3),
        by=people.as_lin,
        now=now + timedelta(minutes=1),
    )
    reply_to_customer(case, words="工程师下午到。", by=people.as_lin, now=now + timedelta(minutes=2))
    picture = SimpleUploadedFile("ceiling.png", PICTURE, "image/png")
    write_as_customer(
        case, words="又漏了", files=[picture], by=people.as_zhou, now=now + timedelta(minutes=3)
    )
    add_note(case, words="内部：客户很急", by=people.as_lin, now=now + timedelta(minutes=4))
    record_attempt(
        case,
        channel="phone",
        result="busy",
        words="内部：占线",
        by=people.as_lin,
        now=now + timedelta(minutes=5),
    )
    transfer = offer_transfer(
        case, to=people.wang, reason="内部：我休假", by=people.as_lin, now=now + timedelta(minutes=6)
    )
    decline_transfer(transfer, words="内部：太忙", by=people.as_wang, now=now + timedelta(minutes=7))
    accept_task(task, by=people.as_he, now=now + timedelta(minutes=8))
    finish_task(task, words="内部：换了地漏", by=people.as_he, now=now + timedelta(minutes=9))
    case.refresh_from_db()
    return case


def test_everything_comes_in_order_with_its_words(lived, people):
    """CAS-5: the customer never has to repeat the story, whoever has the case."""
    told = [
        (one.event or one.direction, one.by_name, one.words)
        for one in story_of(lived, people.as_wang).entries
    ]
    assert told == [
        ("case.opened", "林晓月", ""),
        ("in", "周敏", "卫生间漏水三天了，楼下也湿了。"),
        ("case.acknowledged", "林晓月", ""),
        ("case.cooperation_asked", "林晓月", "内部：怀疑防水层"),
        ("out", "林晓月", "工程师下午到。"),
        ("in", "周敏", "又漏了"),
        ("internal", "林晓月", "内部：客户很急"),
        ("case.attempt_made", "林晓月", "内部：占线"),
        ("case.transfer_offered", "林晓月", "内部：我休假"),
        ("case.transfer_declined", "王磊", "内部：太忙"),
        ("task.accepted", "何建军", ""),
        ("task.finished", "何建军", "内部：换了地漏"),
    ]


def test_files_come_with_their_message(lived, people):
    entry = next(one for one in story_of(lived, people.as_lin).entries if one.words == "又漏了")
    assert [one.name for one in entry.files] == ["ceiling.png"]


def test_a_customer_reads_nothing_internal(lived, people):
    """CAS-15: their case in plain words, who is on it, messages both ways."""
    story = story_of(lived, people.as_zhou)
    assert [one.event or one.words for one in story.entries] == [
        "case.opened",
        "卫生间漏水三天了，楼下也湿了。",
        "case.acknowledged",
        "case.cooperation_asked",
        "工程师下午到。",
        "又漏了",
    ]
    assert "内部" not in repr(story)
    assert "请看漏点" not in repr(story)
    assert story.tasks == []


def test_a_stranger_reads_nothing(lived, people):
    """ORG-3. The helper reads it, the contractor who was not asked does not."""
    for stranger in (people.as_sun, people.as_wu, people.as_contractor):
        assert story_of(lived, stranger).entries == []
    assert len(story_of(lived, people.as_he).entries) == 12


def test_a_long_story_takes_no_more_queries(lived, people, now, django_assert_max_num_queries):
    """CAS-16."""
    for minute in range(10, 40):
        reply_to_customer(lived, words=f"{minute}", by=people.as_lin, now=now + timedelta(minutes=minute))
    lived = Case.objects.select_related("customer").get(pk=lived.pk)
    with django_assert_max_num_queries(9):
        assert len(story_of(lived, people.as_lin).entries) == 42


def test_older_entries_follow_page_by_page_without_loss(lived, people):
    whole = [(one.at, one.event, one.words) for one in story_of(lived, people.as_lin).entries]
    pages, before = [], ""
    while True:
        story = story_of(lived, people.as_lin, limit=5, before=before)
        pages = [(one.at, one.event, one.words) for one in story.entries] + pages
        before = story.older
        if not before:
            break
    assert pages == whole


def test_a_damaged_address_is_refused_in_words(lived, people):
    for damaged in ("x", "bnVsbA", "W10", "e30", "\x00", "W251bGwsICJhIl0"):
        with pytest.raises(Refused):
            story_of(lived, people.as_lin, before=damaged)
