"""What may be decided for others."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

APPROVE_EXPORT = Permission(
    "approve_export", _("Approve an export with full numbers that somebody else asked for")
)
CHANGE_APPROVALS = Permission("change_approvals", _("Say whose yes is needed, place by place"))
SEE_OTHERS_WORK = Permission("see_others_work", _("See what waits for the colleagues of the place"))
ASK_DEPARTMENT = Permission("ask_department", _("Ask another department for help, with a deadline"))
ANNOUNCE = Permission(
    "announce", _("Write announcements to the staff of the place, and see who has read them")
)
