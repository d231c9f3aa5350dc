"""A closed case becomes a lesson in which nobody is named (CAS-13)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from alongside.domain.cases.actions.learning.checking import found_in
from alongside.domain.cases.actions.learning.lessons import (
    publish_lesson,
    return_lesson,
    start_lesson,
    submit_lesson,
    withdraw_lesson,
    write_lesson,
)
from alongside.domain.cases.actions.liability import draft_finding, issue_finding
from alongside.domain.cases.actions.resolving import confirm_case
from alongside.domain.cases.models import Case, Lesson
from alongside.domain.cases.queries.lessons import lessons_found
from alongside.domain.cases.rules.liability import Share
from alongside.domain.cases.samples import a_case_in
from alongside.domain.privacy.hooks import WORDS
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

WORDS_OF = {
    "title": "闭水试验没做满就交付",
    "facts": "交付后卫生间漏水，业主三次报修才处理。",
    "went_wrong": "闭水试验只做了十二小时，记录是补签的。",
    "rule": "闭水试验满四十八小时，监理与客服同时签字。",
}


@pytest.fixture
def closed(cast) -> Case:
    case = a_case_in(
        "resolved", node=cast.project, now=cast.now, by=cast.supervisor, customer=cast.customer.customer, unit=cast.unit
    )  # fmt: skip
    finding = draft_finding(
        case, cause="workmanship", words="何建军班组闭水试验时间不足，业主周敏可作证", by=cast.director, now=cast.now,
        shares=[Share(party="owner", percent=Decimal(100))],
    )  # fmt: skip
    issue_finding(finding, by=cast.director, now=cast.now)
    case = Case.objects.get(pk=case.pk)
    return confirm_case(case, words="好了", by=cast.supervisor, now=cast.now + timedelta(days=2))


@pytest.fixture
def draft(cast, closed) -> Lesson:
    return start_lesson(closed, by=cast.supervisor, now=cast.now)


@pytest.fixture
def handed_in(cast, draft) -> Lesson:
    lesson = write_lesson(draft, **WORDS_OF, cause="workmanship", by=cast.supervisor, now=cast.now)
    return submit_lesson(lesson, by=cast.supervisor, now=cast.now)


def test_starts_from_category_cause_and_finding_with_people_blacked_out(cast, closed, draft):
    """CAS-13: begun twice it is one; only when the case is closed."""
    assert draft.cause == "workmanship" and draft.category == closed.category
    assert "闭水试验时间不足" in draft.went_wrong and "周敏" not in draft.went_wrong
    assert start_lesson(closed, by=cast.director, now=cast.now) == draft
    running = a_case_in("received", node=cast.project, now=cast.now, by=cast.agent)
    with pytest.raises(Refused):
        start_lesson(running, by=cast.supervisor, now=cast.now)
    for other in (cast.agent, cast.other_supervisor):
        with pytest.raises(NotAllowed):
            start_lesson(closed, by=other, now=cast.now)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("facts", "业主周敏多次来电"),
        ("facts", "周女士多次来电"),
        ("went_wrong", "客服林晓月未回复"),
        ("title", "8栋1单元2102漏水"),
        ("facts", "联系电话 138 1234 4420"),
        ("facts", "致电 0571-88886666"),
        ("rule", "车牌浙A12345不得再入"),
        ("rule", "证件 330106198001011234 不得留存"),
        ("went_wrong", "详见 GLT-2611-0001"),
        ("facts", "客户▇▇▇▇来电"),
        ("facts", "写信至 a.b@example.com"),
    ],
)
def test_is_refused_while_anybody_can_be_known(cast, draft, field, words):
    """CAS-13: neither the case's people nor anything that looks like a phone, a card, a car, a door or a number."""
    lesson = write_lesson(draft, **(WORDS_OF | {field: words}), by=cast.supervisor, now=cast.now)
    assert list(found_in(lesson)) == [field]
    with pytest.raises(Refused) as no:
        submit_lesson(lesson, by=cast.supervisor, now=cast.now)
    assert no.value.field == field


def test_is_refused_while_something_is_missing_or_too_long(cast, draft):
    """CAS-13"""
    lesson = write_lesson(draft, **(WORDS_OF | {"rule": ""}), by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused) as no:
        submit_lesson(lesson, by=cast.supervisor, now=cast.now)
    assert no.value.field == "rule"
    for field, text in [("title", ""), ("title", "长" * 121), ("facts", "长" * 4001)]:
        with pytest.raises(Refused) as no:
            write_lesson(draft, **(WORDS_OF | {field: text}), by=cast.supervisor, now=cast.now)
        assert no.value.field == field


def test_is_published_by_somebody_else_and_then_knows_no_case(cast, handed_in):
    """CAS-13, four eyes: also the database refuses the writer."""
    with pytest.raises(NotAllowed):
        publish_lesson(handed_in, by=cast.supervisor, now=cast.now)
    with pytest.raises(NotAllowed):
        publish_lesson(handed_in, by=cast.agent, now=cast.now)
    lesson = publish_lesson(handed_in, by=cast.quality, now=cast.now)
    assert (lesson.state, lesson.case) == ("published", None)
    with pytest.raises(Refused):
        publish_lesson(lesson, by=cast.manager, now=cast.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(reviewed_by=lesson.written_by)


def test_goes_back_to_its_writer_who_alone_writes_it_on(cast, handed_in):
    """CAS-13: what is handed in stands still; a stale page is told."""
    with pytest.raises(Refused):
        write_lesson(handed_in, **WORDS_OF, by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        return_lesson(handed_in, words=" ", by=cast.manager, now=cast.now)
    back = return_lesson(handed_in, words="规则要写明由谁签字", by=cast.manager, now=cast.now)
    assert (back.state, back.return_words) == ("draft", "规则要写明由谁签字")
    with pytest.raises(Conflict):
        write_lesson(back, **WORDS_OF, by=cast.supervisor, now=cast.now, seen=handed_in.version)


def test_is_found_by_chinese_words_category_and_cause_once_it_is_published(cast, handed_in):
    """CAS-13: the whole company reads it, strangers of other projects too; unfinished ones only who works on them."""
    assert not lessons_found(cast.agent, words="闭水")
    assert lessons_found(cast.quality, state="review").count() == 1
    assert not lessons_found(cast.other_supervisor, state="review")
    lesson = publish_lesson(handed_in, by=cast.quality, now=cast.now)
    for viewer in (cast.agent, cast.stranger, cast.legal):
        assert list(lessons_found(viewer, words="闭水试验")) == [lesson]
    assert not lessons_found(cast.customer) and not lessons_found(cast.contractor)
    agent = cast.agent
    assert list(lessons_found(agent, cause="workmanship", category=lesson.category.code)) == [lesson]
    assert not lessons_found(agent, cause="design") and not lessons_found(agent, words="电梯")
    assert not lessons_found(agent, words="字 " * 500)
    with translation.override("zh-hans"):
        withdraw_lesson(lesson, by=cast.quality, now=cast.now)
    assert not lessons_found(agent, words="闭水")


def test_what_is_unfinished_is_among_the_customers_words_and_what_is_published_is_not(cast, draft):
    """INF-4: erasing reaches drafts; the library keeps nothing to erase."""
    ids = [cast.customer.customer.pk]
    about = [one for some in WORDS.ask() for one in some if one.model is Lesson]
    assert Lesson.objects.filter(about[0].about(ids)).get() == draft
    lesson = write_lesson(draft, **WORDS_OF, by=cast.supervisor, now=cast.now)
    publish_lesson(submit_lesson(lesson, by=cast.supervisor, now=cast.now), by=cast.quality, now=cast.now)
    assert not Lesson.objects.filter(about[0].about(ids)).exists()
