"""What may be done with the organisation itself."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_ORGANISATION = Permission("see_organisation", _("See the organisation tree and who works where"))
CHANGE_ORGANISATION = Permission("change_organisation", _("Add, move and close nodes and departments"))
MANAGE_STAFF = Permission("manage_staff", _("Add staff members, appoint them, end their access"))
CHANGE_CALENDAR = Permission("change_calendar", _("Change working hours and exceptions"))
READ_JOURNAL = Permission("read_journal", _("Read the journal of what happened"))
MANAGE_SYSTEM = Permission("manage_system", _("See stuck jobs, API clients and webhooks"))

# What may be done before the undertaking is signed and the course passed, for it shows no customer (ORG-8).
WITHOUT_CLEARANCE = frozenset(
    one.code for one in (SEE_ORGANISATION, CHANGE_ORGANISATION, MANAGE_STAFF, CHANGE_CALENDAR, MANAGE_SYSTEM)
)
