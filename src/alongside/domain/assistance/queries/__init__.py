from alongside.domain.assistance.queries.similar import SimilarCase, similar_closed_cases
from alongside.domain.assistance.queries.suggesting import suggest

__all__ = ["SimilarCase", "similar_closed_cases", "suggest"]
