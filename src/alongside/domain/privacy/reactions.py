"""What privacy does for customers. Imported when the app is ready, so that hooks are filled."""

from __future__ import annotations

from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.privacy.models import LegalHold, PersonalCopy


@BELONGINGS.fill
def what_is_kept_about_keeping() -> tuple[Belonging, ...]:
    """Holds and copies follow a customer of whom there were two records (CUS-6)."""
    return (Belonging(LegalHold), Belonging(PersonalCopy))
