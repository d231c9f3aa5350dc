from alongside.domain.assistance.queries.similar import (
    SimilarArticle,
    SimilarCase,
    similar_articles,
    similar_closed_cases,
)
from alongside.domain.assistance.queries.suggesting import suggest

__all__ = ["SimilarArticle", "SimilarCase", "similar_articles", "similar_closed_cases", "suggest"]
