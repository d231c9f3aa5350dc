"""A number is a link to exactly the cases that it counts (INS-2)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from alongside.domain.cases.permissions import SEE_CASES, SEE_OWN_CASES
from alongside.domain.cases.queries.conditions import Conditions
from alongside.kernel.actor import Actor


def may_list_cases(viewer: Actor) -> bool:
    """Whether a link to cases leads this person anywhere; an auditor reads figures, not cases."""
    return viewer.may(SEE_CASES) or viewer.may(SEE_OWN_CASES)


@lru_cache(maxsize=4096)  # a page of figures has a hundred and fifty of them
def cases_at(conditions: Conditions) -> str:
    """The address of the list of cases that meet the conditions."""
    return f"{reverse('desk:start')}cases/?{urlencode(conditions.as_query(), doseq=True)}"


def cases_with(**conditions: Any) -> str:
    """As `cases_at`, said in words."""
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in conditions.items()
    }
    return cases_at(Conditions(**plain))


def case_at(number: str) -> str:
    """The page of one case."""
    return f"{reverse('desk:start')}cases/{number}/"
