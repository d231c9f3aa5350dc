"""Who answers for a step (JRN-2): who walks with the customer, else whoever holds the position nearest above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from alongside.domain.organisation.models import Appointment, Node


class Responsible:
    """Read once for all nodes of a batch; then `of` answers without asking the database."""

    def __init__(self, nodes: Iterable[Node], *, now: datetime) -> None:
        self._above = {node.pk: node.ancestor_ids for node in nodes}
        wanted = {one for above in self._above.values() for one in above}
        held = Appointment.objects.active(now).filter(node_id__in=wanted, staff__is_active=True)
        self._holders: dict[tuple[int, str], list[int]] = {}
        for node_id, role, staff_id in held.order_by("id").values_list("node_id", "role__code", "staff_id"):
            self._holders.setdefault((node_id, role), []).append(staff_id)
        managers = Node.objects.filter(pk__in=wanted, manager__is_active=True)
        self._managers = dict(managers.values_list("pk", "manager_id"))

    def of(self, role: str, *, node_id: int, keeper_id: int | None, journey_id: int) -> int | None:
        """The keeper where they hold the position there; else its holders at the nearest place take turns by journey;
        else the named manager (ORG-4). None where there is nobody at all."""
        above = self._above[node_id]
        for place in reversed(above):
            holders = self._holders.get((place, role), [])
            if keeper_id in holders:
                return keeper_id
        for place in reversed(above):
            if holders := self._holders.get((place, role), []):
                return holders[journey_id % len(holders)]
        return next((self._managers[place] for place in reversed(above) if place in self._managers), None)
