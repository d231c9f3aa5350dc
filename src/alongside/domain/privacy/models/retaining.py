"""How long each kind of record is kept, and what was carried out (INF-5)."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from alongside.kernel.local_text import pick


class RetentionRule(models.Model):
    """Policy: the pack brings them, the company keeps them. `kind` is a code of kernel.retention."""

    kind = models.CharField(max_length=30, unique=True)
    days = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    reason = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(days__gte=1), name="retention_at_least_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"

    @property
    def why(self) -> str:
        return pick(self.reason)


class RetentionRun(models.Model):
    """One kind on one night: how many went, those of before when."""

    kind = models.CharField(max_length=30)
    at = models.DateTimeField(db_index=True)
    before = models.DateTimeField()
    removed = models.IntegerField()
    is_complete = models.BooleanField(default=True)  # false: more was due than one night takes

    def __str__(self) -> str:
        return f"{self.kind} {self.at} {self.removed}"
