"""Full-text search in the database, exact for Chinese words of two characters; see ngrams for what is found.

class Letter(Searched): ...
letter.set_search_text(letter.subject, letter.body)
Letter.objects.filter(matches("卫生间 漏水"))
"""

from dataclasses import dataclass

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Lookup, Q

from alongside.kernel.ngrams import (
    is_settled_by_index,
    normalised,
    patterns,
    query_literal,
    vector_of_normalised,
    words,
)


@dataclass(frozen=True)
class Asked:
    """A query as the values that a search is made of: n-grams for the index, patterns for the texts themselves."""

    vector: str
    patterns: tuple[str, ...]
    is_settled: bool  # whether the index alone decides

    @classmethod
    def of(cls, query):
        """None for a query that asks for nothing. Raises QueryTooLong."""
        asked = words(query)
        if not asked:
            return None
        settled = all(is_settled_by_index(word) for word in asked)
        return cls(query_literal(asked), tuple(patterns(asked)), settled)


def matches(query, prefix="", *, many=False):
    """A condition for Searched models, or across a relation: matches("漏水", "search__"). Raises QueryTooLong.

    `many` finds the same rows without the index: for a page of the newest hits of a word that is known to be
    frequent (search_counts.are_many), where PostgreSQL would rather collect and sort all of them.
    """
    asked = Asked.of(query)
    if asked is None:
        return Q(pk__in=())
    by_index, by_text = not many, many or not asked.is_settled
    return holds(asked.vector, list(asked.patterns), prefix, by_index=by_index, by_text=by_text)


def holds(vector, patterns, prefix="", *, by_index, by_text):
    """`matches` of values that may come later (Given): by the index, by the texts, or by both."""
    condition = Q()
    if by_index:
        condition &= Q(**{f"{prefix}search_vector__has": vector})
    if by_text:
        condition &= Q(**{f"{prefix}search_text__like_all": patterns})
    return condition


class VectorField(SearchVectorField):
    """A tsvector that is written in PostgreSQL's own spelling."""

    def get_placeholder(self, value, compiler, connection):
        return "%s::tsvector"


@VectorField.register_lookup
class Has(Lookup):
    """`vector @@ tsquery`, the query in PostgreSQL's own spelling, no dictionary in between."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [*left_params, self.rhs]


@models.TextField.register_lookup
class LikeAll(Lookup):
    """`text LIKE ALL (patterns)`: one text of SQL however many words are asked."""

    lookup_name = "like_all"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} LIKE ALL (%s)", [*left_params, self.rhs]


class Searched(models.Model):
    """A model whose rows are found by their text. Lists leave both columns out with `defer` or `only`."""

    search_text = models.TextField(default="", editable=False)
    search_vector = VectorField(default="", editable=False)

    class Meta:
        abstract = True
        # Without a pending list no search pays for the writes before it.
        indexes = [GinIndex(fields=["search_vector"], name="%(class)s_search", fastupdate=False)]

    def set_search_text(self, *parts):
        """Let the row be found by these texts; empty ones are left out. The caller saves both columns."""
        self.search_text = search_text_of(*parts)
        self.search_vector = vector_of_normalised(self.search_text)


def search_text_of(*parts):
    """What `set_search_text` keeps of these texts."""
    return normalised("\n".join(part for part in parts if part))
