from alongside.domain.appointments.models.batch import Batch, BatchKind
from alongside.domain.appointments.models.invitation import Invitation, Told
from alongside.domain.appointments.models.slot import Seat, Slot

__all__ = ["Batch", "BatchKind", "Invitation", "Seat", "Slot", "Told"]
