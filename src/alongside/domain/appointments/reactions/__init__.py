"""What appointments answer to lower domains. Imported when the app is ready."""

from alongside.domain.appointments.actions.handing_over import BATCHES
from alongside.domain.appointments.reactions import asking, keeping

__all__ = ["BATCHES", "asking", "keeping"]
