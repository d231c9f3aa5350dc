"""CHN-10: suggestions from the company's own closed cases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.assistance.actions import train_models, train_when_worth_it
from alongside.domain.assistance.actions.training import _keep
from alongside.domain.assistance.models import TrainedModel
from alongside.domain.assistance.queries import similar_articles, similar_closed_cases, suggest
from alongside.domain.assistance.rules.learner import Example, Learnt
from alongside.domain.assistance.rules.light_model import LightModel
from alongside.domain.assistance.rules.measuring import measure
from alongside.domain.assistance.tests.conftest import NOW
from alongside.domain.assistance.tests.neighbours import LIFT
from alongside.domain.cases.models import Case
from alongside.domain.cases.samples import a_category
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.samples import an_article, published
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed

LEAKS = [
    "卫生间漏水",
    "厨房水管滴水漏水",
    "阳台渗水漏水",
    "窗台雨天渗漏水",
    "外墙渗水漏水到屋里",
    "楼上漏水到我家",
] * 5


@pytest.fixture
def closed(place, calls):
    """Thirty closed cases on lifts, thirty on leaks, each of another customer."""
    calls(LIFT, began=NOW - timedelta(days=50))
    calls(LEAKS, began=NOW - timedelta(days=40), category=a_category(code="complaint/quality/leak"))
    Case.objects.update(state="closed", is_open=False, closed_at=NOW, next_due_at=None)


def test_it_learns_from_closed_cases_and_says_why(place, closed, django_assert_num_queries):
    """CHN-10: versioned, measured on held-back cases, explained by its words."""
    (made,) = train_models(by=SYSTEM, now=NOW, fewest=20)
    assert (made.question, made.version, made.is_in_use, made.before_macro_f1) == ("category", 1, True, None)
    assert made.measured_on > 3
    assert made.macro_f1 == pytest.approx(made.figures["macro_f1"], abs=1e-4)
    best = suggest("我家卫生间漏水了，很严重")["category"][0]
    assert best.label == "complaint/quality/leak"
    assert any("漏水" in one for one in best.because)
    with django_assert_num_queries(1):
        suggest("电梯又坏了")
    assert suggest("好") == {}


def test_no_name_is_learnt(place, closed):
    """CHN-10, INF-1: nothing of who it was, though every text holds a name."""
    Case.objects.first()
    (made,) = train_models(by=SYSTEM, now=NOW, fewest=20)
    pieces = LightModel.from_bytes(bytes(made.body)).pieces
    assert "电梯" in pieces
    assert not any("业主" in one or any(char.isdigit() for char in one) for one in pieces)


def test_a_corrected_category_is_what_the_next_one_learns(place, closed):
    """CHN-10: the final category of the closed case is the label."""
    Case.objects.filter(title__in=LEAKS).update(category=a_category(code="complaint/public/water"))
    train_models(by=SYSTEM, now=NOW, fewest=20)
    assert suggest("卫生间漏水")["category"][0].label == "complaint/public/water"


def _version(figures):
    model = LightModel.from_bytes(bytes(TrainedModel.objects.get(is_in_use=True).body))
    return Learnt(model, 40, figures)


def test_a_worse_one_never_takes_its_place(place, closed):
    """CHN-10: compared on the very same held-back cases."""
    (first,) = train_models(by=SYSTEM, now=NOW, fewest=20)
    held = [
        Example("卫生间漏水", "complaint/quality/leak", True),
        Example("电梯停运", "complaint/public/lift", True),
    ]
    worse = _keep("category", _version(measure(["a", "b"], ["a", "a"])), held, by=SYSTEM, now=NOW)
    assert (worse.version, worse.is_in_use, worse.before_macro_f1, bytes(worse.body)) == (2, False, 1.0, b"")
    equal = _keep("category", _version(measure(["a", "b"], ["a", "b"])), held, by=SYSTEM, now=NOW)
    assert equal.is_in_use
    first.refresh_from_db()
    assert not first.is_in_use
    assert bytes(first.body) == b""


def test_few_cases_teach_nothing_and_only_who_keeps_the_system_trains(place, calls):
    calls(LIFT[:5])
    assert train_when_worth_it(by=SYSTEM, now=NOW) == []
    assert train_models(by=place.as_admin, now=NOW) == []
    with pytest.raises(NotAllowed):
        train_models(by=place.as_zhao, now=NOW)


def test_similar_cases_are_those_one_may_see(place, closed):
    """CHN-10, ORG-3: how it ended before, for whom it may concern."""
    found = similar_closed_cases(place.as_lin, text="电梯又坏了，爬楼太累")
    assert found[0].case.title in LIFT
    assert found[0].because
    assert similar_closed_cases(place.as_sun, text="电梯又坏了，爬楼太累") == []
    assert similar_closed_cases(place.as_lin, text="电梯又坏了", node=place.there) == []
    assert similar_closed_cases(place.as_lin, text="1") == []


def test_articles_about_the_same_trouble_are_suggested(cast):
    """CHN-10, CHN-9: in other words too; what holds elsewhere, or is about something else, is not."""
    by, now = cast.agent, cast.now

    def article(node, title: str, words: str) -> Article:
        draft = an_article(node, by=by, now=now, title=title, words=words)
        return published(draft, by=by, approver=cast.supervisor, now=now)

    leak = article(cast.project, "卫生间顶棚漏水怎么办", "先关闭楼上水阀，再报修。")
    article(cast.project, "车位如何办理月租", "带身份证到物业前台办理。")
    found = similar_articles(by, text="厨房天花渗水\n楼上好像漏水，天花一直滴水", node=cast.project)
    assert [one.article for one in found] == [leak]
    assert similar_articles(cast.stranger, text="天花渗水", node=cast.other_project) == []
