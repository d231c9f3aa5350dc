"""Facts about the organisation."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

NODE_ADDED = Event("node.added", _("Node added"))
NODE_CHANGED = Event("node.changed", _("Node changed"))
NODE_MOVED = Event("node.moved", _("Node moved in the tree"))
DEPARTMENT_ADDED = Event("department.added", _("Department added"))
STAFF_ADDED = Event("staffmember.added", _("Staff member added"))
STAFF_CHANGED = Event("staffmember.changed", _("Staff member changed"))
PRESENCE_SET = Event("staffmember.presence_set", _("On duty or away"))
STAFF_LEFT = Event("staffmember.left", _("Staff member left; access ended"))
STAFF_APPOINTED = Event("staffmember.appointed", _("Appointed"))
APPOINTMENT_ENDED = Event("staffmember.appointment_ended", _("Appointment ended"))
PASSWORD_CHANGED = Event("staffmember.password_changed", _("Password changed"))
ROLE_ADDED = Event("role.added", _("Role added"))
ROLE_RETIRED = Event("role.retired", _("Role retired"))
SECOND_FACTOR_ADDED = Event("staffmember.second_factor_added", _("Second factor added"))
SECOND_FACTOR_REMOVED = Event("staffmember.second_factor_removed", _("Second factor removed"))
SECOND_FACTOR_RESET = Event("staffmember.second_factor_reset", _("Second factor reset by an administrator"))
RECOVERY_CODES_MADE = Event("staffmember.recovery_codes_made", _("New recovery codes made"))
SIGNED_OUT = Event("staffmember.signed_out", _("Signed out by an administrator"))
ROLE_CHANGED = Event("role.changed", _("What a role allows was changed"))
CALENDAR_CHANGED = Event("calendar.changed", _("Working hours changed"))
CLIENT_CREATED = Event("apiclient.created", _("API client created"))
CLIENT_REVOKED = Event("apiclient.revoked", _("API client revoked"))
CLIENT_ACTED_FOR = Event("apiclient.acted_for", _("API client acted in the name of a staff member"))
WEBHOOK_ADDED = Event("webhook.added", _("Webhook added"))
WEBHOOK_CHANGED = Event("webhook.changed", _("Webhook changed"))
WEBHOOK_REMOVED = Event("webhook.removed", _("Webhook removed"))
WEBHOOK_DISABLED = Event("webhook.disabled", _("Webhook switched off after long failure"))
JOB_RETRIED = Event("job.retried", _("A failed job was given another try"))
