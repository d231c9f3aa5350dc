"""Who may touch customers' data: the undertaking that they signed and the course that they passed (ORG-8)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from alongside.domain.organisation.models.people import StaffMember


class Undertaking(models.Model):
    """The text of the confidentiality undertaking, by language. The highest version is the current one; none changes."""

    version = models.PositiveIntegerField(unique=True)
    text = models.JSONField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.version)


class UndertakingSignature(models.Model):
    """Signed by the person with their typed name, after a second look, for a time."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="signatures")
    undertaking = models.ForeignKey(Undertaking, models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["staff", "until_at"], name="signature_of_staff")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("signed_at")), name="signature_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.undertaking_id}"


class SecurityCourse(models.Model):
    """The information-security course: pages, and questions with the number of the right answer. The newest counts."""

    version = models.PositiveIntegerField(unique=True)
    pages = models.JSONField()
    questions = models.JSONField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.version)


class CoursePass(models.Model):
    """The certificate: passed with so many of a hundred, for a time."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="course_passes")
    course = models.ForeignKey(SecurityCourse, models.PROTECT, related_name="passes")
    score = models.PositiveSmallIntegerField()
    passed_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["staff", "until_at"], name="course_pass_of_staff")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("passed_at")), name="course_pass_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="course_pass_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.score}"
