"""Two people who merge the same pair, and a merge whose database connection dies in the middle."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.db import DatabaseError, connection
from tests.cast import make_cast

from alongside.domain.cases.samples import a_case_in
from alongside.domain.customers.actions import merge_customers
from alongside.domain.customers.models import ContactPoint, Customer, MergeRecord
from alongside.domain.customers.samples import a_customer
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Refused

LONGEST = 60  # seconds


@pytest.fixture
def pair(transactional_db):
    cast = make_cast()
    double = a_customer(node=cast.project, now=cast.now, phone="139 0000 7777", email="")
    case = a_case_in("received", node=cast.project, now=cast.now, customer=double, unit=cast.unit)
    return cast, cast.customer.customer, double, case


def merging(cast, survivor, merged, barrier=None):
    """In a thread and on a connection of its own: what came of it."""
    try:
        if barrier:
            barrier.wait(LONGEST)
        merge_customers(survivor, merged, by=SYSTEM, now=cast.now)
        return "merged"
    except Refused:
        return "refused"
    except DatabaseError:
        return "died"
    finally:
        connection.close()


def test_of_two_people_merging_at_once_one_is_refused(pair):
    """CUS-6: also when each keeps the other's record; neither waits for the other for ever."""
    cast, zhou, double, _case = pair
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(merging, cast, *each, barrier) for each in ((zhou, double), (double, zhou))]
        assert sorted(one.result(LONGEST) for one in asked) == ["merged", "refused"]
    record = MergeRecord.objects.get()
    assert ContactPoint.objects.filter(customer=record.survivor_id).count() == 3


def test_killed_in_the_middle_nothing_has_moved(pair):
    """CUS-6: the connection dies while the cases move; contact points had moved before."""
    cast, zhou, double, case = pair
    known = {name: connection.settings_dict[name.upper()] for name in ("user", "password", "host", "port")}
    given = {name: value for name, value in known.items() if value}
    given["dbname"] = connection.settings_dict["NAME"]
    with (
        ThreadPoolExecutor(1) as threads,
        psycopg.connect(**given, autocommit=True) as watching,
        psycopg.connect(
            **given
        ) as holding,  # let go first, whatever happens, so that no thread waits for ever
    ):
        holding.execute("SELECT 1 FROM cases_case WHERE id = %s FOR UPDATE", [case.pk])
        asked = threads.submit(merging, cast, zhou, double)
        until = time.monotonic() + LONGEST
        waiting = None
        while waiting is None and time.monotonic() < until:
            waiting = watching.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
                "AND query LIKE 'UPDATE%cases_case%'"
            ).fetchone()
            time.sleep(0.05)
        assert waiting, "the merge never came to the cases"
        watching.execute("SELECT pg_terminate_backend(%s)", [waiting[0]])
        assert asked.result(LONGEST) == "died"
    assert not MergeRecord.objects.exists()
    assert Customer.objects.get(pk=double.pk).merged_into_id is None
    assert double.contact_points.get().masked == "139····7777"
    case.refresh_from_db()
    assert case.customer_id == double.pk
