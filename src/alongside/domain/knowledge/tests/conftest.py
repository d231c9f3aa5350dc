"""What the tests of knowledge share: an article of 林晓月 that 沈岚 approved, public at the project."""

from __future__ import annotations

import pytest

from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.samples import an_article, published


@pytest.fixture
def article(cast) -> Article:
    draft = an_article(cast.project, by=cast.agent, now=cast.now)
    return published(draft, by=cast.agent, approver=cast.supervisor, now=cast.now)
