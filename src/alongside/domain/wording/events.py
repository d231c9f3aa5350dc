from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

WORDING_WRITTEN = Event("wording.written", _("Forbidden wording entered"))
WORDING_CHANGED = Event("wording.changed", _("Forbidden wording changed"))
SAID_ANYWAY = Event("wording.said_anyway", _("Written although the list advises against it"))
