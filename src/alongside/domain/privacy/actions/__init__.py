"""Every write of privacy: holds, erasures, copies, retention, and what is done about how personal data is read."""

from alongside.domain.privacy.actions.copying import forget_copies, make_copy, note_copy_opened, take_copy
from alongside.domain.privacy.actions.erasing import (
    begin_erasure,
    carry_on_erasures,
    carry_out_erasure,
    reapply_erasures,
)
from alongside.domain.privacy.actions.holding import lift_hold, place_hold
from alongside.domain.privacy.actions.retaining import carry_out_retention, change_retention_rule, outlook

__all__ = [
    "begin_erasure",
    "carry_on_erasures",
    "carry_out_erasure",
    "carry_out_retention",
    "change_retention_rule",
    "forget_copies",
    "lift_hold",
    "make_copy",
    "note_copy_opened",
    "outlook",
    "place_hold",
    "reapply_erasures",
    "take_copy",
]
