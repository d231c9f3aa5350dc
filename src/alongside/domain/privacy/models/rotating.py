"""Keys being changed: what was moved to the new one, and how far it is (INF-1)."""

from __future__ import annotations

from django.db import models

from alongside.domain.organisation.models import StaffMember
from alongside.kernel.index_rotation import PREFIX


class KeyRotation(models.Model):
    """One round of encrypting anew, and of making blind indexes anew; places of these begin with `index:`. `left` is what the check found when it ended, by place; empty: all is moved."""

    key_id = models.CharField(max_length=40)
    index_key_id = models.CharField(max_length=40, blank=True, default="", db_default="")
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    uses = models.JSONField(default=dict)  # {place: {key id: values}} as last counted
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "index_key_id"],
                condition=models.Q(ended_at__isnull=True),
                name="key_rotation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.done}/{self.total}"

    @property
    def percent(self) -> int:
        if self.ended_at or not self.total:
            return 100
        return min(99, round(100 * self.done / self.total))

    def key_of(self, place: str) -> str:
        """The id of the key under which everything at this place shall lie."""
        return self.index_key_id if place.startswith(PREFIX) else self.key_id

    @property
    def left(self) -> dict[str, int]:
        """{place: values under another key}."""
        counted = {
            place: sum(n for key, n in keys.items() if key != self.key_of(place))
            for place, keys in self.uses.items()
        }
        return {place: n for place, n in counted.items() if n}
