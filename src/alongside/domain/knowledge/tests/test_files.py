"""Pictures and files of articles: kept by the versions that show them, seen by who reads those (CHN-9, INF-8)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from alongside.domain.knowledge.actions import bring_file, discard_draft, revise_article
from alongside.domain.knowledge.actions.attaching import UNKEPT_FOR, forget_unused_files
from alongside.domain.knowledge.models import Article, ArticleFile
from alongside.domain.knowledge.queries import articles_found
from alongside.domain.knowledge.rules import Text
from alongside.domain.knowledge.samples import an_article, published
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import open_file


def a_picture(name: str = "阀门.png") -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(body, "PNG")
    return SimpleUploadedFile(name, body.getvalue(), "image/png")


def with_picture(one: ArticleFile, title: str = "关阀") -> Text:
    return Text(title, f"先关阀。\n\n![楼上水阀](picture:{one.pk})", True)


@pytest.fixture
def brought(cast) -> ArticleFile:
    return bring_file(a_picture(), by=cast.agent, now=cast.now)


def seen_by(one: ArticleFile, *viewers) -> list[bool]:
    return [ArticleFile.objects.visible_to(viewer).filter(pk=one.pk).exists() for viewer in viewers]


def test_a_picture_is_seen_as_its_article_is(cast, brought):
    """CHN-9, ORG-3: by who brought it, then by who works on the draft, by anybody once that is published and public."""
    assert brought.file.is_sealed and open_file(brought.file).read().startswith(b"\x89PNG")
    everybody = (cast.agent, cast.colleague, cast.engineer, cast.customer, Actor())
    assert seen_by(brought, *everybody) == [True, False, False, False, False]
    with pytest.raises(Refused):  # brought by somebody else
        an_article(cast.project, by=cast.colleague, now=cast.now, words=with_picture(brought).words)
    article = an_article(cast.project, by=cast.agent, now=cast.now, words=with_picture(brought).words)
    assert seen_by(brought, *everybody) == [True, True, False, False, False]
    article = published(article, by=cast.agent, approver=cast.supervisor, now=cast.now)
    assert seen_by(brought, *everybody, cast.stranger) == [True] * 5 + [False]
    assert articles_found(Article.objects.public(), "楼上水阀") == [article]
    assert not articles_found(Article.objects.public(), "picture")
    inside = Text(article.title, article.words, False)
    revise_article(article, text=inside, by=cast.agent, now=cast.now)
    published(article, by=cast.agent, approver=cast.supervisor, now=cast.now)
    assert seen_by(brought, *everybody) == [True, True, True, False, False]


def test_a_picture_stays_while_any_version_shows_it(cast, brought):
    """CHN-9, INF-5: old versions keep theirs; what no version shows goes a day later, bytes and all."""
    first = an_article(cast.project, by=cast.agent, now=cast.now, words=with_picture(brought).words)
    article = published(first, by=cast.agent, approver=cast.supervisor, now=cast.now)
    other = bring_file(a_picture("b.png"), by=cast.agent, now=cast.now, article=article)
    revise_article(article, text=with_picture(other), by=cast.agent, now=cast.now)
    article = published(article, by=cast.agent, approver=cast.supervisor, now=cast.now)
    assert seen_by(brought, cast.engineer, cast.customer) == [True, False]
    third = bring_file(a_picture("c.png"), by=cast.agent, now=cast.now, article=article)
    revise_article(article, text=with_picture(third), by=cast.agent, now=cast.now)
    assert forget_unused_files(now=cast.now + UNKEPT_FOR) == 0
    discard_draft(article, by=cast.agent, now=cast.now)
    path = third.file.path
    later = cast.now + UNKEPT_FOR + timedelta(seconds=1)
    assert [forget_unused_files(now=later) for _time in range(2)] == [1, 0]
    assert set(ArticleFile.objects.all()) == {brought, other}
    assert not StoredFile.objects.filter(path=path).exists()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("article", "![](picture:{here})"),
        ("article", "[](file:{here})"),
        ("article", "![阀](picture:{elsewhere})"),
        ("article", "![阀](picture:999999999)"),
        ("article", "![阀](picture:{paper})"),
        ("script", "![阀](picture:{here})"),
    ],
)
def test_refuses_what_may_not_stand_in_a_text(cast, brought, kind, words):
    """CHN-9: without words nobody hears what it shows; another article's files are not ours to show."""
    other = an_article(cast.project, by=cast.agent, now=cast.now)
    elsewhere = bring_file(a_picture(), by=cast.agent, now=cast.now, article=other)
    note = SimpleUploadedFile("说明.txt", "说明".encode(), "text/plain")
    paper = bring_file(note, by=cast.agent, now=cast.now)
    numbers = {"here": brought.pk, "elsewhere": elsewhere.pk, "paper": paper.pk}
    with pytest.raises(Refused) as no:
        an_article(
            cast.project,
            by=cast.agent,
            now=cast.now,
            kind=kind,
            is_public=False,
            words=words.format(**numbers),
        )
    assert no.value.field == "words"


def test_takes_pictures_and_papers_from_writers_only(cast):
    """INF-8: told by content; sounds and scripts are no part of an article."""
    with pytest.raises(NotAllowed):
        bring_file(a_picture(), by=cast.engineer, now=cast.now)
    for wrong in (
        SimpleUploadedFile("a.png", b"MZ no picture at all", "image/png"),
        SimpleUploadedFile("a.mp3", b"ID3" + b"\0" * 64, "audio/mpeg"),
    ):
        with pytest.raises(Refused):
            bring_file(wrong, by=cast.agent, now=cast.now)
    assert not ArticleFile.objects.exists()
