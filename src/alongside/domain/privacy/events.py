from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

ALARM_RAISED = Event("privacy.alarm_raised", _("Unusual reading of personal data"), shown="nobody")
ALARM_SETTLED = Event("privacy.alarm_settled", _("Unusual reading settled"), shown="nobody")
