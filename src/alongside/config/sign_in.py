"""Who a session belongs to."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_actor


class StaffBackend(AuthenticationBackend):
    """allauth's, reading the person at the beginning of every page together with what they reach."""

    def get_user(self, user_id: Any) -> StaffMember | None:
        actor = staff_actor(user_id, now=timezone.now())
        if actor is None or not self.user_can_authenticate(actor.staff):
            return None
        actor.staff.came_in_as = actor
        return actor.staff
