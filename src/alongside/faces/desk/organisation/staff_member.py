"""One person: who they are, what they hold, held and will hold, and what may be done about it (ORG-2, ORG-6)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpResponse

from alongside.domain.cases.models import Category
from alongside.domain.organisation.actions.staff import require_managing
from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF, SEE_ORGANISATION
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.kernel.refusals import NotAllowed

MOST = 100


@desk_page()
def staff_member(request: DeskRequest, pk: int) -> HttpResponse:
    person = find(StaffMember.objects.visible_to(request.viewer).select_related("deputy"), pk=pk)
    appointments = list(
        Appointment.objects.visible_to(request.viewer)
        .filter(staff=person)
        .select_related("role", "node", "department")
        .order_by("-from_at", "-id")[:MOST]
    )
    deputy = person.deputy_id and StaffMember.objects.visible_to(request.viewer).filter(pk=person.deputy_id)
    may_manage = manages(request, person)
    context = {
        "person": person,
        "deputy": deputy.first() if deputy else None,
        "skills": skills_of(person),
        "held": [one for one in appointments if one.from_at <= request.now and not _ended(one, request)],
        "coming": [one for one in appointments if one.from_at > request.now],
        "past": [one for one in appointments if _ended(one, request)],
        "may_manage": may_manage,
        "is_me": person.pk == request.viewer.id,
        **(_sign_ins(person) if may_manage and person.is_active and person.pk != request.viewer.id else {}),
        "may_see_tree": request.viewer.may(SEE_ORGANISATION),
    }
    return show(request, "faces/desk/organisation/staff_member.html", context, area="desk:organisation")


def _sign_ins(person: StaffMember) -> dict[str, object]:
    """Where they are signed in and what guards it, for who manages them and nobody else."""
    kinds = Authenticator.objects.filter(user=person).exclude(type="recovery_codes")
    return {
        "sees_sign_ins": True,
        "has_second_factor": kinds.exists(),
        "sign_ins": UserSession.objects.filter(user=person).order_by("-last_seen_at")[:20],
    }


def manages(request: DeskRequest, person: StaffMember) -> bool:
    """Whether the viewer may change this account: they must reach wherever the person holds a role."""
    if not request.viewer.may(MANAGE_STAFF):
        return False
    try:
        require_managing(person, by=request.viewer, now=request.now)
    except NotAllowed:
        return False
    return True


def skills_of(person: StaffMember) -> list[str]:
    """Their skills by name; one that the catalogue no longer knows stands as its code."""
    if not person.skills:
        return []
    names = {one.code: str(one) for one in Category.objects.filter(code__in=person.skills)}
    return [names.get(code, code) for code in person.skills]


def _ended(appointment: Appointment, request: DeskRequest) -> bool:
    return appointment.until_at is not None and appointment.until_at <= request.now
