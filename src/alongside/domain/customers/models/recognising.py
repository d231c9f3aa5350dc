"""By what guards and butlers know a resident: the car, the face (CUS-9)."""

from __future__ import annotations

from django.db import models

from alongside.domain.customers import rules
from alongside.domain.customers.models.customer import Customer, OfCustomerQuerySet
from alongside.kernel.blind_indexes import BlindIndexField
from alongside.kernel.crypto import EncryptedTextField


class Vehicle(models.Model):
    """A car of a customer. The plate is stored encrypted; `plate_hash` finds it, `tail_hash` its last four signs."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="vehicles")
    plate = EncryptedTextField()
    plate_hash = BlindIndexField(of=("plate",), made=rules.plate_key, db_index=True)
    tail_hash = BlindIndexField(of=("plate",), made=rules.plate_tail_key, db_index=True)
    masked = models.CharField(max_length=20, blank=True, default="")  # 浙A··321
    words = models.CharField(max_length=60, blank=True)  # 白色 特斯拉
    added_at = models.DateTimeField()

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "plate_hash"], name="vehicle_once")]

    def __str__(self) -> str:
        return self.masked


class Portrait(models.Model):
    """That there is a photo of a resident's face, with their consent; it is a file about this row.

    Shown only while the consent to the purpose "portrait" stands, to those who look after their estate.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="portrait")
    taken_at = models.DateTimeField()

    objects = OfCustomerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.customer_id}"

    @property
    def node_id(self) -> int:
        return self.customer.node_id
