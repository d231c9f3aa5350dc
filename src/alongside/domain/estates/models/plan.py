"""Floor plans, and the pins that say where on them (EST-8)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from alongside.domain.estates.models.scope import PartOfEstateQuerySet
from alongside.domain.estates.models.site import Building, Estate
from alongside.domain.estates.models.unit import Unit


class FloorPlan(models.Model):
    """A drawing of one home, or of all homes of a layout, perhaps only in one building. Its picture is a stored file."""

    estate = models.ForeignKey(Estate, models.CASCADE, related_name="plans")
    building = models.ForeignKey(Building, models.CASCADE, null=True, blank=True, related_name="plans")
    layout = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="plans")
    name = models.CharField(max_length=80)
    width = models.IntegerField()
    height = models.IntegerField()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = PartOfEstateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="floor_plan_has_a_size"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(layout=""), name="floor_plan_of_a_unit_or_a_layout"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def node_id(self) -> int:
        """Where it belongs: whoever serves the estate."""
        return self.estate.node_id

    @property
    def drawn_height(self) -> int:
        """Its height where its width is 1000, as pictures of it are drawn."""
        return round(1000 * self.height / self.width)


class Pin(models.Model):
    """A point on a plan, as shares of its width and height, in one home. Never moved: another place is another pin."""

    plan = models.ForeignKey(FloorPlan, models.PROTECT, related_name="pins")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pins")
    x = models.DecimalField(max_digits=5, decimal_places=4)
    y = models.DecimalField(max_digits=5, decimal_places=4)
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(x__gte=0, x__lte=1, y__gte=0, y__lte=1), name="pin_on_its_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.x} {self.y}"

    @property
    def drawn_x(self) -> int:
        return round(float(self.x) * 1000)

    @property
    def drawn_y(self) -> int:
        return round(float(self.y) * self.plan.drawn_height)
