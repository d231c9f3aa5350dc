"""Every write to bulletins, in chapters named for their life."""

from alongside.domain.bulletins.actions.acknowledging import (
    acknowledge_bulletin,
    mark_read,
    record_acknowledgement,
)
from alongside.domain.bulletins.actions.drafting import (
    change_bulletin,
    correct_bulletin,
    discard_bulletin,
    write_bulletin,
)
from alongside.domain.bulletins.actions.picturing import add_photos, arrange_photos, remove_photo
from alongside.domain.bulletins.actions.publishing import publish_bulletin, withdraw_bulletin
from alongside.domain.bulletins.actions.telling import go_through, remind_recipients

__all__ = [
    "acknowledge_bulletin",
    "add_photos",
    "arrange_photos",
    "change_bulletin",
    "correct_bulletin",
    "discard_bulletin",
    "go_through",
    "mark_read",
    "publish_bulletin",
    "record_acknowledgement",
    "remind_recipients",
    "remove_photo",
    "withdraw_bulletin",
    "write_bulletin",
]
