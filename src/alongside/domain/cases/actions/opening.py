"""Opening a case: under a minute for a person, one transaction for us (CAS-1, CAS-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.deadlines import deadlines_owed, note_nearest, write_deadlines
from alongside.domain.cases.actions.moving import mark_figures, record
from alongside.domain.cases.events import CASE_OPENED
from alongside.domain.cases.models import Case, CaseSearch, Category, Kind, Participant, Severity
from alongside.domain.cases.permissions import ASSIGN_CASE, OPEN_CASE
from alongside.domain.cases.rules.intake import check_intake
from alongside.domain.conversations.actions import keep_with, start_conversation
from alongside.domain.conversations.models import Conversation, Message
from alongside.domain.customers.actions import know_at
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate, Location, PublicArea, Unit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.models import JournalEntry, StoredFile
from alongside.kernel.prepared_writes import insert_few, insert_whole, together
from alongside.kernel.refusals import Refused


@transaction.atomic
def open_case(
    *,
    node: Node,
    kind: str,
    title: str,
    words: str,
    channel: str,
    by: Actor,
    now: datetime,
    category: Category | None = None,
    severity: int = Severity.NORMAL,
    customer: Customer | None = None,
    unit: Unit | None = None,
    estate: Estate | None = None,
    public_area: PublicArea | None = None,
    location: Location | None = None,
    place_words: str = "",
    owner: StaffMember | None = None,
    files: list[Any] | tuple[Any, ...] = (),
    kept_files: Sequence[StoredFile] = (),
    language: str = "",
    about_own_data: bool = False,
    by_us: bool = False,
    said: tuple[Conversation, Message] | None = None,
) -> Case:
    """Open a case with the customer's own words; its deadlines start now.

    `owner` takes it at once (somebody else only from who may assign); otherwise the routing finds one after
    commit (CAS-6). `files` are uploads, kept with the first message; `kept_files`
    were uploaded before and move to it. `about_own_data` only from `request_own_data`. `by_us`: nobody brought it, the first words are what
    we tell the customer. `said`: the conversation and its first words are there already, by mail. Raises Refused naming the field at fault, NotAllowed.
    """
    by.require(OPEN_CASE, on=customer if by.kind == "customer" else node)
    if owner is not None and not (by.kind == "staff" and owner.pk == by.id):
        by.require(ASSIGN_CASE, on=node)
    if (kind == Kind.PRIVACY) != about_own_data:
        raise Refused(_("Begin this on the customer's page, under personal data."), field="kind")
    if customer is not None and customer.erased_at is not None:
        raise Refused(
            _("The customer's data was deleted at their request. Add them anew if they come again.")
        )
    check_intake(
        kind=kind,
        title=title,
        words=words,
        category_kind=category.kind if category else None,
        has_place=bool(unit or public_area or estate or place_words.strip()),
        has_files=bool(files or kept_files),
    )
    case = Case(
        node=node,
        kind=kind,
        category=category,
        severity=severity,
        channel=channel,
        title=title.strip(),
        customer=customer,
        unit=unit,
        estate=estate or (unit.estate if unit else None),
        public_area=public_area,
        location=location,
        place_words=place_words.strip(),
        owner=owner,
        first_contact_id=by.id if by.kind == "staff" else None,
        opened_at=now,
        changed_at=now,
    )
    owed = deadlines_owed(case, tier=customer.tier if customer else "standard", now=now)
    note_nearest(case, owed)

    def begin() -> tuple[Conversation, Message]:
        return start_conversation(
            node=node,
            customer=customer,
            channel=channel,
            body=words,
            by=by,
            now=now,
            files=files,
            by_us=by_us,
        )

    # Files take their time, so they are kept before the next of this node has to wait for its number.
    begun = said or (begin() if files else None)
    month = now.astimezone(ZoneInfo(node.zone)).strftime("%y%m")
    with together(Conversation, Message, Case, JournalEntry, series=f"case:{node.code}:{month}") as written:
        # GLT-2611-0382: the node's letters, year and month, and a running number; never given twice (CAS-2).
        case.number = f"{node.code}-{month}-{written.number:04d}"
        case.conversation, message = begun or begin()
        if customer is not None:
            know_at(customer, node)
        insert_whole(case)
        write_deadlines(owed)
        found_by = CaseSearch(case_id=case.pk, node=node)
        found_by.set_search_text(case.number, case.title, words)
        insert_whole(found_by)
        if owner:
            insert_few([Participant(case=case, staff=owner, role=Participant.Role.OWNER)])
        mark_figures(case)
        record(
            CASE_OPENED,
            case,
            by=by,
            now=now,
            facts={"kind": kind, "channel": channel, "owner": owner and owner.pk},
        )
    if kept_files:
        keep_with(message, kept_files)
    return case
