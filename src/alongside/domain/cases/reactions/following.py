"""What follows a customer of whom there were two records (CUS-6)."""

from __future__ import annotations

from alongside.domain.cases.models import Case, CaseDraft, CasePerson
from alongside.domain.customers.hooks import BELONGINGS, Belonging


@BELONGINGS.fill
def what_they_brought() -> tuple[Belonging, ...]:
    """Their cases, what they have to do with besides, and what they have begun to report."""
    return (
        Belonging(Case, is_at_node=True),
        Belonging(CasePerson, once_per=("case_id", "role")),
        Belonging(CaseDraft),
    )
