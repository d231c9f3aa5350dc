"""Merge then un-merge is identity, for any two customers, and for any number merged into one another."""

from datetime import date, time

from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alongside.domain.cases.models import CasePerson
from alongside.domain.cases.samples import a_case_in
from alongside.domain.customers import rules
from alongside.domain.customers.actions import (
    add_customer,
    describe_household,
    give_consent,
    merge_customers,
    raise_alert,
    relate_unit,
    unmerge_customers,
    withdraw_consent,
)
from alongside.domain.customers.actions.merging import PARTS, belongings
from alongside.domain.customers.actions.reaching import contact_point
from alongside.domain.customers.models import Consent, Customer, PortalSession, Purpose, TierChange
from alongside.kernel.actor import SYSTEM

PHONES = [f"1380000000{digit}" for digit in range(4)]
MAILS = ["a@example.com", "b@example.com"]
DERIVED = {"version", "search_vector"}  # the version counts acts; both of these are acts

described = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["周敏", "周珉", "王芳", "Anna Bell"]),
        "form_of_address": st.sampled_from(["", "女士", "先生"]),
        "kind": st.sampled_from(["person", "company"]),
        "language": st.sampled_from(["zh-hans", "en"]),
        "document_number": st.sampled_from(["", "G123", "G456"]),
        "preferred_channel": st.sampled_from(["", "phone", "email"]),
        "hours": st.sampled_from([None, (time(9), time(18)), (time(19), time(21))]),
        "is_do_not_disturb": st.booleans(),
        "words": st.sampled_from(["", "晚上方便", "怕狗 🐕"]),
    }
)
a_person = st.fixed_dictionaries(
    {
        "described": described,
        "phones": st.lists(st.sampled_from(PHONES), unique=True),
        "mails": st.lists(st.sampled_from(MAILS), unique=True),
        "homes": st.sets(
            st.tuples(st.booleans(), st.sampled_from(["owner", "tenant", "family"]), st.booleans()),
            max_size=4,
        ),
        "is_elsewhere": st.booleans(),
        "alerts": st.integers(0, 2),
        "sessions": st.integers(0, 2),
        "cases": st.integers(0, 1),
        "beside": st.sampled_from(["", "witness", "affected"]),
        "lives_with": st.booleans(),
        "consent": st.sampled_from(["", "given", "withdrawn", "given again"]),
    }
)
NOBODY = {
    "described": {"name": "周敏"}, "phones": [], "mails": [], "homes": set(), "is_elsewhere": False, "alerts": 0,
    "sessions": 0, "cases": 0, "beside": "", "lives_with": False,
}  # fmt: skip
many = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example makes and merges whole customers


@many
@given(first=a_person, second=a_person, take=st.sets(st.sampled_from(sorted(PARTS))))
def test_merge_then_unmerge_is_identity(cast, first, second, take):
    """CUS-6: nothing lost, whatever the two have and whatever was taken over."""
    with transaction.atomic():
        one, other = make(cast, first), make(cast, second)
        before = everything(one, other)
        record = merge_customers(one, other, take=take, by=SYSTEM, now=cast.now)
        assert everything(one, other) != before
        unmerge_customers(record, by=SYSTEM, now=cast.now)
        assert everything(one, other) == before
        transaction.set_rollback(True)


@many
@given(
    people=st.lists(a_person, min_size=3, max_size=4),
    is_chain=st.booleans(),
    take=st.sets(st.sampled_from(sorted(PARTS))),
    data=st.data(),
)
def test_several_merges_undone_are_identity(cast, people, is_chain, take, data):
    """CUS-6: a chain is undone from its end; several merged into one are parted in any order."""
    with transaction.atomic():
        made = [make(cast, one) for one in people]
        before = everything(*made)
        pairs = list(zip(made[1:], made, strict=False)) if is_chain else [(made[0], one) for one in made[1:]]
        records = [
            merge_customers(survivor, merged, take=take, by=SYSTEM, now=cast.now)
            for survivor, merged in pairs
        ]
        order = records[::-1] if is_chain else data.draw(st.permutations(records))
        for record in order:
            unmerge_customers(record, by=SYSTEM, now=cast.now)
        assert everything(*made) == before
        transaction.set_rollback(True)


SAID = ["", "given", "withdrawn", "given again"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.sampled_from(SAID), min_size=4, max_size=4), order=st.permutations(range(3)))
@example(said=["given", "given", "withdrawn", ""], order=[2, 1, 0])
@example(said=["", "given", "given", "withdrawn"], order=[0, 2, 1])
def test_the_stricter_wins_whoever_is_parted(cast, said, order):
    """CUS-6, CUS-7: who stands together says no where one of them does; at the end each says their own again."""
    with transaction.atomic():
        made = [make(cast, NOBODY | {"consent": one}) for one in said]
        before = everything(*made)
        records = [merge_customers(made[0], one, by=SYSTEM, now=cast.now) for one in made[1:]]
        together = set(range(4))
        assert stands(made[0]) == what_they_say_together(said, together)
        for number in order:
            unmerge_customers(records[number], by=SYSTEM, now=cast.now)
            together.remove(number + 1)
            assert stands(made[0]) == what_they_say_together(said, together)
        assert everything(*made) == before
        transaction.set_rollback(True)


def stands(customer: Customer) -> bool:
    return Consent.objects.filter(customer=customer).standing().exists()


def what_they_say_together(said: list[str], people: set[int]) -> bool:
    each = {said[one] for one in people}
    return bool(each & {"given", "given again"}) and "withdrawn" not in each


def make(cast, person) -> Customer:
    """A customer as described, through the actions where they are quick enough."""
    said = dict(person["described"])
    hours = said.pop("hours", None) or (None, None)
    node = cast.other_project if person["is_elsewhere"] else cast.project
    customer = add_customer(
        node=node, by=SYSTEM, now=cast.now, although_known=True, contact_from=hours[0], contact_until=hours[1], **said
    )  # fmt: skip
    for kind, values in (("phone", person["phones"]), ("email", person["mails"])):
        for position, value in enumerate(values):
            point = contact_point(customer, kind, rules.normalised_contact(kind, value))
            point.is_primary = position == 0
            point.save()
    for is_first, role, is_over in sorted(person["homes"], key=lambda home: (not home[2], *home)):
        unit = cast.unit if is_first else cast.next_unit
        relate_unit(
            customer, unit=unit, role=role, from_on=date(2024, 1, 1), until_on=date(2025, 1, 1) if is_over else None,
            by=SYSTEM, now=cast.now,
        )  # fmt: skip
    for number in range(person["alerts"]):
        raise_alert(
            customer, kind="other", words="小心", owner=cast.agent.staff, expires_on=cast.now.date(), by=SYSTEM,
            now=cast.now, once_key=f"once:{number}" if number else None,
        )  # fmt: skip
    for _number in range(person["sessions"]):
        PortalSession.objects.create(
            customer=customer, started_at=cast.now, used_at=cast.now, expires_at=cast.now
        )
    for _number in range(person["cases"]):
        a_case_in("received", node=cast.project, now=cast.now, customer=customer, unit=cast.unit)
    if person["beside"]:
        theirs = a_case_in(
            "received", node=cast.project, now=cast.now, customer=cast.customer.customer, unit=cast.unit
        )
        CasePerson.objects.create(case=theirs, customer=customer, role=person["beside"])
    said, purpose = person["consent"], Purpose.objects.get(code="survey")
    if said:
        give_consent(customer, purpose=purpose, channel="phone", evidence="R1", by=SYSTEM, now=cast.now)
    if said.startswith("withdrawn") or said.endswith("again"):
        withdraw_consent(customer, purpose=purpose, channel="phone", by=SYSTEM, now=cast.now)
    if said.endswith("again"):
        give_consent(customer, purpose=purpose, channel="phone", evidence="R2", by=SYSTEM, now=cast.now)
    if person["lives_with"]:
        describe_household(
            customer, words="一家", together_with=[cast.customer.customer], by=SYSTEM, now=cast.now
        )
    return customer


def everything(*customers: Customer) -> dict[str, list]:
    """Every row of or about these customers, of every table that follows them."""
    ids = [one.pk for one in customers]
    held = {"customers": rows(Customer.objects.filter(pk__in=ids))}
    for one in belongings():
        if one.model is TierChange:  # that tiers went up and down again is history, as the journal is
            continue
        theirs = one.model._default_manager.filter(Q(**{f"{one.field}__in": ids}))
        held[one.label] = rows(theirs)
    return held


def rows(queryset) -> list:
    plain = [one.name for one in queryset.model._meta.concrete_fields if one.name not in DERIVED]
    return list(queryset.order_by("pk").values(*plain))
