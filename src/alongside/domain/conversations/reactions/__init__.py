"""What conversations do for the domains below. Imported when the app is ready, so that hooks are filled."""

from alongside.domain.conversations.actions.handing_over import THREADS
from alongside.domain.conversations.reactions.holding import erase_what_was_sent

__all__ = ["THREADS", "erase_what_was_sent"]
