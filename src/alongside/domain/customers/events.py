from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

CUSTOMER_ADDED = Event("customer.added", _("Customer added"))
CUSTOMERS_IMPORTED = Event("node.customers_imported", _("%(count)s customers imported"))
CUSTOMER_CHANGED = Event("customer.changed", _("Customer changed"))
CONTACT_POINT_ADDED = Event("customer.contact_point_added", _("Contact point added"))
CONTACT_POINT_VERIFIED = Event("customer.contact_point_verified", _("Contact point verified"))
CONTACT_POINT_REMOVED = Event("customer.contact_point_removed", _("Contact point removed"))
CONTACT_REVEALED = Event("customer.contact_revealed", _("Full contact point shown"), shown="nobody")
UNIT_RELATED = Event("customer.unit_related", _("Related to a unit"))
UNIT_RELATION_ENDED = Event("customer.unit_relation_ended", _("Relation to a unit ended"))
OWN_DETAILS_CHANGED = Event("customer.own_details_changed", _("Changed their own contact preferences"))
CONSENT_GIVEN = Event("customer.consent_given", _("Consent given: %(purpose)s"))
CONSENT_WITHDRAWN = Event("customer.consent_withdrawn", _("Consent withdrawn: %(purpose)s"))
ALERT_RAISED = Event("customer.alert_raised", _("Alert raised"))
ALERT_HANDED_OVER = Event("customer.alert_handed_over", _("Alert handed over"))
ALERT_LIFTED = Event("customer.alert_lifted", _("Alert lifted"))
SIGNED_IN = Event("customer.signed_in", _("Signed in to the portal"), shown="nobody")
CUSTOMERS_MERGED = Event("customer.merged", _("Merged with another record of theirs"))
CUSTOMERS_UNMERGED = Event("customer.unmerged", _("Parted from a record that is not theirs"))
DUPLICATE_DISMISSED = Event("customer.duplicate_dismissed", _("Said not to be the same as another"))
