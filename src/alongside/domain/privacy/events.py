from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

ALARM_RAISED = Event("privacy.alarm_raised", _("Unusual reading of personal data"), shown="nobody")
ALARM_SETTLED = Event("privacy.alarm_settled", _("Unusual reading settled"), shown="nobody")
HOLD_PLACED = Event("legalhold.placed", _("Put under legal hold"))
HOLD_LIFTED = Event("legalhold.lifted", _("Legal hold lifted"))
ERASURE_BEGUN = Event("customer.erasure_begun", _("Erasing their data has begun"))
COPY_TAKEN = Event("customer.copy_taken", _("Took the copy of their data with them"))
CUSTOMER_ERASED = Event("customer.erased", _("Their data was erased"))
RETENTION_CHANGED = Event("retentionrule.changed", _("Retention changed: %(kind)s, %(days)s days"))
RETENTION_RUN = Event("retentionrun.done", _("Retention carried out: %(removed)s records"))
KEYS_ROTATING = Event("privacy.keys_rotating", _("Everything is being encrypted anew"), shown="nobody")
