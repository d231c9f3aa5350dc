"""Two records become one, and are parted again with nothing lost."""

import pytest
from django.apps import apps

from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Conversation, Message
from alongside.domain.customers.actions import (
    add_contact_point,
    change_customer,
    describe_household,
    dismiss_duplicate,
    merge_customers,
    relate_unit,
    remove_contact_point,
    send_sign_in_code,
    start_portal_session,
    sweep_duplicates,
    unmerge_customers,
)
from alongside.domain.customers.actions.merging import belongings, gather_what_came_late
from alongside.domain.customers.models import (
    ContactPoint,
    Customer,
    CustomerActor,
    CustomerNode,
    DuplicateSuggestion,
    MergeRecord,
)
from alongside.domain.customers.queries import merged_here, search_customers, survivor_of
from alongside.domain.customers.samples import a_customer, an_alert
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Conflict, NotAllowed, Refused


@pytest.fixture
def zhou(cast):
    return cast.customer.customer


@pytest.fixture
def double(cast):
    """The same 周敏, entered again when she called from another phone about her second home."""
    double = a_customer(
        node=cast.project, now=cast.now, name="周 敏", phone="139 0000 7777", email="zhou.min@example.com",
        unit=cast.next_unit, words="只在晚上方便", document_number="110101194910010019",
    )  # fmt: skip
    an_alert(double, owner=cast.agent.staff, now=cast.now)
    start_portal_session(double, device="phone", by=CustomerActor(double), now=cast.now)
    return double


def a_case(cast, customer, **but):
    given = {"kind": "enquiry", "title": "收楼时间", "words": "什么时候交楼？", "channel": "phone", **but}
    return open_case(node=cast.project, customer=customer, by=cast.agent, now=cast.now, **given)


def merged(cast, zhou, double, **but):
    return merge_customers(zhou, double, by=cast.supervisor, now=cast.now, **but)


def test_everything_is_with_the_survivor(cast, zhou, double):
    """CUS-6, CUS-1: one customer, one record."""
    case = a_case(cast, double)
    merged(cast, zhou, double)
    case.refresh_from_db()
    assert case.customer_id == zhou.pk
    assert set(Conversation.objects.values_list("customer", flat=True)) == {zhou.pk}
    assert set(Message.objects.filter(direction="in").values_list("customer", flat=True)) == {zhou.pk}
    assert set(zhou.contact_points.values_list("masked", flat=True)) >= {"138····4420", "139····7777"}
    assert set(zhou.unit_relations.values_list("unit", flat=True)) == {cast.unit.pk, cast.next_unit.pk}
    assert zhou.alerts.count() == 1
    assert zhou.portal_sessions.count() == 1


def test_the_merged_record_is_nowhere_any_more(cast, zhou, double):
    merged(cast, zhou, double)
    for viewer in (cast.agent, cast.director, SYSTEM):
        assert double not in Customer.objects.visible_to(viewer)
    assert search_customers("13900007777", cast.agent) == [zhou]
    assert survivor_of(double.pk) == zhou.pk
    assert survivor_of(zhou.pk) is None


def test_the_survivor_takes_over_what_it_lacks_and_what_is_chosen(cast, zhou, double):
    change_customer(zhou, words="喜欢微信", by=SYSTEM, now=cast.now)
    change_customer(double, is_do_not_disturb=True, by=SYSTEM, now=cast.now)
    merged(cast, zhou, double, take={"name"})
    zhou.refresh_from_db()
    assert zhou.document_number == "110101194910010019"
    assert zhou.name == "周 敏"
    assert zhou.words == "喜欢微信\n只在晚上方便"
    assert zhou.is_do_not_disturb
    assert zhou in search_customers("zhoumin", cast.agent)


def test_there_stays_one_primary_phone(cast, zhou, double):
    merged(cast, zhou, double)
    primary = zhou.contact_points.get(kind="phone", is_primary=True)
    assert primary.masked == "138····4420"


def test_the_old_email_signs_in_as_the_survivor(cast, zhou, double):
    """INF-6: what both had stays with both records, but only one of them is somebody."""
    ContactPoint.objects.filter(customer=double, kind="email").update(verified_at=cast.now)
    merged(cast, zhou, double)
    asked = JournalEntry.objects.count()
    send_sign_in_code("zhou.min@example.com", now=cast.now)
    assert JournalEntry.objects.count() == asked
    point = ContactPoint.objects.filter(kind="email", customer__merged_into__isnull=True)
    assert point.get(value_hash=ContactPoint.objects.get(customer=double).value_hash).customer == zhou


def test_whatever_points_to_a_customer_follows():
    """CUS-6: a new table with customers in it must say how its rows follow, or this fails."""
    told = {(one.model, one.field) for one in belongings()}
    of_the_merge = {("DuplicateSuggestion", "first"), ("DuplicateSuggestion", "second")}
    of_the_merge |= {("MergeRecord", "survivor"), ("MergeRecord", "merged"), ("Customer", "merged_into")}
    of_the_merge |= {("Erasure", "customer")}  # who was erased is merged with nobody
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model is Customer:
                known = (model, field.name) in told or (model.__name__, field.name) in of_the_merge
                assert known, f"{model.__name__}.{field.name} does not follow a merged customer"


def test_a_permission_of_its_own_is_needed(cast, zhou, double):
    with pytest.raises(NotAllowed):
        merge_customers(zhou, double, by=cast.agent, now=cast.now)
    record = merged(cast, zhou, double)
    with pytest.raises(NotAllowed):
        unmerge_customers(record, by=cast.agent, now=cast.now)
    with pytest.raises(NotAllowed):
        unmerge_customers(record, by=cast.other_supervisor, now=cast.now)


def test_a_customer_elsewhere_cannot_be_drawn_in(cast, zhou):
    """ORG-3."""
    with pytest.raises(NotAllowed):
        merge_customers(zhou, cast.other_customer.customer, by=cast.supervisor, now=cast.now)


def test_it_is_refused_twice_and_with_itself(cast, zhou, double):
    merged(cast, zhou, double)
    third = a_customer(node=cast.project, now=cast.now)
    for one, other in ((zhou, double), (double, third), (third, double), (zhou, zhou)):
        with pytest.raises(Refused):
            merge_customers(one, other, by=SYSTEM, now=cast.now)


def test_a_change_made_meanwhile_is_told(cast, zhou, double):
    """CAS-16."""
    change_customer(double, words="改了", by=SYSTEM, now=cast.now)
    with pytest.raises(Conflict):
        merged(cast, zhou, double, seen_merged=double.version)
    assert not MergeRecord.objects.exists()


def test_parting_gives_every_row_and_field_back(cast, zhou, double):
    case = a_case(cast, double)
    described = {"name": zhou.name, "words": zhou.words, "document_number": zhou.document_number}
    record = merged(cast, zhou, double, take={"name"})
    assert unmerge_customers(record, by=cast.supervisor, now=cast.now) == double
    zhou.refresh_from_db()
    case.refresh_from_db()
    assert {name: getattr(zhou, name) for name in described} == described
    assert case.customer_id == double.pk
    assert double in Customer.objects.visible_to(cast.agent)
    assert set(double.contact_points.values_list("masked", "is_primary")) == {
        ("139····7777", True),
        ("z···@example.com", True),
    }
    assert set(double.unit_relations.values_list("unit", flat=True)) == {cast.next_unit.pk}
    assert not merged_here(zhou, cast.supervisor).exists()
    with pytest.raises(Refused):
        unmerge_customers(record, by=cast.supervisor, now=cast.now)


def test_what_came_after_the_merge_stays_with_the_survivor(cast, zhou, double):
    record = merged(cast, zhou, double)
    later = a_case(cast, zhou)
    add_contact_point(zhou, kind="phone", value="13611112222", by=SYSTEM, now=cast.now)
    change_customer(zhou, words="合并后写的", by=SYSTEM, now=cast.now)
    unmerge_customers(record, by=cast.supervisor, now=cast.now)
    zhou.refresh_from_db()
    later.refresh_from_db()
    assert later.customer_id == zhou.pk
    assert zhou.words == "合并后写的"
    assert zhou.contact_points.filter(masked="136····2222").exists()
    double.refresh_from_db()
    assert double.words == "只在晚上方便"


def test_what_was_removed_after_the_merge_does_not_come_back(cast, zhou, double):
    record = merged(cast, zhou, double)
    remove_contact_point(zhou.contact_points.get(masked="139····7777"), by=SYSTEM, now=cast.now)
    unmerge_customers(record, by=cast.supervisor, now=cast.now)
    assert not ContactPoint.objects.filter(masked="139····7777").exists()


def test_the_survivor_stays_known_where_it_has_got_something_of_its_own(cast, zhou):
    """ORG-3: and is no longer known where only the other one was."""
    elsewhere = a_customer(node=cast.other_project, now=cast.now, phone="", email="")
    record = merge_customers(zhou, elsewhere, by=SYSTEM, now=cast.now)
    assert zhou in Customer.objects.visible_to(cast.stranger)
    relate_unit(zhou, unit=cast.other_unit, role="tenant", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    unmerge_customers(record, by=SYSTEM, now=cast.now)
    assert {zhou, elsewhere} <= set(Customer.objects.visible_to(cast.stranger))
    assert not CustomerNode.objects.filter(customer=elsewhere, node=cast.project).exists()


def test_a_chain_leads_to_its_end_and_is_undone_from_there(cast, zhou, double):
    third = a_customer(node=cast.project, now=cast.now, name="周珉", phone="137 0000 1111", email="")
    first = merge_customers(double, third, by=SYSTEM, now=cast.now)
    second = merge_customers(zhou, double, by=SYSTEM, now=cast.now)
    assert survivor_of(third.pk) == zhou.pk
    with pytest.raises(Refused):
        unmerge_customers(first, by=SYSTEM, now=cast.now)
    unmerge_customers(second, by=SYSTEM, now=cast.now)
    assert survivor_of(third.pk) == double.pk
    assert double.contact_points.filter(masked="137····1111").exists()
    unmerge_customers(first, by=SYSTEM, now=cast.now)
    assert third.contact_points.get().is_primary


def test_two_merged_into_one_are_parted_in_any_order(cast, zhou, double):
    """What the first brought and the second changed goes back to what it was before the first."""
    third = a_customer(node=cast.project, now=cast.now, name="周珉", phone="", email="")
    first = merged(cast, zhou, double, take={"name"})
    second = merged(cast, zhou, third, take={"name"})
    unmerge_customers(first, by=SYSTEM, now=cast.now)
    zhou.refresh_from_db()
    assert zhou.name == "周珉"
    unmerge_customers(second, by=SYSTEM, now=cast.now)
    zhou.refresh_from_db()
    assert zhou.name == "周敏"


def test_what_two_had_brought_stays_when_one_of_them_goes(cast, zhou, double):
    """The second record's own phone takes the place of the same one that goes back with the first."""
    third = a_customer(node=cast.project, now=cast.now, phone="139 0000 7777", email="")
    first = merged(cast, zhou, double)
    second = merged(cast, zhou, third)
    unmerge_customers(first, by=SYSTEM, now=cast.now)
    assert zhou.contact_points.filter(masked="139····7777").exists()
    second.refresh_from_db()
    unmerge_customers(second, by=SYSTEM, now=cast.now)
    assert third.contact_points.get().is_primary
    assert not zhou.contact_points.filter(masked="139····7777").exists()


def test_what_was_written_for_the_merged_record_meanwhile_follows(cast, zhou, double):
    """Somebody had the old page open: their case is not lost, and goes back when the two are parted."""
    record = merged(cast, zhou, double)
    late = a_case(cast, double)
    assert gather_what_came_late(record.pk) > 0
    assert gather_what_came_late(record.pk) == 0
    late.refresh_from_db()
    assert late.customer_id == zhou.pk
    unmerge_customers(record, by=SYSTEM, now=cast.now)
    assert Case.objects.get(pk=late.pk).customer_id == double.pk


def test_the_pair_is_no_longer_suggested_whatever_was_decided(cast, zhou, double):
    """CUS-6: merged, then parted: a person has said that they are two."""
    assert DuplicateSuggestion.objects.open().count() == 1
    record = merged(cast, zhou, double)
    sweep_duplicates(now=cast.now)
    assert not DuplicateSuggestion.objects.open().exists()
    unmerge_customers(record, by=SYSTEM, now=cast.now)
    sweep_duplicates(now=cast.now)
    assert not DuplicateSuggestion.objects.open().exists()


def test_who_was_somebody_else_than_the_merged_one_is_so_of_the_survivor(cast, zhou, double):
    sister = a_customer(node=cast.project, now=cast.now, name="周静", phone="139 0000 7777", email="")
    dismiss_duplicate(double, sister, by=SYSTEM, now=cast.now)
    merged(cast, zhou, double)
    sweep_duplicates(now=cast.now)
    assert not DuplicateSuggestion.objects.open().exists()


def test_a_household_goes_along_and_comes_back(cast, zhou, double):
    wang = a_customer(node=cast.project, now=cast.now, name="王强", phone="", email="")
    describe_household(double, words="夫妻", together_with=[wang], by=SYSTEM, now=cast.now)
    record = merged(cast, zhou, double)
    zhou.refresh_from_db()
    wang.refresh_from_db()
    assert zhou.household == wang.household
    unmerge_customers(record, by=SYSTEM, now=cast.now)
    zhou.refresh_from_db()
    double.refresh_from_db()
    assert zhou.household is None
    assert double.household == wang.household


def test_facts_hold_ids_only(cast, zhou, double):
    record = merged(cast, zhou, double)
    unmerge_customers(record, by=SYSTEM, now=cast.now)
    told = JournalEntry.objects.filter(kind__in=["customer.merged", "customer.unmerged"])
    assert {frozenset(one.facts) for one in told} == {frozenset({"customer", "merge"})}
    assert "周" not in str(MergeRecord.objects.values_list("moved", "were_primary", "reasons"))
