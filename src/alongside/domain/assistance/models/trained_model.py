"""What was learnt from closed cases, version by version (CHN-10)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TrainedModel(models.Model):
    """A model that answers one question about a new case. Of each question at most one is in use.

    `macro_f1` was measured on cases held back from it, `before_macro_f1` is that of the one then in use on the very
    same cases; a new one that is not at least as good never replaces it. It serves the whole company and holds no words
    that fewer than five customers used. Only the one in use keeps its `body`.
    """

    class Question(models.TextChoices):
        CATEGORY = "category", _("Category")
        DEPARTMENT = "department", _("Department")
        SEVERITY = "severity", _("Severity")

    question = models.CharField(max_length=12, choices=Question)
    version = models.IntegerField()
    trained_at = models.DateTimeField()
    learnt_from = models.IntegerField()
    measured_on = models.IntegerField()
    macro_f1 = models.FloatField()
    accuracy = models.FloatField()
    before_macro_f1 = models.FloatField(null=True, blank=True)
    figures = models.JSONField(default=dict)  # label by label
    checksum = models.CharField(max_length=64)
    body = models.BinaryField(default=b"")
    is_in_use = models.BooleanField(default=False)

    class Meta:
        ordering = ["question", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["question", "version"], name="trained_model_once"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(is_in_use=True), name="trained_model_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.version}"
