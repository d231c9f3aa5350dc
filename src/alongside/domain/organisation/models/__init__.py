"""The tables of the organisation, in chapters: the tree, its people and hours, other programs, and how it guards itself."""

from alongside.domain.organisation.models.clearance import (
    CoursePass,
    SecurityCourse,
    Undertaking,
    UndertakingSignature,
)
from alongside.domain.organisation.models.hours import Calendar, CalendarException, CalendarQuerySet
from alongside.domain.organisation.models.leaving import HandoverItem, Leaving
from alongside.domain.organisation.models.people import (
    Appointment,
    AppointmentQuerySet,
    Post,
    Role,
    StaffActor,
    StaffMember,
    StaffMemberManager,
    StaffMemberQuerySet,
)
from alongside.domain.organisation.models.programs import (
    ApiClient,
    ApiClientQuerySet,
    ApiWindow,
    ClientActor,
    IdempotencyKey,
    Webhook,
    WebhookDelivery,
    WebhookQuerySet,
)
from alongside.domain.organisation.models.security import (
    OutsideIdentity,
    OutsideToken,
    SecondFactorReset,
    SecurityPolicy,
)
from alongside.domain.organisation.models.tree import (
    Department,
    Node,
    NodeMove,
    NodeQuerySet,
    OfNodeQuerySet,
    path_ids,
)
from alongside.domain.organisation.models.watching import (
    AccessReview,
    AccessReviewItem,
    Incident,
    ReportingRule,
)

__all__ = [
    "AccessReview",
    "AccessReviewItem",
    "Incident",
    "CoursePass",
    "SecurityCourse",
    "Undertaking",
    "UndertakingSignature",
    "ApiClient",
    "ApiClientQuerySet",
    "ApiWindow",
    "Appointment",
    "AppointmentQuerySet",
    "Calendar",
    "CalendarException",
    "CalendarQuerySet",
    "ClientActor",
    "Department",
    "HandoverItem",
    "IdempotencyKey",
    "Leaving",
    "Node",
    "NodeMove",
    "NodeQuerySet",
    "OfNodeQuerySet",
    "OutsideIdentity",
    "OutsideToken",
    "ReportingRule",
    "Role",
    "SecondFactorReset",
    "SecurityPolicy",
    "StaffActor",
    "StaffMember",
    "StaffMemberManager",
    "StaffMemberQuerySet",
    "Webhook",
    "WebhookDelivery",
    "WebhookQuerySet",
    "Post",
    "path_ids",
]
