"""Erasing a customer reaches everything, keeps what the law asks, and can be proved (INF-4)."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from tests.stories.erased_person import EMAIL, NAME, PHONE, VALUES, paths_below, tell_story, traces

from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.writing import add_note
from alongside.domain.cases.models import Case, LossEntry
from alongside.domain.conversations.models import Delivery, Message
from alongside.domain.customers.actions import merge_customers, unmerge_customers
from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import search_customers
from alongside.domain.customers.samples import a_customer
from alongside.domain.privacy.actions import (
    begin_erasure,
    carry_on_erasures,
    carry_out_erasure,
    lift_hold,
    place_hold,
    reapply_erasures,
)
from alongside.domain.privacy.actions import erasing as module
from alongside.domain.privacy.actions.rotating import rotate_keys, work_on_rotation
from alongside.domain.privacy.models import Erasure
from alongside.domain.privacy.queries import certificate_facts
from alongside.domain.privacy.rules.certificate import DELETED, KEPT, checksum_of
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def story(transactional_db, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_search_count, kernel_search_change")
    return tell_story(cast)


def erase(cast, story, **but) -> Erasure:
    begun = begin(cast, story, **but)
    return carry_out_erasure(begun.pk, now=cast.now)


def begin(cast, story, **but) -> Erasure:
    given = {"ground": "withdrawn", "by": cast.supervisor, "now": cast.now, "in_background": False, **but}
    return begin_erasure(story.customer, **given)


def send_the_last_mail() -> None:
    Delivery.objects.filter(forgets_itself=True).delete()


def test_no_trace_is_left_anywhere(cast, story):
    """INF-4: pg_dump, encrypted columns and stored bytes, searched for every value; the journal with them."""
    before = traces()
    assert {value for _where, value in before} == set(VALUES)
    assert {
        "public.conversations_message",
        "Delivery.body_text",
        "ImportRun.look",
        "IdempotencyKey.body",
        "Step.said",
        "Step.feedback",
        "public.journeys_step",
        "file",
    } <= {one for one, _v in before}
    done = erase(cast, story)
    send_the_last_mail()
    assert traces() == set()
    assert done.state == "done" and done.paths == []
    assert paths_below("") == [f"erased/{done.key}.json"]
    assert JournalEntry.objects.filter(about_kind="customer", about_id=story.customer.pk).count() >= 8


def test_reaches_the_record_that_was_merged_into_theirs(cast, story):
    """CUS-6, INF-4: the double is hidden, not gone; and who is erased is neither merged nor parted any more."""
    double = a_customer(node=cast.project, now=cast.now, name=NAME, phone=PHONE, email=EMAIL)
    record = merge_customers(story.customer, double, by=cast.supervisor, now=cast.now)
    assert double.name in set(
        Customer.objects.filter(merged_into=story.customer).values_list("name", flat=True)
    )
    erase(cast, story)
    send_the_last_mail()
    assert traces() == set()
    other = a_customer(node=cast.project, now=cast.now, name="方圆", phone="139 0000 1111", email="")
    erased = Customer.objects.get(pk=story.customer.pk)
    for pair in ((erased, other), (other, erased)):
        with pytest.raises(Refused, match="已删除"):
            merge_customers(*pair, by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused, match="已删除"):
        unmerge_customers(record, by=cast.supervisor, now=cast.now)


def test_what_the_law_asks_stays_under_a_reference(cast, story):
    """CAS-9, INF-4: facts of contracts, liability and loss."""
    done = erase(cast, story)
    customer = Customer.objects.get(pk=story.customer.pk)
    assert customer.name == f"▇▇▇ {done.reference}"
    assert [one.role for one in customer.unit_relations.all()] == ["owner"]
    assert LossEntry.objects.get(case=story.case, kind="compensation").amount == Decimal("391.50")
    case = Case.objects.get(pk=story.case.pk)
    assert (case.state, case.rating, case.is_anonymised, case.title) == ("closed", 2, True, "▇▇▇▇")
    assert done.kept["losses"] == 2 and done.kept["cases"] == 2 and done.kept["contracts"] == 1
    assert search_customers(NAME, cast.agent) == [] and search_customers(PHONE, cast.agent) == []
    assert search_customers(done.reference, cast.agent) == [customer]


def test_the_certificate_is_checked_by_its_sum_and_names_nobody(cast, story):
    done = erase(cast, story)
    facts = certificate_facts(Erasure.objects.get(pk=done.pk))
    assert checksum_of(facts) == done.checksum
    assert checksum_of(facts | {"kept": {}}) != done.checksum
    assert set(done.deleted) <= set(DELETED) and set(done.kept) <= set(KEPT)
    assert {"records", "contact_points", "words", "words_elsewhere", "files", "mails", "imports"} <= set(
        done.deleted
    )
    assert not any(value in str(facts) for value in VALUES.values())


def test_words_of_ours_lose_only_what_names_them_unless_they_go_whole(cast, story):
    erase(cast, story)
    said = list(
        Message.objects.filter(conversation=story.case.conversation)
        .order_by("id")
        .values_list("direction", "body")
    )
    assert said[0] == ("in", "▇▇▇▇")
    assert any("碧螺春今天寄到 ▇▇▇▇" in body for direction, body in said if direction == "out")
    assert any(body.startswith("▇▇▇▇脾气急") for direction, body in said if direction == "internal")
    beside = Message.objects.filter(
        conversation=story.neighbours_case.conversation, direction="internal"
    ).get()
    assert beside.body == "楼上是▇▇▇▇，▇▇▇▇；我家门口湿了"


def test_words_go_whole_when_asked(cast, story):
    erase(cast, story, words="whole")
    bodies = set(Message.objects.filter(conversation=story.case.conversation).values_list("body", flat=True))
    assert bodies == {"▇▇▇▇"}
    assert "我家门口湿了" in str(list(story.neighbours_case.conversation.messages.values_list("body")))


def test_another_of_the_same_name_keeps_theirs_elsewhere(cast, story):
    """A name that others bear too says nothing in their stories; a number does."""
    Customer.objects.filter(pk=story.neighbour.pk).update(name=NAME)
    erase(cast, story)
    beside = Message.objects.filter(
        conversation=story.neighbours_case.conversation, direction="internal"
    ).get()
    assert beside.body == f"楼上是{NAME}，▇▇▇▇；我家门口湿了"


@pytest.mark.parametrize("moment", ["beside", "within", "before bytes"])
def test_killed_in_the_middle_it_goes_on(cast, story, monkeypatch, moment):
    """INF-4: whatever was undone or left is done by the next round."""
    begun = begin(cast, story)
    broken = {"beside": "bury", "within": "certificate_facts", "before bytes": "_delete_bytes"}[moment]

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, broken, killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out_erasure(begun.pk, now=cast.now)
    assert carry_on_erasures(now=cast.now) == 1
    carry_out_erasure(begun.pk, now=cast.now)
    send_the_last_mail()
    assert traces() == set()
    assert Erasure.objects.get().paths == []


def test_twice_is_once(cast, story):
    first = erase(cast, story)
    again = erase(cast, story)
    assert (again.pk, again.checksum, again.done_at) == (first.pk, first.checksum, first.done_at)
    assert JournalEntry.objects.filter(kind="customer.erased").count() == 1


def test_whoever_writes_meanwhile_is_reached_or_refused(cast, story):
    """The writer who was first is waited for, and their words are blacked out; who comes later is refused."""
    begun = begin(cast, story)
    written, go_on, said = threading.Event(), threading.Event(), []

    def write():
        with transaction.atomic():
            add_note(Case.objects.get(pk=story.case.pk), words=f"{NAME}又来电", by=cast.agent, now=cast.now)
            written.set()
            go_on.wait(10)
        connection.close()

    def erase_meanwhile():
        said.append(carry_out_erasure(begun.pk, now=cast.now).state)
        connection.close()

    writer, eraser = threading.Thread(target=write), threading.Thread(target=erase_meanwhile)
    writer.start()
    assert written.wait(10)
    eraser.start()
    eraser.join(1)
    assert eraser.is_alive()
    go_on.set()
    writer.join(10)
    eraser.join(30)
    assert said == ["done"]
    send_the_last_mail()
    assert traces() == set()
    with pytest.raises(Refused) as no:
        add_note(Case.objects.get(pk=story.case.pk), words=f"{NAME}又来电", by=cast.agent, now=cast.now)
    assert no.value.facts == {"anonymised": True}


def test_is_refused_under_legal_hold(cast, story):
    """INF-5: on the customer, on a case of theirs, on the estate; one that comes late stops it too."""
    begun = None
    for held in (
        {"customer": story.customer},
        {"customer": story.customer, "case_id": story.case.pk},
        {"estate": cast.next_unit.estate},
    ):
        hold = place_hold(matter="(2026)浙01民初77号", node=cast.project, by=cast.legal, now=cast.now, **held)
        with pytest.raises(Refused) as no:
            begin(cast, story)
        assert no.value.facts == {"held": True}
        lift_hold(hold, by=cast.legal, now=cast.now)
    begun = begin(cast, story)
    late = place_hold(
        matter="(2026)浙01民初78号",
        node=cast.project,
        estate=cast.next_unit.estate,
        by=cast.legal,
        now=cast.now,
    )
    assert carry_out_erasure(begun.pk, now=cast.now).state == "begun"
    assert ("public.customers_customer", "name") in traces()
    lift_hold(late, by=cast.legal, now=cast.now)
    assert carry_out_erasure(begun.pk, now=cast.now).state == "done"


def test_is_refused_while_something_is_being_done_for_them(cast, story):
    Case.objects.filter(pk=story.case.pk).update(state="handling", is_open=True, closed_at=None)
    with pytest.raises(Refused) as no:
        begin(cast, story)
    assert story.case.number in str(no.value.words)
    assert begin(cast, story, case_id=story.case.pk).state == "begun"


def test_only_who_may(cast, story):
    """ORG-3"""
    for nobody in (cast.agent, cast.stranger, cast.other_supervisor, cast.auditor, story.actor):
        with pytest.raises(NotAllowed):
            begin(cast, story, by=nobody)
    assert not Erasure.objects.exists()
    erase(cast, story)
    assert not Erasure.objects.visible_to(cast.other_supervisor).exists()
    assert Erasure.objects.visible_to(cast.supervisor).exists()


def test_a_case_that_is_opened_meanwhile_is_refused(cast, story):
    """INF-4: on the page, and by the database for whoever was faster than the page."""
    stale = Customer.objects.get(pk=story.customer.pk)
    erase(cast, story)
    given = {
        "node": cast.project,
        "kind": "enquiry",
        "title": "x",
        "words": NAME,
        "channel": "phone",
        "by": cast.agent,
    }
    with pytest.raises(Refused):
        open_case(**given, customer=Customer.objects.get(pk=stale.pk), now=cast.now)
    with pytest.raises(IntegrityError):
        open_case(**given, customer=stale, now=cast.now)
    send_the_last_mail()
    assert traces() == set()


def test_a_restored_backup_is_erased_again(cast, story):
    """INF-4: the tombstone lies outside the database."""
    kept = dict(
        Customer.objects.filter(pk=story.customer.pk).values("name", "document_number", "search_text")[0]
    )
    done = erase(cast, story)
    # The day before comes back: the record names them again, and nothing in the database knows of the erasure.
    Erasure.objects.all().delete()
    Customer.objects.filter(pk=story.customer.pk).update(**kept, erased_at=None)
    Message.objects.filter(conversation=story.neighbours_case.conversation).update(body=f"{NAME}家")
    assert ("public.customers_customer", "name") in traces()
    assert reapply_erasures(now=cast.now + timedelta(days=1)) == 1
    send_the_last_mail()
    assert traces() == set()
    again = Erasure.objects.get()
    assert (again.key, again.reference) == (done.key, done.reference)
    assert reapply_erasures(now=cast.now + timedelta(days=1)) == 0


def test_a_backup_restored_after_a_change_of_keys_is_erased_again(cast, story, settings, tmp_path):
    """INF-4, INF-1: tombstones are sealed under the new key of blind indexes before the old one is dropped."""
    kept = (
        Customer.objects.filter(pk=story.customer.pk).values("name", "document_number", "search_text").get()
    )
    erase(cast, story)
    old, new = settings.BLIND_INDEX_KEY, "b2:" + "n" * 40
    settings.BLIND_INDEX_KEY = f"{new},:{old}"
    rotation = rotate_keys(by=SYSTEM, now=cast.now, in_background=False)
    assert rotation.uses["index:tombstones"] == {"": 1}
    assert work_on_rotation(rotation.pk, now=cast.now).uses["index:tombstones"] == {"b2": 1}
    assert len(list((tmp_path / "erased").iterdir())) == 1
    settings.BLIND_INDEX_KEY = new
    Erasure.objects.all().delete()
    Customer.objects.filter(pk=story.customer.pk).update(**kept, erased_at=None)
    assert reapply_erasures(now=cast.now + timedelta(days=1)) == 1
    assert Customer.objects.get(pk=story.customer.pk).document_number == ""
    assert len(list((tmp_path / "erased").iterdir())) == 1


def test_a_tombstone_erases_nobody_else(cast, story, settings, tmp_path):
    """Neither in another database, nor when it is forged."""
    erase(cast, story)
    Erasure.objects.all().delete()
    tomb = next((tmp_path / "erased").iterdir())
    words = tomb.read_text()
    tomb.write_text(words.replace(f'"customer": {story.customer.pk}', f'"customer": {cast.customer.id}'))
    assert reapply_erasures(now=cast.now) == 0
    tomb.write_text(words)
    Customer.objects.filter(pk=story.customer.pk).update(created_at=cast.now)
    assert reapply_erasures(now=cast.now) == 0
    assert Customer.objects.get(pk=cast.customer.id).erased_at is None
