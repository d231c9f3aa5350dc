"""The demo's knowledge base: written, approved, used; one overdue, one waiting, one turned down, and what is missing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from random import Random

from alongside.config.demo.company import Company
from alongside.config.demo.knowledge_files import FILES
from alongside.config.demo.knowledge_texts import DRAFT, GAPS, TEXTS, WAITING, Written
from alongside.domain.cases.models import Case
from alongside.domain.knowledge.actions import (
    bring_file,
    note_gap,
    note_used,
    request_article,
    revise_article,
    submit_article,
    write_article,
)
from alongside.domain.knowledge.models import Article, ArticleDay, ArticleVote
from alongside.domain.knowledge.rules import Text
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions.approving import decide_approval
from alongside.kernel.actor import Actor

# Who stands in where a place has nobody of that trade.
WRITERS = {"luo_hz": "shen", "diao_hz": "zhao"}
OVERDUE = "物业费怎么算、包含哪些服务"
SHOWN_DAYS = 80


def tell_knowledge(company: Company, *, now: datetime, chance: Random) -> None:
    """Through the actions, each at its own day before `now`; only the counts of days and visitors are laid down at once."""
    for written in TEXTS:
        _tell(company, written, now=now, chance=chance)
    _tell_at_work(company, now=now)
    hotline = _by(company, "zhao", now)
    for words, outside, desk in GAPS:
        for number in range(outside + desk):
            at = now - timedelta(hours=5 * number + 2)
            gap = note_gap(words, node=company.nodes["HZ"], outside=number < outside, now=at)
    if gap is not None:
        request_article(
            gap, assignee=company.staff["shen"], due_at=now + timedelta(days=4), by=hotline, now=now - timedelta(hours=3),
            words="业主要装充电桩，先问物业还是先问电力公司？需要哪些证明？",
        )  # fmt: skip
    note_gap("门禁卡 补办", node=company.nodes["GLT"], outside=False, now=now - timedelta(hours=7))
    note_gap("门禁卡 补办", node=company.nodes["GLT"], outside=True, now=now - timedelta(hours=6))


def _tell(company: Company, written: Written, *, now: datetime, chance: Random) -> None:
    days = 368 if written.title == OVERDUE else written.days
    at = now - timedelta(days=days)
    by = _by(company, WRITERS.get(written.by, written.by), now)
    approver = _by(company, written.approver if written.approver != _name(written) else "qian", now)
    is_public = written.kind in ("article", "faq")
    words = _with_files(written.words, by=by, now=at)
    article = write_article(
        node=company.nodes[written.node], kind=written.kind, topic=written.topic, situation=written.situation,
        text=Text(written.title, words, is_public), review_months=written.months, by=by, now=at,
    )  # fmt: skip
    asked = submit_article(article, by=by, now=at + timedelta(hours=2))
    decide_approval(asked, is_yes=True, by=approver, now=at + timedelta(hours=20))
    article.refresh_from_db()
    _count(article, written, now=now, chance=chance)
    if written.finds:
        cases = Case.objects.filter(title__contains=written.finds, opened_at__gt=now - timedelta(days=85))
        for case in cases.order_by("-opened_at").select_related("owner")[: 2 + written.desk * 2]:
            who = actor_for(case.owner, now=now) if case.owner else by
            note_used(article, about=case, by=who, now=min(case.opened_at + timedelta(minutes=40), now))


def _with_files(words: str, *, by: Actor, now: datetime) -> str:
    """The words with the numbers of their pictures and files, which are brought."""
    for name in re.findall(r"\((?:picture|file):([a-z]+)\)", words):
        brought = bring_file(FILES[name](), by=by, now=now)
        words = words.replace(f":{name})", f":{brought.pk})")
    return words


def _count(article: Article, written: Written, *, now: datetime, chance: Random) -> None:
    today = now.date()
    ArticleDay.objects.bulk_create(
        ArticleDay(
            article=article, on=today - timedelta(days=back),
            outside=_about(written.outside / 7, chance), at_desk=_about(written.desk / 7, chance),
        )
        for back in range(SHOWN_DAYS)
    )  # fmt: skip
    ArticleVote.objects.bulk_create(
        ArticleVote(
            article=article, visitor=f"demo{number}", is_helpful=number < written.helped,
            at=now - timedelta(days=chance.randrange(1, 80)),
        )
        for number in range(written.helped + written.not_helped)
    )  # fmt: skip


def _tell_at_work(company: Company, *, now: datetime) -> None:
    """A new version that waits for approval; a draft that came back; a rule that was changed once before."""
    hotline, director = _by(company, "zhao", now), _by(company, "tang", now)
    title, before, after, note = WAITING
    article = Article.objects.get(title=title)
    changed_at = now - timedelta(days=120)
    first = Text(
        title,
        article.words.replace("24 小时有人接听", "24 小时有人接听（外地请加区号）"),
        True,
        "补充外地拨打方式",
    )
    revise_article(article, text=first, by=hotline, now=changed_at)
    decide_approval(
        submit_article(article, by=hotline, now=changed_at),
        is_yes=True,
        by=_by(company, "qian", now),
        now=changed_at,
    )
    article.refresh_from_db()
    text = Text(title, article.words.replace(before, after), True, note)
    revise_article(article, text=text, by=hotline, now=now - timedelta(hours=26))
    submit_article(article, by=hotline, now=now - timedelta(hours=25))
    title, words, why = DRAFT
    draft = write_article(
        node=company.nodes["HZ"], kind="faq", topic="handover", text=Text(title, words, True), by=hotline,
        now=now - timedelta(days=6),
    )  # fmt: skip
    asked = submit_article(draft, by=hotline, now=now - timedelta(days=5))
    decide_approval(asked, is_yes=False, words=why, by=director, now=now - timedelta(days=4))


def _by(company: Company, username: str, now: datetime) -> Actor:
    return actor_for(company.staff[username], now=now)


def _name(written: Written) -> str:
    return WRITERS.get(written.by, written.by)


def _about(mean: float, chance: Random) -> int:
    """A whole number about that mean."""
    whole = int(mean)
    return max(0, whole + (chance.random() < mean - whole) + chance.choice((-1, 0, 0, 1)) * (whole > 0))
