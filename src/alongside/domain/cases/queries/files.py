"""Which upload somebody may open: one rule for every face (INF-8)."""

from __future__ import annotations

from uuid import UUID

from alongside.domain.bulletins.models import Bulletin, BulletinPhoto
from alongside.domain.cases.models import Case, CaseDraft, Evidence, LegalPaper
from alongside.domain.conversations.models import Message, TakenMail, Thread
from alongside.domain.estates.models import FloorPlan
from alongside.domain.knowledge.models import ArticleFile
from alongside.domain.listings.models import Listing
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile


def file_for(viewer: Actor, file_id: UUID) -> StoredFile | None:
    """The file, when what it belongs to may be read by the viewer; None says no more than "not there".

    A customer opens what was said to or by them, and the pictures of their own draft; internal notes and
    evidence are for staff who may see the case.
    """
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        return None
    may = {
        "message": _in_message,
        "takenmail": _of_taken_mail,
        "evidence": _in_evidence,
        "legalpaper": _in_legal_paper,
        "casedraft": _in_draft,
        "listing": _of_listing,
        "floorplan": _of_plan,
        "bulletin": _of_bulletin,
        "articlefile": _of_article,
    }.get(stored.about_kind)
    return stored if may and may(viewer, stored) else None


def _in_message(viewer: Actor, stored: StoredFile) -> bool:
    said = Message.objects.filter(pk=stored.about_id)
    if viewer.kind == "customer":
        said = said.exclude(direction=Message.Direction.INTERNAL).exclude(kind="aside")
    elif Thread.objects.visible_to(viewer).filter(conversation__in=said.values("conversation")).exists():
        return True
    return Case.objects.visible_to(viewer).filter(conversation__in=said.values("conversation")).exists()


def _of_taken_mail(viewer: Actor, stored: StoredFile) -> bool:
    """The original of a mail: for staff who see its conversation, or the case in which it stands."""
    if viewer.kind == "customer":
        return False
    taken = TakenMail.objects.filter(pk=stored.about_id)
    if Thread.objects.visible_to(viewer).filter(conversation__in=taken.values("conversation")).exists():
        return True
    return Case.objects.visible_to(viewer).filter(conversation__messages__taken_mail__in=taken).exists()


def _in_evidence(viewer: Actor, stored: StoredFile) -> bool:
    if viewer.kind == "customer":
        return False
    kept = Evidence.objects.filter(pk=stored.about_id)
    return Case.objects.visible_to(viewer).filter(pk__in=kept.values("case")).exists()


def _in_legal_paper(viewer: Actor, stored: StoredFile) -> bool:
    return LegalPaper.objects.visible_to(viewer).filter(pk=stored.about_id).exists()


def _of_plan(viewer: Actor, stored: StoredFile) -> bool:
    """Staff who see the estate, and who lives on the estate."""
    plans = FloorPlan.objects.filter(pk=stored.about_id)
    if viewer.kind == "customer":
        return plans.filter(estate__units__relations__customer=viewer.id).exists()
    return plans.visible_to(viewer).exists()


def _of_listing(viewer: Actor, stored: StoredFile) -> bool:
    return Listing.objects.visible_to(viewer).filter(pk=stored.about_id).exists()


def _of_bulletin(viewer: Actor, stored: StoredFile) -> bool:
    """Staff who see the bulletin, and whoever may read it; of one that was withdrawn, only staff."""
    there = Bulletin.objects.visible_to(viewer)
    if viewer.kind == "customer":
        there = there.exclude(state="withdrawn")
    return BulletinPhoto.objects.filter(file=stored, bulletin__in=there).exists()


def _of_article(viewer: Actor, stored: StoredFile) -> bool:
    return ArticleFile.objects.visible_to(viewer).filter(file=stored).exists()


def _in_draft(viewer: Actor, stored: StoredFile) -> bool:
    return CaseDraft.objects.visible_to(viewer).filter(pk=stored.about_id).exists()
