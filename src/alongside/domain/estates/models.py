"""Estates, buildings, units, and the catalogue of places in them (EST-1, 2, 3)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.estates.permissions import SEE_ESTATES
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick


class ScopedQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those served by a node that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_ESTATES)


class PartOfEstateQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Parts of estates that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_ESTATES, field="estate__node_id")


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


class PublicArea(models.Model):
    """A shared place or facility: lift, garage, clubhouse, garden."""

    estate = models.ForeignKey(Estate, models.CASCADE, related_name="public_areas")
    building = models.ForeignKey(Building, models.CASCADE, null=True, blank=True, related_name="public_areas")
    kind = models.CharField(max_length=30, default="other")
    name = models.CharField(max_length=80)

    objects = PartOfEstateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """One dwelling, shop, office or parking space (EST-2). `status` changes only through its causing act."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ON_SALE = "on_sale", _("On sale")
        RESERVED = "reserved", _("Reserved")
        SUBSCRIBED = "subscribed", _("Subscribed")
        CONTRACTED = "contracted", _("Contracted")
        READY = "ready", _("Ready")
        HANDED_OVER = "handed_over", pgettext_lazy("unit", "Handed over")
        OCCUPIED = "occupied", _("Occupied")
        LET = "let", _("Let")

    class Use(models.TextChoices):
        DWELLING = "dwelling", _("Dwelling")
        SHOP = "shop", _("Shop")
        OFFICE = "office", _("Office")
        PARKING = "parking", _("Parking space")

    class Finish(models.TextChoices):
        BARE = "bare", _("Bare shell")
        DECORATED = "decorated", _("Decorated")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="units")
    building = models.ForeignKey(Building, models.PROTECT, related_name="units")
    entrance = models.CharField(max_length=20, blank=True)  # 单元
    floor = models.SmallIntegerField(null=True, blank=True)
    number = models.CharField(max_length=20)
    label = models.CharField(max_length=80, help_text=_("As people say it: 8栋1单元2102"))
    use = models.CharField(max_length=12, choices=Use, default=Use.DWELLING)
    layout = models.CharField(max_length=40, blank=True)
    gross_area = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    internal_area = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    orientation = models.CharField(max_length=20, blank=True)
    finish = models.CharField(max_length=12, choices=Finish, blank=True)
    title_status = models.CharField(max_length=40, blank=True)
    search_key = models.CharField(max_length=80, blank=True, default="")  # 8-2102, see rules.search_key
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    handed_over_on = models.DateField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["estate", "label"], name="unit_estate_label"),
            models.Index(fields=["node", "id"], name="unit_node"),
            models.Index(fields=["search_key"], name="unit_search_key", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["number"], name="unit_number", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["building", "entrance", "number"], name="unit_once_per_building"),
            models.CheckConstraint(
                condition=Q(gross_area__isnull=True) | Q(gross_area__gt=0), name="unit_gross_area_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class UnitPrice(models.Model):
    """A line of the price list with its history (EST-2)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="prices")
    from_on = models.DateField()
    list_amount = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "from_on"], name="unit_price_once_a_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.from_on} {self.list_amount}"


class Location(models.Model):
    """A row of the location catalogue: room → component → part, shared by everything that finds faults (EST-3)."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=80, unique=True)  # "master_bedroom/outer_window/sealant"
    name = models.JSONField(default=dict)
    icon = models.CharField(max_length=40, blank=True)
    is_public = models.BooleanField(default=False, help_text=_("In public areas rather than in a home"))
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return pick(self.name) or self.code
