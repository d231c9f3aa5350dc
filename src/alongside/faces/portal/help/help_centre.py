"""The help centre: what is public, for customers and for anybody, signed in or not (CHN-9)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.knowledge.actions import note_gap, note_shown, say_helpful
from alongside.domain.knowledge.models import Article, ArticleFile, ArticleQuerySet, ArticleVote
from alongside.domain.knowledge.queries import articles_found, ordered
from alongside.domain.knowledge.rules import TOPICS
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.queries import hotline_of
from alongside.faces.portal.files.file import served, served_small
from alongside.faces.portal.page import portal_session_of
from alongside.faces.ui.article_files import shown_files
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import Refused

READER_KEY = "help_reader"
MOST, POPULAR, BESIDE = 40, 6, 4
ICONS = {
    "handover": "key", "warranty": "tools", "leak": "droplet", "renovation": "paint", "property": "building-community",
    "deed": "file-certificate", "parking": "parking", "purchase": "signature", "complaint": "message-circle",
    "other": "help-circle",
}  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """Who reads: a customer who is signed in, or anybody, known by a random word once they have said something."""

    actor: Actor
    customer: Customer | None
    visitor: str
    now: datetime

    def articles(self) -> ArticleQuerySet:
        """What they may read."""
        return Article.objects.visible_to(self.actor)


@require_GET
def help_centre(request: HttpRequest) -> HttpResponse:
    """`?q=漏水&topic=leak`"""
    reader = reader_of(request)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    topics = dict(TOPICS)
    topic = request.GET.get("topic", "")
    topic = topic if topic in topics else ""
    found = reader.articles().select_related("node")
    if words:
        rows = articles_found(found, words, most=MOST)
        if not rows:
            note_gap(
                words, node=reader.customer.node if reader.customer else None, outside=True, now=reader.now
            )
    else:
        chosen = found.filter(topic=topic) if topic else found
        rows = list(ordered(chosen, "used", now=reader.now).light()[: MOST if topic else POPULAR])
    there = set(found.order_by().values_list("topic", flat=True).distinct())
    context = {
        "rows": rows,
        "words": words,
        "topic": topic,
        "topic_label": topics.get(topic, ""),
        "topics": [(code, label, ICONS[code]) for code, label in TOPICS if code in there],
        "hotline": _hotline(reader),
    }
    return _shown(request, reader, "faces/portal/help/help_centre.html", context)


@require_GET
def help_article(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_of(request)
    article = _article(reader, pk)
    note_shown(article, outside=True, now=reader.now)
    beside = reader.articles().filter(topic=article.topic).exclude(pk=pk)
    context = {
        "article": article,
        "shown": shown_files(article, article.words, at="portal:help_file", small="portal:help_picture"),
        "beside": list(ordered(beside, "used", now=reader.now).light()[:BESIDE]),
        "my_word": _word(article, reader),
        "hotline": hotline_of(article.node),
    }
    return _shown(request, reader, "faces/portal/help/help_article.html", context)


@require_GET
def help_file(request: HttpRequest, file_id: UUID, is_small: bool = False) -> FileResponse:
    """A picture or file of a public article, as it was kept or small."""
    stored = _stored(request, file_id)
    return served_small(stored) if is_small else served(stored)


def _stored(request: HttpRequest, file_id: UUID) -> StoredFile:
    """Only while the article that is published and public shows it; nothing else does exist here."""
    there = ArticleFile.objects.visible_to(reader_of(request).actor)
    stored = StoredFile.objects.filter(pk=file_id, pk__in=there.values("file")).first()
    if stored is None:
        raise Http404
    return stored


@require_POST
def say_helpful_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One word a reader. Whoever is not signed in gets a random word into their browser, which names nobody."""
    reader = reader_of(request)
    article = _article(reader, pk)
    if reader.customer is None and not reader.visitor:
        request.session[READER_KEY] = secrets.token_hex(12)
        reader = reader_of(request)
    try:
        say_helpful(
            article, is_helpful=request.POST.get("helpful") == "yes", by=reader.actor, visitor=reader.visitor,
            now=reader.now,
        )  # fmt: skip
    except Refused as no:
        messages.error(request, str(no.words))
    else:
        messages.success(request, _("Thank you. Your word helps us to write better."))
    return HttpResponseRedirect(reverse("portal:help_article", args=[pk]) + "#helped")


def reader_of(request: HttpRequest) -> Reader:
    """The customer of this browser's sign-in, else anybody."""
    now = timezone.now()
    session = portal_session_of(request, now)
    if session is None:
        return Reader(Actor(), None, str(request.session.get(READER_KEY, "")), now)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(session.customer.language)
    return Reader(CustomerActor(session.customer), session.customer, "", now)


def _article(reader: Reader, pk: int) -> Article:
    article = reader.articles().select_related("node").filter(pk=pk).first()
    if article is None:
        raise Http404
    return article


def _word(article: Article, reader: Reader) -> ArticleVote | None:
    if reader.customer is not None:
        return ArticleVote.objects.filter(article=article, customer=reader.customer).first()
    return (
        ArticleVote.objects.filter(article=article, visitor=reader.visitor).first()
        if reader.visitor
        else None
    )


def _hotline(reader: Reader) -> str:
    node = reader.customer.node if reader.customer else Node.objects.filter(parent__isnull=True).first()
    return hotline_of(node) if node else ""


def _shown(request: HttpRequest, reader: Reader, template: str, context: dict) -> HttpResponse:
    whole = {**context, "is_signed_in": reader.customer is not None, "now": reader.now}
    zone = reader.customer.node.zone if reader.customer else settings.TIME_ZONE
    with timezone.override(ZoneInfo(zone)):
        response = render(request, template, whole)
    patch_cache_control(response, private=True, no_cache=True)
    return response
