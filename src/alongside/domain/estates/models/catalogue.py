"""The catalogue of places in homes and outside them (EST-3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.kernel.local_text import pick


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
