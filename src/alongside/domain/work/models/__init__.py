"""Work between people: cooperation tasks, notices, approvals, announcements; imports and exports, which take long."""

from alongside.domain.work.models.announcements import Announcement, AnnouncementReading
from alongside.domain.work.models.approvals import Approval, ApprovalDecision, ApprovalRule
from alongside.domain.work.models.exports import ExportRun
from alongside.domain.work.models.imports import ImportFault, ImportRun, kept_fault
from alongside.domain.work.models.tasks import Notice, Task, TaskNote

__all__ = [
    "Announcement",
    "AnnouncementReading",
    "Approval",
    "ApprovalDecision",
    "ApprovalRule",
    "ExportRun",
    "ImportFault",
    "ImportRun",
    "Notice",
    "Task",
    "TaskNote",
    "kept_fault",
]
