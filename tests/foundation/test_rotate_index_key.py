"""The key by which people are found is changed while they are looked for; nobody is lost, nobody is twice (INF-1)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from tests.cast import make_cast

from alongside.domain.customers.actions import (
    add_contact_point,
    add_customer,
    add_vehicle,
    merge_customers,
    send_sign_in_code,
    sweep_duplicates,
    unmerge_customers,
    use_sign_in_code,
)
from alongside.domain.customers.actions.wechat import WeChatAccount, bind_wechat, recognise_wechat
from alongside.domain.customers.hooks import SEND_CODE
from alongside.domain.customers.models import ContactPoint, Customer, DuplicateSuggestion
from alongside.domain.customers.queries import evidence_between, find_by_phone
from alongside.domain.customers.rules import contact_hash
from alongside.domain.customers.samples import a_customer
from alongside.domain.listings.models import ListingOwner
from alongside.domain.listings.samples import a_listing
from alongside.domain.privacy.actions.rotating import rotate_keys, work_on_rotation
from alongside.kernel import index_rotation
from alongside.kernel.actor import SYSTEM
from alongside.kernel.blind_indexes import blind_index, every_index
from alongside.kernel.index_keys import index_keys
from alongside.kernel.index_rotation import index_uses, rotate_indexes
from alongside.kernel.refusals import Refused

NEW = "b2:" + "n" * 40
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PEOPLE = 12

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As if the process had gone."""


@pytest.fixture
def cast(db):
    return make_cast(NOW)


@pytest.fixture
def people(cast):
    return [person(cast, n) for n in range(PEOPLE)]


def person(cast, n: int) -> Customer:
    return a_customer(
        node=cast.project,
        now=NOW,
        name=f"客户{n}",
        phone=f"138{n:08}",
        email="",
        document_number=f"3301061985{n:08}",
    )


@pytest.fixture
def change(settings):
    """`change()`: the new key writes, the old one still finds; `change(drop=True)`: only the new one is left."""
    old = settings.BLIND_INDEX_KEY

    def begin(*, old_writes: bool = False, drop: bool = False) -> None:
        both = [f":{old}", NEW] if old_writes else [NEW, f":{old}"]
        settings.BLIND_INDEX_KEY = NEW if drop else ",".join(both)

    return begin


def under(key: str) -> int:
    counted: Counter[str] = Counter()
    for keys in index_uses().values():
        counted.update(keys)
    return counted[key]


def found(phone: str) -> list[int]:
    return [one.pk for one in find_by_phone(phone, SYSTEM)]


@pytest.mark.django_db(transaction=True)
def test_under_load_killed_and_resumed_everybody_is_found_all_the_time(people, change):
    """INF-1"""
    change()
    written: dict[str, int] = {}
    stop, troubles = threading.Event(), []

    def work() -> None:
        """Somebody who goes on adding and finding meanwhile."""
        number = 0
        try:
            while not stop.is_set():
                one = people[number % PEOPLE]
                phone = f"139{number:08}"
                add_contact_point(one, kind="phone", value=phone, by=SYSTEM, now=NOW)
                written[phone] = one.pk
                if found(f"138{number % PEOPLE:08}") != [one.pk]:
                    troubles.append(number)
                number += 1
                time.sleep(0.002)
        except Exception as trouble:  # whatever it is, the test shall tell it
            troubles.append(trouble)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        rotation = rotate_keys(by=SYSTEM, now=NOW, in_background=False)

        def kill(count: int) -> None:
            raise Killed

        for _try in range(3):  # each time after its first batch
            with pytest.raises(Killed):
                rotate_indexes(heard=kill, batch=7)
            enough = len(written) + 2
            while len(written) < enough and worker.is_alive():
                time.sleep(0.005)
        assert under("") > 0
        ended = work_on_rotation(rotation.pk, now=NOW)
    finally:
        stop.set()
        worker.join()
    assert troubles == []
    assert (ended.left, ended.ended_at, ended.percent) == ({}, NOW, 100)
    assert under("") == 0

    change(drop=True)
    for n, one in enumerate(people):
        assert found(f"138{n:08}") == [one.pk]
        assert Customer.objects.filter(document_hash=rules_document(n)).get() == one
    assert {phone: found(phone) for phone in written} == {phone: [pk] for phone, pk in written.items()}
    assert len(found("0003")) >= 1  # by the last four digits


def rules_document(n: int) -> str:
    return blind_index(f"3301061985{n:08}", purpose="document")


def test_what_is_there_is_not_added_again_under_the_other_key(cast, people, change):
    """INF-1, CUS-6: whichever key the process writes with."""
    first = people[0]
    add_vehicle(first, plate="浙A8M321", by=SYSTEM, now=NOW)
    for old_writes in (False, True, False):
        change(old_writes=old_writes)
        for act in (
            lambda: add_contact_point(first, kind="phone", value="13800000000", by=SYSTEM, now=NOW),
            lambda: add_vehicle(first, plate="浙A 8M321", by=SYSTEM, now=NOW),
            lambda: add_customer(node=cast.project, name="又一位", phone="13800000000", by=SYSTEM, now=NOW),
            lambda: add_customer(
                node=cast.project, name="又一位", document_number="330106198500000000", by=SYSTEM, now=NOW
            ),
        ):
            with pytest.raises(Refused):
                act()
        rotate_indexes(batch=3)
    point = first.contact_points.get()
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database forbids it as before
        ContactPoint.objects.create(customer=first, kind="phone", value="1", value_hash=point.value_hash)


def test_two_who_are_one_are_told_and_merged_and_parted_under_two_keys(cast, people, change):
    """CUS-6, INF-1: one was written down under the old key, the other under the new one."""
    one = people[0]
    change()
    other = add_customer(
        node=cast.project, name="客户0", phone="13800000000", by=SYSTEM, now=NOW, although_known=True
    )
    pair = DuplicateSuggestion.objects.get()
    assert set(pair.reasons) == {"phone", "name"}
    assert [seen.reason for seen in evidence_between(one, other, SYSTEM)] == ["phone", "name"]
    assert sweep_duplicates(now=NOW).forgotten == 0
    record = merge_customers(one, other, by=SYSTEM, now=NOW)
    assert one.contact_points.count() == 1  # the like of it stays with the merged record
    rotate_indexes()
    unmerge_customers(record, by=SYSTEM, now=NOW)
    change(drop=True)
    assert found("13800000000") == [one.pk, other.pk]


def test_the_owner_of_a_listing_is_told_after_the_change(cast, people, change):
    """EST-5, INF-1: a customer's own phone, which the row has not, and one that only the row has."""
    given = {"node": cast.project, "by": SYSTEM, "now": NOW, "collected_by": cast.agent.staff}
    ours = a_listing(**given, owner_name="客户3", owner_phone="13800000003")
    strange = a_listing(**given, owner_name="胡", owner_phone="13900000009")
    gone = a_listing(**given, owner_name="客户4", owner_phone="13800000004")
    people[4].contact_points.all().delete()
    change()
    rotate_indexes()
    change(drop=True)
    hashes = dict(ListingOwner.objects.values_list("listing", "phone_hash"))
    assert hashes == {
        ours.pk: contact_hash("phone", "+8613800000003"),
        strange.pk: contact_hash("phone", "+8613900000009"),
        gone.pk: "",  # nobody knows the number any more
    }


def test_a_code_that_was_sent_before_still_signs_in(cast, people, change, monkeypatch):
    """INF-6"""
    sent = []
    monkeypatch.setattr(SEND_CODE, "_answerers", [lambda point, code, at, until: sent.append(code)])
    send_sign_in_code("13800000005", now=NOW, address="10.0.0.1")
    change()
    assert use_sign_in_code("13800000005", sent[0], now=NOW) == people[5]


def test_wechat_opens_the_portal_before_amid_and_after_the_change(people, change):
    """INF-6, INF-1: known by the program's own id, and by the id that all our programs share."""
    first = WeChatAccount("wx-portal", "o-first", "u-first")
    bind_wechat(people[6], first, by=SYSTEM, now=NOW)
    bind_wechat(people[7], WeChatAccount("wx-portal", "o-second"), by=SYSTEM, now=NOW)
    change()
    assert recognise_wechat(first, now=NOW) == people[6]
    rotate_indexes(batch=1)
    change(drop=True)
    assert recognise_wechat(first, now=NOW) == people[6]
    assert recognise_wechat(WeChatAccount("wx-website", "o-there", "u-first"), now=NOW) == people[6]
    assert recognise_wechat(WeChatAccount("wx-portal", "o-second"), now=NOW) == people[7]
    assert recognise_wechat(WeChatAccount("wx-portal", "o-third"), now=NOW) is None


@pytest.mark.django_db(transaction=True)
def test_rows_that_somebody_holds_are_left_for_the_next_round(people, change):
    """INF-1: nobody waits, and no two wait for each other."""
    change()
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(ContactPoint.objects.select_for_update().filter(customer=people[0]))
                held.set()
                release.wait(20)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(20)
        rotate_indexes()
        assert under("") == 2  # the number and its last digits
    finally:
        release.set()
        holder.join()
    rotate_indexes()
    assert under("") == 0


def test_what_somebody_changed_meanwhile_stays(people, change, monkeypatch):
    """INF-1: an index is only written over what was read."""
    change()
    made, new = index_rotation._made_anew, contact_hash("phone", "+8613700000000")

    def change_meanwhile(field, rows):
        if field.model is ContactPoint:
            ContactPoint.objects.filter(customer=people[0]).update(value="+8613700000000", value_hash=new)
        return made(field, rows)

    monkeypatch.setattr(index_rotation, "_made_anew", change_meanwhile)
    rotate_indexes()
    assert people[0].contact_points.get().value_hash == str(new)


def test_an_index_is_the_same_under_each_key_whatever_the_order(change):
    """INF-1"""
    before = blind_index("x", purpose="phone")
    change()
    during = blind_index("x", purpose="phone")
    assert every_index(during) == (f"{during}", f"{before}")
    assert during.startswith("b2:")
    change(drop=True)
    assert blind_index("x", purpose="phone") == during


@pytest.mark.parametrize("spec", ["b2:short", "a,b", f"{NEW},{NEW}", ":short", f"{NEW},"])
def test_what_begins_as_a_list_and_is_none_is_refused(spec):
    """INF-1: taken for one secret it would find nobody any more."""
    with pytest.raises(ValueError):
        index_keys(spec)
