from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

KEEP_WORDING = Permission("keep_wording", _("Keep the list of what must not be promised to customers"))
SEE_WORDING_USES = Permission(
    "see_wording_uses", _("See what was written to customers although the list advises against it")
)
