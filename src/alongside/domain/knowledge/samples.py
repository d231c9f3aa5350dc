"""Articles for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alongside.domain.knowledge.actions import submit_article, write_article
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.rules import Text
from alongside.domain.organisation.models import Node
from alongside.domain.work.actions.approving import decide_approval
from alongside.kernel.actor import Actor


def an_article(node: Node, *, by: Actor, now: datetime, **but: Any) -> Article:
    """A draft for everybody: what to do when water comes through the ceiling."""
    text = Text(
        but.pop("title", "卫生间顶棚漏水怎么办"),
        but.pop("words", "先关闭楼上水阀，再报修。\n\n- 保修期内由我们免费维修\n- 保修期为 **五年**"),
        but.pop("is_public", True),
        but.pop("note", ""),
    )
    return write_article(node=node, by=by, now=now, text=text, **{"kind": "article", "topic": "leak", **but})


def a_script(node: Node, *, by: Actor, now: datetime, **but: Any) -> Article:
    """A draft of words for the phone, with two variables."""
    given = {
        "kind": "script",
        "topic": "complaint",
        "situation": "deadline",
        "title": "告知处理时限",
        "words": "{{客户}}您好，工程师最迟 {{时限}} 前与您联系。",
        "is_public": False,
        **but,
    }
    return an_article(node, by=by, now=now, **given)


def published(article: Article, *, by: Actor, approver: Actor, now: datetime) -> Article:
    """Handed in by the one and approved by the other."""
    decide_approval(submit_article(article, by=by, now=now), is_yes=True, by=approver, now=now)
    article.refresh_from_db()
    return article
