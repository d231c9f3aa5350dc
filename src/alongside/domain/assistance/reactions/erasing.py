"""Where a standing answer might name somebody who asks to be erased (INF-4). All else here is counts and ids."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from alongside.domain.assistance.models import HotIssue
from alongside.domain.privacy.hooks import WORDS, Words


def _of_theirs(ids: Sequence[int]) -> Q:
    return Q(members__conversation__customer__in=ids)


@WORDS.fill
def what_is_written_of_issues() -> tuple[Words, ...]:
    """The answer is ours and meant for many; only what names them goes."""
    return (Words(HotIssue, ("standing_answer",), about=_of_theirs),)
