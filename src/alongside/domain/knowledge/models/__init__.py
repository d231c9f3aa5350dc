"""What the house knows, how it is used, and what is missing (CHN-9)."""

from alongside.domain.knowledge.models.article import Article, ArticleQuerySet, ArticleVersion
from alongside.domain.knowledge.models.file import ArticleFile, ArticleFileQuerySet
from alongside.domain.knowledge.models.gap import SearchGap, SearchGapQuerySet
from alongside.domain.knowledge.models.question import Question, QuestionQuerySet, QuestionTopic
from alongside.domain.knowledge.models.reading import ArticleDay, ArticleUse, ArticleVote

__all__ = [
    "Article",
    "ArticleDay",
    "ArticleFile",
    "ArticleFileQuerySet",
    "ArticleQuerySet",
    "ArticleUse",
    "ArticleVersion",
    "ArticleVote",
    "Question",
    "QuestionQuerySet",
    "QuestionTopic",
    "SearchGap",
    "SearchGapQuerySet",
]
