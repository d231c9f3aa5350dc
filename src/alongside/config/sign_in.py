"""Who a session belongs to."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from alongside.domain.organisation.models import StaffMember
from alongside.kernel.prepared import Given, Prepared

_STAFF = Prepared(lambda: StaffMember.objects.filter(pk=Given("pk")).order_by())


class StaffBackend(AuthenticationBackend):
    """allauth's, reading the person at the beginning of every page with SQL that is worked out once."""

    def get_user(self, user_id: Any) -> StaffMember | None:
        found = _STAFF.first(pk=user_id)
        return found if found and self.user_can_authenticate(found) else None
