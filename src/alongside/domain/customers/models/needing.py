"""What a customer needs, in four kinds, so that matching and product research can ask (CUS-3)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.models.customer import Customer, OfCustomerQuerySet


class Need(models.Model):
    """One thing that a customer needs: in words, and between which amounts where it can be counted.

    A customer has each topic of a kind once; `lowest` and `highest` are in the unit of the topic (see TOPICS).
    """

    class Kind(models.TextChoices):
        BASIC = "basic", _("Basic needs")
        PSYCHOLOGICAL = "psychological", _("Psychological needs")
        ADDITIONAL = "additional", _("Additional needs")
        SPECIAL = "special", _("Special needs")

    class Topic(models.TextChoices):
        WISH = "wish", pgettext_lazy("need", "Wants to")
        BUDGET = "budget", pgettext_lazy("need", "Budget")
        AREA = "area", pgettext_lazy("need", "Area")
        ROOMS = "rooms", pgettext_lazy("need", "Rooms")
        TIMING = "timing", pgettext_lazy("need", "When")
        SURROUNDINGS = "surroundings", pgettext_lazy("need", "Surroundings")
        COMMUNITY = "community", pgettext_lazy("need", "Neighbours")
        CONVENIENCE = "convenience", pgettext_lazy("need", "Convenience")
        SCHOOLS = "schools", pgettext_lazy("need", "Schools")
        HOSPITALS = "hospitals", pgettext_lazy("need", "Hospitals")
        TRANSPORT = "transport", pgettext_lazy("need", "Transport")
        LAYOUT = "layout", pgettext_lazy("need", "Layout")
        PRICE = "price", pgettext_lazy("need", "Price")
        PAYMENT = "payment", pgettext_lazy("need", "Payment")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=14, choices=Kind)
    topic = models.CharField(max_length=14, choices=Topic)
    words = models.CharField(max_length=200, blank=True)
    lowest = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    said_at = models.DateTimeField()

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["topic", "lowest", "highest"], name="need_topic")]
        constraints = [
            models.UniqueConstraint(fields=["customer", "topic"], name="need_once"),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True) | Q(highest__isnull=True) | Q(lowest__lte=F("highest")),
                name="need_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.topic}"
