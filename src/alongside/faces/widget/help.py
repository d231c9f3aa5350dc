"""Articles of the help centre in the window: offered for what is typed, read there, and whether they helped (CHN-9).

What is typed and not sent is looked up and kept nowhere. Who reads is known by nothing: one word about an article for
each time that the window was opened.
"""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.domain.conversations.actions.visiting import count_knock
from alongside.domain.knowledge.actions import note_shown, say_helpful
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.queries import articles_found, ordered, public_at
from alongside.faces.widget.visiting import (
    WidgetRequest,
    address_of,
    check_pass,
    from_our_frame,
    plain,
    widget_page,
)
from alongside.kernel.actor import Actor

OFFERED = 3
FEWEST, MOST_TYPED = 2, 120


@require_POST
@widget_page
def help_offers(request: WidgetRequest) -> HttpResponse:
    """What may answer the words in the box; without any, what is often read. 204 where nothing does."""
    from_our_frame(request)
    count_knock(request.account, "help", now=request.now, address=address_of(request))
    typed = request.POST.get("words", "").replace("\x00", "").strip()[:MOST_TYPED]
    public = public_at(request.account.node)
    if not typed:
        found = list(ordered(public, "used", now=request.now)[:OFFERED])
    elif len(typed) >= FEWEST:
        found = articles_found(public, typed, most=OFFERED)
    else:
        found = []
    if not found:
        return HttpResponse(status=204)
    return render(request, "faces/widget/help_offers.html", {"found": found, "typed": typed})


@require_safe
@widget_page
def help_article(request: WidgetRequest, pk: int) -> HttpResponse:
    """One of them, to be read in the window."""
    article = _article(request, pk)
    count_knock(request.account, "help", now=request.now, address=address_of(request))
    note_shown(article, outside=True, now=request.now)
    return render(request, "faces/widget/help_article.html", {"article": article})


@require_POST
@widget_page
def help_word(request: WidgetRequest, pk: int) -> HttpResponse:
    """Did it help? One word for each opening of the window, which may be changed."""
    from_our_frame(request)
    check_pass(request)
    count_knock(request.account, "helped", now=request.now, address=address_of(request))
    is_helpful = request.POST.get("helpful") == "yes"
    reader = hashlib.sha256(request.POST["pass"].encode()).hexdigest()[:32]
    say_helpful(_article(request, pk), is_helpful=is_helpful, by=Actor(), visitor=reader, now=request.now)
    return plain(_("Thank you, glad to hear it.") if is_helpful else _("Then write to us; somebody answers."))


def _article(request: WidgetRequest, pk: int) -> Article:
    article = public_at(request.account.node).select_related("node").filter(pk=pk).first()
    if article is None:
        raise Http404
    return article
