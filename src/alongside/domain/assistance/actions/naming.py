"""By what the people of a case or a conversation are known, so that none of it leaves the house (CHN-10)."""

from __future__ import annotations

from alongside.domain.cases.actions.learning.checking import values_of_case
from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Conversation, Message, Thread
from alongside.domain.conversations.queries.visitors import contact_of_visitor
from alongside.domain.customers.actions.erasing import named_by
from alongside.domain.customers.models import UnitRelation, Vehicle
from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.privacy.rules.redacting import PersonalValues


def values_of(about: Case | Thread) -> PersonalValues:
    """Everything known of whoever has to do with it: them, their households and homes, our people there."""
    if isinstance(about, Thread):
        return _with(_of_conversation(about.conversation), _of_sender(about))
    found = _with(values_of_case(about), _of_conversation(about.conversation))
    found.others += [about.place_words] if about.place_words else []
    for thread in Thread.objects.filter(joined_to=about.conversation_id):
        found = _with(found, _of_sender(thread))
    return found


def _of_sender(thread: Thread) -> PersonalValues:
    """Whoever wrote, as they said; the mail's or visitor's address."""
    others = [thread.sender, contact_of_visitor(thread), thread.mailbox.address if thread.mailbox else ""]
    return PersonalValues(names=[thread.sender_name], others=[one for one in others if one])


def _of_conversation(conversation: Conversation) -> PersonalValues:
    """The customer, who lives with them, their homes and cars; who of us spoke or works there."""
    homes = UnitRelation.objects.filter(customer=conversation.customer_id, customer__isnull=False)
    living = UnitRelation.objects.filter(unit__in=homes.values("unit")).select_related("unit")
    people = {one.customer_id for one in living} | {conversation.customer_id}
    customers = [one for one in people if one]
    named = named_by(customers)
    said = Message.objects.filter(conversation=conversation, staff__isnull=False)
    here = Appointment.objects.filter(node=conversation.node_id)
    ids = {*said.values_list("staff", flat=True), *here.values_list("staff", flat=True)}
    staff = list(StaffMember.objects.filter(pk__in=ids))
    doors = {door for one in living for door in (one.unit.label, one.unit.number)}
    plates = [one.plate for one in Vehicle.objects.filter(customer__in=customers)]
    return PersonalValues(
        names=[*named.names, *(one.name for one in staff)],
        phones=named.phones,
        others=[*named.others, *sorted(doors), *plates, *(one.email for one in staff if one.email)],
    )


def _with(one: PersonalValues, other: PersonalValues) -> PersonalValues:
    def both(name: str) -> list[str]:
        return [
            value for value in dict.fromkeys([*getattr(one, name), *getattr(other, name)]) if len(value) > 1
        ]

    return PersonalValues(both("names"), both("phones"), both("others"))
