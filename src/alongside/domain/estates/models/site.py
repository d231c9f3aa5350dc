"""What is built: estates, phases, buildings, shared places, and what is known about the place (EST-1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates.models.scope import PartOfEstateQuerySet, ScopedQuerySet
from alongside.domain.organisation.models import Node


class Estate(models.Model):
    """What is built and sold: phases, buildings, units, public areas (EST-1)."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="estates")
    name = models.CharField(max_length=80)
    name_sort_key = models.CharField(max_length=200, blank=True, db_index=True)
    developer = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    delivery_standard = models.JSONField(default=list, blank=True)  # [{room, component, promised}]
    version = models.IntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "name"], name="estate_once_per_node")]

    def __str__(self) -> str:
        return self.name


class EstateFact(models.Model):
    """A dated, sourced fact about an estate: a sales permit, something near it, or an adverse factor (EST-1)."""

    class Kind(models.TextChoices):
        SALES_PERMIT = "sales_permit", _("Sales permit")
        NEARBY = "nearby", _("Nearby facility")
        ADVERSE_INSIDE = "adverse_inside", _("Adverse factor inside the site")
        ADVERSE_OUTSIDE = "adverse_outside", _("Adverse factor outside the site")

    estate = models.ForeignKey(Estate, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    on = models.DateField()
    source = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    estate = models.ForeignKey(Estate, models.CASCADE, related_name="phases")
    name = models.CharField(max_length=40)

    objects = PartOfEstateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estate", "name"], name="phase_once_per_estate")]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    estate = models.ForeignKey(Estate, models.CASCADE, related_name="buildings")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="buildings")
    name = models.CharField(max_length=40)
    position = models.IntegerField(default=0, help_text=_("Order in lists"))
    floors = models.SmallIntegerField(null=True, blank=True)
    delivery_on = models.DateField(null=True, blank=True)

    objects = PartOfEstateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["estate", "name"], name="building_once_per_estate")]

    def __str__(self) -> str:
        return self.name


class DeliveryMove(models.Model):
    """The promised day of a building was set or moved; `words` say why, for buyers to read (EST-1, JRN-3)."""

    building = models.ForeignKey(Building, models.CASCADE, related_name="delivery_moves")
    before_on = models.DateField(null=True, blank=True)
    after_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.building_id} {self.before_on} → {self.after_on}"


class PublicArea(models.Model):
    """A shared place or facility: lift, garage, clubhouse, garden."""

    estate = models.ForeignKey(Estate, models.CASCADE, related_name="public_areas")
    building = models.ForeignKey(Building, models.CASCADE, null=True, blank=True, related_name="public_areas")
    kind = models.CharField(max_length=30, default="other")
    name = models.CharField(max_length=80)

    objects = PartOfEstateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
