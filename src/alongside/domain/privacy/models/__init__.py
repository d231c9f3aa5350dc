"""Holds, erasures, copies, and how much is read by whom."""

from alongside.domain.privacy.models.copying import PersonalCopy
from alongside.domain.privacy.models.erasing import Erasure
from alongside.domain.privacy.models.holding import LegalHold
from alongside.domain.privacy.models.retaining import RetentionRule, RetentionRun
from alongside.domain.privacy.models.rotating import KeyRotation
from alongside.domain.privacy.models.watching import AlarmQuerySet, ReadingAlarm, ReadingHour

__all__ = [
    "AlarmQuerySet",
    "Erasure",
    "KeyRotation",
    "LegalHold",
    "PersonalCopy",
    "ReadingAlarm",
    "ReadingHour",
    "RetentionRule",
    "RetentionRun",
]
