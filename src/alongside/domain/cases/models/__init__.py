"""The tables of cases, in chapters."""

from alongside.domain.cases.models.authority import Authority, AuthorityRequest
from alongside.domain.cases.models.broken_promise import BrokenPromise
from alongside.domain.cases.models.case import (
    Case,
    CasePerson,
    CaseQuerySet,
    CaseSearch,
    Participant,
    SavedView,
)
from alongside.domain.cases.models.catalogue import (
    RULED,
    Category,
    DeadlineRule,
    EscalationStep,
    Kind,
    Milestone,
    Severity,
)
from alongside.domain.cases.models.deadlines import Deadline, Escalation, Pause
from alongside.domain.cases.models.draft import CaseDraft, CaseDraftQuerySet
from alongside.domain.cases.models.findings import Evidence, LiabilityFinding, LiabilityShare, LossEntry
from alongside.domain.cases.models.grouping import GroupAnswer, GroupTold
from alongside.domain.cases.models.handing_on import Attempt, Transfer
from alongside.domain.cases.models.learning import Lesson
from alongside.domain.cases.models.legal import (
    LegalCase,
    LegalClaim,
    LegalDate,
    LegalLoss,
    LegalMatter,
    LegalPaper,
)
from alongside.domain.cases.models.meeting import CaseMeeting
from alongside.domain.cases.models.oversight import (
    ComplaintDaily,
    FigureMark,
    MajorComplaint,
    MajorLog,
    MonthFigures,
    MonthPart,
    SpotCheck,
)
from alongside.domain.cases.models.place import CasePin
from alongside.domain.cases.models.requesting import PrivacyRequest

__all__ = [
    "RULED",
    "Attempt",
    "Authority",
    "AuthorityRequest",
    "BrokenPromise",
    "Case",
    "CaseDraft",
    "CaseDraftQuerySet",
    "CaseMeeting",
    "CasePerson",
    "CasePin",
    "CaseQuerySet",
    "CaseSearch",
    "Category",
    "ComplaintDaily",
    "Deadline",
    "DeadlineRule",
    "Escalation",
    "EscalationStep",
    "Evidence",
    "FigureMark",
    "GroupAnswer",
    "GroupTold",
    "Kind",
    "LegalCase",
    "LegalClaim",
    "LegalDate",
    "LegalLoss",
    "LegalMatter",
    "LegalPaper",
    "Lesson",
    "LiabilityFinding",
    "LiabilityShare",
    "LossEntry",
    "MajorComplaint",
    "MajorLog",
    "Milestone",
    "MonthFigures",
    "MonthPart",
    "Participant",
    "Pause",
    "PrivacyRequest",
    "SavedView",
    "Severity",
    "SpotCheck",
    "Transfer",
]
