"""Find articles as people ask for them: all the words first, else the texts that have most of them (CHN-9)."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, Value, When

from alongside.domain.knowledge.models import Article, ArticleQuerySet
from alongside.domain.knowledge.rules.asking import ENOUGH, matter_of, share_found
from alongside.kernel.ngrams import LONGEST_QUERY, normalised, query_literal, tokens, words
from alongside.kernel.search import matches

MOST_WEIGHED = 200


def articles_found(found: ArticleQuerySet, asked: str, *, most: int = 50) -> list[Article]:
    """Of these articles those that answer what was asked, the likeliest first, at most `most`. One or two queries.

    All the words that matter must stand in the text, those with one in the title first. Where no text has them all,
    those that have ENOUGH of it. Only the first LONGEST_QUERY characters count.
    """
    # Cut once more: one character may become eighteen when it is normalised.
    matter = matter_of(asked.replace("\x00", "")[:LONGEST_QUERY])[:LONGEST_QUERY]
    asked_words = words(matter)
    if not asked_words:
        return []
    titled = Q()
    for word in asked_words:
        titled |= Q(title__icontains=word)
    in_title = Case(When(titled, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = found.filter(matches(matter)).order_by(in_title, "-published_at", "-pk")
    return list(rows.light()[:most]) or _nearest(found, matter, most)


def _nearest(found: ArticleQuerySet, matter: str, most: int) -> list[Article]:
    """Texts that share enough of the question, weighed here: MOST_WEIGHED that have any of it."""
    pieces = [one for one in tokens(matter) if len(one) > 1]
    if not pieces:
        return []
    vector = " | ".join(query_literal([one]) for one in pieces)
    rows = found.filter(search_vector__has=vector).defer("search_vector").order_by("-published_at", "-pk")
    weighed = [(_weight(matter, one), one) for one in rows[:MOST_WEIGHED]]
    near = [pair for pair in weighed if pair[0] >= ENOUGH]
    near.sort(key=lambda pair: -pair[0])
    return [one for _weight_, one in near[:most]]


def _weight(matter: str, article: Article) -> float:
    """What stands in the title counts a little more."""
    in_title = share_found(matter, normalised(article.title))
    share = share_found(matter, article.search_text)
    return share + in_title / 10 if share >= ENOUGH else 0.0
