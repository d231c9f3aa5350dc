"""Sessions in the database as Django keeps them, read with SQL that is worked out once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from alongside.kernel.prepared import Given, Prepared

_SESSION = Prepared(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")).order_by()
)


class SessionStore(db.SessionStore):
    """Every page of somebody signed in begins with this query."""

    def _get_session_from_db(self) -> Any:
        found = _SESSION.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
