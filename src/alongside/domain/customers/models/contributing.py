"""What customers wrote for the newsletter (CUS-5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.models.customer import Customer, OfCustomerQuerySet
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.crypto import EncryptedTextField


class Contribution(models.Model):
    """One piece of a customer's that an issue of the newsletter carried."""

    class Kind(models.TextChoices):
        ARTICLE = "article", pgettext_lazy("newsletter", "Article")
        PICTURES = "pictures", pgettext_lazy("newsletter", "Pictures")
        INTERVIEW = "interview", pgettext_lazy("newsletter", "Interview")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contributions")
    kind = models.CharField(max_length=10, choices=Kind)
    title = EncryptedTextField()
    printed_on = models.DateField(help_text=_("The day of the issue"))
    noted_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()

    objects = OfCustomerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.kind}"
