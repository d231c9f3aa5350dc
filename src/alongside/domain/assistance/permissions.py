from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_HOT_ISSUES = Permission(
    "see_hot_issues", _("See what many customers of the node and below bring up at once")
)
LEAD_HOT_ISSUE = Permission(
    "lead_hot_issue",
    _("Turn a hot issue into a group complaint or an incident, answer for all of it, or set it aside"),
)
