"""What cases do after commit, on facts. Imported when the app is ready, so that `@on` registers."""

from alongside.domain.cases.actions.handing_over import CASES
from alongside.domain.cases.reactions import (
    alerting,
    erasing,
    following,
    grouping,
    hearing,
    helping,
    mentioning,
    promising,
    routing,
    telling,
)

__all__ = [
    "CASES",
    "alerting",
    "erasing",
    "following",
    "grouping",
    "hearing",
    "helping",
    "mentioning",
    "promising",
    "routing",
    "telling",
]
