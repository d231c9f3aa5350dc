"""Every field that points at a staff member is told here: nothing that somebody answers for may be forgotten (ORG-6)."""

from __future__ import annotations

from django.apps import apps

from alongside.domain.organisation.hooks import handings
from alongside.domain.organisation.models import StaffMember

# Somebody must have it: the kind of thing that is handed over.
HANDED_OVER = {
    "organisation.Node.manager": "node",
    "work.Task.assignee": "task",
    "work.Task.asked_by": "asked_task",
    "work.Approval.asked_by": "approval",
    "customers.Alert.owner": "alert",
    "listings.Listing.collected_by": "listing",
    "cases.Case.owner": "case",
    "cases.Case.first_contact": "first_contact",
    "cases.SavedView.owner": "view",
    "cases.Transfer.receiver": "transfer",
    "cases.MajorComplaint.lead": "major",
    "cases.LegalMatter.in_charge": "legal_matter",
    "appointments.Batch.responsible": "batch",
    "promises.Promise.keeper": "promise",
    "conversations.Thread.assigned_to": "thread",
    "conversations.Callback.assigned_to": "callback",
    "knowledge.Article.owner": "article",
    "journeys.Journey.keeper": "journey",
    "journeys.Step.assignee": "step",
}
# It ends with the access itself, in end_access and leave.
ENDS = {
    "account.EmailAddress.user",
    "mfa.Authenticator.user",
    "usersessions.UserSession.user",
    "organisation.StaffMember.deputy",
    "organisation.Appointment.staff",
    "organisation.OutsideIdentity.staff",
    "organisation.HandoverItem.receiver",
    "organisation.Leaving.staff",
}
# Their own, which nobody else needs: what they were told, what they fetched and what expires.
PERSONAL = {
    "work.Notice.staff",
    "platforms.Card.staff",
    "platforms.CardWish.staff",
    "work.ExportRun.asked_by",
    "work.ImportRun.started_by",
    "work.AnnouncementReading.staff",
    "conversations.Seat.staff",
    "reception.Window.staff",
    "knowledge.ArticleVote.staff",
    "conversations.Presence.staff",
    "conversations.ReplyDraft.staff",
}
# Who did something, or to whom something happened. That stays true.
HISTORY = {
    "organisation.ApiClient.created_by",
    "organisation.ApiClient.approved_by",
    "organisation.UndertakingSignature.staff",
    "organisation.CoursePass.staff",
    "organisation.SecondFactorReset.staff",
    "organisation.Incident.reported_by",
    "organisation.AccessReviewItem.decided_by",
    "work.ApprovalDecision.by",
    "work.ApprovalDecision.instead_of",
    "work.TaskNote.by",
    "work.Announcement.written_by",
    "work.Announcement.ended_by",
    "customers.Contribution.noted_by",
    "customers.DuplicateSuggestion.decided_by",
    "customers.Introduction.noted_by",
    "customers.MergeRecord.by",
    "customers.MergeRecord.unmerged_by",
    "customers.Segment.made_by",
    "reception.Ticket.staff",
    "privacy.Erasure.begun_by",
    "privacy.LegalHold.placed_by",
    "privacy.LegalHold.lifted_by",
    "privacy.KeyRotation.asked_by",
    "privacy.ReadingHour.staff",
    "privacy.ReadingAlarm.staff",
    "privacy.ReadingAlarm.settled_by",
    "listings.Listing.verified_by",
    "listings.ListingChange.by",
    "conversations.Message.staff",
    "wording.WordingUse.staff",
    "conversations.Delivery.staff",
    "conversations.Call.agent",
    "conversations.Callback.done_by",
    "cases.AuthorityRequest.answered_by",
    "cases.AuthorityRequest.noted_by",
    "cases.CaseMeeting.written_by",
    "cases.GroupAnswer.given_by",
    "knowledge.ArticleVersion.written_by",  # any colleague who writes there writes on
    "knowledge.ArticleVersion.approved_by",
    "bulletins.Bulletin.written_by",
    "knowledge.ArticleFile.brought_by",
    "bulletins.Bulletin.published_by",
    "bulletins.Recipient.acknowledged_by",
    "promises.Promise.made_by",
    "promises.Renegotiation.asked_by",
    "promises.Renegotiation.answered_by",
    "cases.Participant.staff",
    "cases.Pause.started_by",
    "cases.Escalation.staff",
    "cases.Evidence.by",
    "cases.LiabilityFinding.found_by",
    "cases.LiabilityFinding.appealed_by",
    "cases.LiabilityFinding.decided_by",
    "cases.LiabilityShare.staff",
    "cases.LossEntry.entered_by",
    "cases.LossEntry.decided_by",
    "cases.Transfer.sender",
    "cases.Attempt.by",
    "cases.MajorComplaint.declared_by",
    "cases.MajorComplaint.reviewed_by",
    "cases.MajorLog.by",
    "cases.SpotCheck.drawn_by",
    "cases.LegalMatter.opened_by",
    "cases.LegalClaim.added_by",
    "cases.LegalPaper.added_by",
    "cases.Lesson.written_by",  # any colleague who writes lessons there writes on
    "cases.Lesson.reviewed_by",
    "cases.PrivacyRequest.verified_by",
    "cases.PrivacyRequest.decided_by",
    "appointments.Invitation.marked_by",
    "journeys.TemplateVersion.published_by",
    "journeys.Step.closed_by",
}


def pointing_at_staff() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model is StaffMember
    }


def test_every_field_that_points_at_staff_says_what_leaving_means_for_it():
    """ORG-6: whoever adds one decides: handed over, ended, personal, or history."""
    declared = [*HANDED_OVER, *ENDS, *PERSONAL, *HISTORY]
    assert len(declared) == len(set(declared))
    assert pointing_at_staff() == set(declared)


def test_every_kind_that_is_handed_over_is_declared():
    """ORG-6"""
    assert set(HANDED_OVER.values()) == set(handings())
