"""Two people who publish the same notice, and two workers who tell of it, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from tests.cast import make_cast

from alongside.domain.bulletins.actions import acknowledge_bulletin, go_through, publish_bulletin, telling
from alongside.domain.bulletins.models import Recipient, SendingRound
from alongside.domain.bulletins.samples import a_notice_of_change
from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.samples import a_customer
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused

LONGEST = 60  # seconds


def at_once(act: Callable[[], object]) -> list[str]:
    """Done by two at the same moment, each on a connection of its own: what came of it."""
    barrier = Barrier(2)

    def one() -> str:
        try:
            barrier.wait(LONGEST)
            act()
            return "done"
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return sorted(each.result(LONGEST) for each in [threads.submit(one) for _time in range(2)])


def test_everybody_is_told_once(transactional_db, monkeypatch):
    """JRN-6: one publishing counts, each customer gets one letter, an acknowledgement is one."""
    monkeypatch.setattr(telling, "BATCH", 1)
    cast = make_cast()
    for place in range(3):
        a_customer(
            node=cast.project, now=cast.now, unit=cast.unit, name=f"买家{place}", phone=f"1380000660{place}",
            email=f"b{place}@example.com",
        )  # fmt: skip
    draft = a_notice_of_change(cast.estate, now=cast.now)
    published = at_once(lambda: publish_bulletin(draft, expected=4, by=cast.supervisor, now=cast.now))
    assert published == ["done", "refused"]
    round_ = SendingRound.objects.get()
    assert at_once(lambda: go_through(round_.pk, now=cast.now)) == ["done", "done"]
    assert Delivery.objects.filter(once_key__startswith="bulletin:").count() == 4 == Recipient.objects.count()
    hers = Recipient.objects.get(customer=cast.customer.customer)
    assert at_once(lambda: acknowledge_bulletin(hers, by=cast.customer, now=cast.now)) == ["done", "done"]
    assert JournalEntry.objects.filter(kind="bulletin.acknowledged", by_kind="customer").count() == 1
