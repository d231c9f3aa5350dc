"""What conversations do for the domains below. Imported when the app is ready, so that hooks are filled."""

from alongside.domain.conversations.actions.handing_over import THREADS
from alongside.domain.conversations.actions.handing_over_callbacks import CALLBACKS
from alongside.domain.conversations.reactions import calling
from alongside.domain.conversations.reactions.answering import route_thread, tell_who_is_named
from alongside.domain.conversations.reactions.holding import erase_what_was_sent
from alongside.domain.conversations.reactions.wechat import tie_what_they_wrote_before

__all__ = [
    "CALLBACKS",
    "calling",
    "THREADS",
    "erase_what_was_sent",
    "route_thread",
    "tell_who_is_named",
    "tie_what_they_wrote_before",
]
