from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

BATCH_PLANNED = Event("batch.planned", _("Appointments planned"))
BATCH_CHANGED = Event("batch.changed", _("Appointments changed"))
BATCH_OPENED = Event("batch.opened", _("%(count)s invited"))
BATCH_GIVEN = Event("batch.given", _("Somebody else answers for these appointments"))
BATCH_CANCELLED = Event("batch.cancelled", _("Appointments cancelled"))
BATCH_OVER = Event("batch.over", _("Appointments are over"))
SLOT_CHANGED = Event("batch.slot_changed", _("Time slot changed"))
SLOT_CANCELLED = Event("batch.slot_cancelled", _("Time slot cancelled"))
SLOT_BOOKED = Event("invitation.booked", _("Appointment booked"))
BOOKING_MOVED = Event("invitation.moved", _("Appointment moved"))
BOOKING_CANCELLED = Event("invitation.cancelled", _("Appointment cancelled"))
INVITATION_DECLINED = Event("invitation.declined", _("Invitation declined"))
INVITATION_ATTENDED = Event("invitation.attended", _("Came to the appointment"))
INVITATION_MISSED = Event("invitation.missed", _("Did not come to the appointment"))
