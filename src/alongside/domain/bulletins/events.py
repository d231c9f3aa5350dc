from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

BULLETIN_WRITTEN = Event("bulletin.written", _("Bulletin drafted"))
BULLETIN_CHANGED = Event("bulletin.changed", _("Draft of a bulletin changed"))
BULLETIN_DISCARDED = Event("bulletin.discarded", _("Draft of a bulletin thrown away"))
BULLETIN_PUBLISHED = Event("bulletin.published", _("Bulletin published"))
BULLETIN_REPLACED = Event("bulletin.replaced", _("Bulletin replaced by a corrected version"))
BULLETIN_WITHDRAWN = Event("bulletin.withdrawn", _("Bulletin withdrawn"))
BULLETIN_REMINDED = Event("bulletin.reminded", _("Reminded those who have not acknowledged"))
BULLETIN_TOLD = Event("bulletin.told", _("Everybody has been written to"))
BULLETIN_ACKNOWLEDGED = Event("bulletin.acknowledged", _("Notice acknowledged"))
