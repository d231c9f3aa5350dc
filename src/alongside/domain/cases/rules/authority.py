"""Who may put their name under something. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed


def named(by: Actor) -> int:
    """The id of the staff member who acts; NotAllowed for anybody else, for this is signed with a name."""
    if by.kind != "staff" or by.id is None:
        raise NotAllowed(_("Only a staff member may do this, with their name."))
    return by.id
