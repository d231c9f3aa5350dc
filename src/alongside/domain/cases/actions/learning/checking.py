"""Whether a lesson names anybody: its words beside everything by which the case's people are known (CAS-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from alongside.domain.cases.models import Case, LegalMatter, Lesson
from alongside.domain.cases.rules.lessons import FIELDS, names_anybody
from alongside.domain.conversations.models import Message
from alongside.domain.customers.actions.erasing import named_by
from alongside.domain.customers.models import UnitRelation, Vehicle
from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.privacy.rules.redacting import PersonalValues, Redactor
from alongside.kernel.refusals import Refused


def redactor_of(case: Case) -> Redactor:
    """Blacks out everybody of a case, its door and numbers."""
    return Redactor(values_of_case(case))


def values_of_case(case: Case) -> PersonalValues:
    """The customers of a case, who lives in its home, its staff, its contractors, its door and numbers."""
    people = {case.customer_id, *case.people.values_list("customer", flat=True)}
    if case.unit_id:
        people |= set(UnitRelation.objects.filter(unit=case.unit_id).values_list("customer", flat=True))
    customers = [one for one in people if one]
    named = named_by(customers)
    shares = case.findings.values_list("shares__contractor_name", flat=True)
    heard = case.evidence.values_list("person_heard", flat=True)
    staff = StaffMember.objects.filter(pk__in=_staff_of(case))
    door = [case.unit.label, case.unit.number] if case.unit_id and case.unit else []
    return PersonalValues(
        names=[one for one in (*named.names, *staff.values_list("name", flat=True), *shares, *heard) if one],
        phones=named.phones,
        others=[
            *named.others,
            *(one for one in staff.values_list("email", flat=True) if one),
            *door,
            case.number,
            *LegalMatter.objects.filter(tied__case=case).values_list("number", flat=True),
            *(one.plate for one in Vehicle.objects.filter(customer__in=customers)),
        ],
    )


def found_in(lesson: Lesson) -> dict[str, list[str]]:
    """{field: what in it names somebody}; only fields in which something was found."""
    redactor = redactor_of(lesson.case) if lesson.case else None
    found = {}
    for field in FIELDS:
        text = getattr(lesson, field)
        hits = [*(redactor.found_in(text) if redactor else []), *names_anybody(text)]
        if hits:
            found[field] = list(dict.fromkeys(hits))
    return found


def check_nobody_named(lesson: Lesson) -> None:
    """Refused with what was found, on the first field that names somebody."""
    found = found_in(lesson)
    for field, hits in found.items():
        raise Refused(
            _("This names somebody or a place: %(found)s. Say it so that nobody can be known.")
            % {"found": _listed(hits)},
            field=field,
            facts={"fields": sorted(found)},
        )


def blacked_out(texts: Mapping[str, str], case: Case) -> dict[str, str]:
    """The texts with everybody of the case blacked out."""
    redactor = redactor_of(case)
    return {name: redactor.in_own(text) for name, text in texts.items()}


def _listed(hits: Iterable[str]) -> str:
    return _(", ").join(_("“%(found)s”") % {"found": one} for one in hits)


def _staff_of(case: Case) -> set[int]:
    """Everybody who had to do with it, and whoever works at its place."""
    said = Message.objects.filter(conversation=case.conversation_id, staff__isnull=False)
    ids = {
        case.owner_id,
        case.first_contact_id,
        *case.participants.values_list("staff", flat=True),
        *case.evidence.values_list("by", flat=True),
        *case.findings.values_list("found_by", flat=True),
        *case.findings.values_list("shares__staff", flat=True),
        *case.losses.values_list("entered_by", flat=True),
        *case.transfers.values_list("sender", flat=True),
        *case.transfers.values_list("receiver", flat=True),
        *said.values_list("staff", flat=True),
        *Appointment.objects.filter(node=case.node_id).values_list("staff", flat=True),
    }
    return {one for one in ids if one}
