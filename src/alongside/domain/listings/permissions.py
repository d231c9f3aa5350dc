from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_LISTINGS = Permission("see_listings", _("See listings, their owners masked"))
COLLECT_LISTINGS = Permission("collect_listings", _("Add, change, verify and end listings"))
MERGE_LISTINGS = Permission("merge_listings", _("Merge listings of the same flat"))
REVEAL_OWNER = Permission("reveal_owner", _("See the owner of a listing in full, with a line in the log"))
