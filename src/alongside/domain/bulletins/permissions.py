from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_BULLETINS = Permission(
    "see_bulletins", _("See progress reports and notices of change, and who has read them")
)
WRITE_BULLETINS = Permission("write_bulletins", _("Write progress reports and notices of change"))
PUBLISH_BULLETINS = Permission(
    "publish_bulletins", _("Publish, correct and withdraw what is told to all buyers and owners; remind them")
)
RECORD_ACKNOWLEDGEMENT = Permission(
    "record_acknowledgement", _("Write down that a customer has acknowledged a notice by phone or on paper")
)
ACKNOWLEDGE_BULLETIN = Permission(
    "acknowledge_bulletin", _("Acknowledge a notice that was sent to oneself"), of_customer=True
)
