"""Who acts. Every action is told by whom; nothing asks for an ambient current user."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.kernel.given import AnyOf
from alongside.kernel.permission import Permission
from alongside.kernel.refusals import NotAllowed

Q = TypeVar("Q", bound=QuerySet)


class Reach:
    """The nodes at which an actor holds a permission: some ids, or everywhere."""

    __slots__ = ("everywhere", "node_ids")

    def __init__(self, node_ids: frozenset[int] = frozenset(), *, everywhere: bool = False) -> None:
        self.node_ids = node_ids
        self.everywhere = everywhere

    def __contains__(self, node_id: int | None) -> bool:
        return self.everywhere or (node_id is not None and node_id in self.node_ids)

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.node_ids)

    def over(self, field: str) -> AnyOf:
        """The condition that a field names one of these nodes; for a reach that is not everywhere."""
        return AnyOf(field, sorted(self.node_ids))


NOWHERE = Reach()
EVERYWHERE = Reach(everywhere=True)


class Actor:
    """Somebody who acts: a staff member, a customer, an API client, or the system itself.

    `kind` and `id` go into the journal. Sub-classes answer `reach`.
    """

    kind = "nobody"
    id: int | None = None
    through: int | None = None  # the program that acts in this person's name

    def reach(self, permission: Permission) -> Reach:
        """Where this actor holds the permission."""
        return NOWHERE

    def may(self, permission: Permission, *, on: Any = None) -> bool:
        """Whether the actor may do this to that thing (`on` knows its `node_id`; None asks "anywhere")."""
        reach = self.reach(permission)
        return bool(reach) if on is None else getattr(on, "node_id", None) in reach

    def require(self, permission: Permission, *, on: Any = None) -> None:
        """Raise NotAllowed unless `may`."""
        if not self.may(permission, on=on):
            raise NotAllowed(
                _("Your role does not allow this here: %(what)s") % {"what": permission.sentence},
                facts={"permission": permission.code},
            )

    def limit(self, queryset: Q, permission: Permission, *, field: str = "node_id") -> Q:
        """The rows whose node the actor reaches with the permission (ORG-3)."""
        reach = self.reach(permission)
        if reach.everywhere:
            return queryset
        if not reach:
            return queryset.none()
        return queryset.filter(reach.over(field))


class SystemActor(Actor):
    """The system itself: timetable, reactions, imports. It may everything, and the journal says it was it."""

    kind = "system"

    def reach(self, permission: Permission) -> Reach:
        return EVERYWHERE


SYSTEM = SystemActor()
