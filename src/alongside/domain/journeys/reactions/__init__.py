"""What journeys do after commit, on facts, and what they answer to lower domains. Imported when the app is ready."""

from alongside.domain.journeys.actions.handing_over import JOURNEYS, STEPS
from alongside.domain.journeys.reactions import asking, attending, following, keeping

__all__ = ["JOURNEYS", "STEPS", "asking", "attending", "following", "keeping"]
