"""What customers ask of the domains above."""

from __future__ import annotations

from datetime import datetime

from alongside.kernel.hooks import Hook

# (contact_point_id, code, now, expires_at): take the code to the customer, in this transaction's outbox.
SEND_CODE: Hook[[int, str, datetime, datetime], bool] = Hook("Who takes a sign-in code to the customer?")
