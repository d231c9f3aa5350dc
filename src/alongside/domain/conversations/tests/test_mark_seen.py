"""What the customer opened in the portal is seen (CHN-1)."""

from __future__ import annotations

from datetime import UTC, datetime

from alongside.domain.conversations.actions import mark_seen, note, start_conversation, tell
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_only_what_we_told_them_and_only_by_themself(db):
    node = Node.objects.create(kind="group", name="集团", code="G", path="1/")
    zhou, wu = (Customer.objects.create(node=node, name=name, created_at=NOW) for name in ("周敏", "吴凡"))
    thread, _first = start_conversation(
        node=node, customer=zhou, channel="portal", body="漏水", by=CustomerActor(zhou), now=NOW
    )
    told = tell(thread, body="收到", by=SYSTEM, now=NOW)
    inside = note(thread, body="又是他家", by=SYSTEM, now=NOW)
    assert mark_seen(thread, by=CustomerActor(wu), now=NOW) == 0
    assert mark_seen(thread, by=SYSTEM, now=NOW) == 0
    assert mark_seen(thread, by=CustomerActor(zhou), now=NOW) == 1
    assert mark_seen(thread, by=CustomerActor(zhou), now=NOW) == 0
    told.refresh_from_db()
    inside.refresh_from_db()
    assert (told.seen_at, inside.seen_at) == (NOW, None)
