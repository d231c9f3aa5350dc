"""Homes, shops, offices and parking spaces, and their price list (EST-2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.estates.models.scope import ScopedQuerySet
from alongside.domain.estates.models.site import Building, Estate
from alongside.domain.organisation.models import Node
from alongside.kernel.labels import Labelled


class Unit(Labelled):
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


class UnitAct(models.Model):
    """What moved a unit to another status: the one way to change it, kept by the database (EST-2).

    A line added here sets the unit's status; a status changed otherwise is refused. Lines are only ever added.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="acts")
    act = models.CharField(max_length=20)  # a move of UNIT_STATES
    from_status = models.CharField(max_length=12, choices=Unit.Status)
    to_status = models.CharField(max_length=12, choices=Unit.Status)
    on = models.DateField()
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "id"], name="unit_act_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.act}"


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
