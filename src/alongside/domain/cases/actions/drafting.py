"""A customer's report, kept step by step in the portal and sent once (CAS-2, CAS-15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.pinning import keep_pin
from alongside.domain.cases.models import Case, CaseDraft, Kind
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.cases.rules.drafting import title_of
from alongside.domain.cases.rules.intake import check_words
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.estates.models import Estate, Unit
from alongside.kernel.actor import Actor
from alongside.kernel.files import PICTURE, VIDEO
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import delete_file, files_about, store_files

MOST_PICTURES = 9
PLACE_CHARACTERS = 200
KEPT = timedelta(days=30)
PLAIN_FIELDS = {"kind", "category", "public_area", "location", "place_words", "words"}


@transaction.atomic
def start_draft(
    customer: Customer,
    *,
    by: Actor,
    now: datetime,
    kind: str = "",
    unit: Unit | None = None,
    estate: Estate | None = None,
) -> CaseDraft:
    """Begin a report about one's home, about the estate around it, or about neither."""
    _require_own(by, customer)
    _check_theirs(customer, unit, estate, now)
    about = unit or estate
    return CaseDraft.objects.create(
        customer=customer,
        node=about.node if about else _their_node(customer, now),
        kind=_known_kind(kind) if kind else "",
        kind_was_given=bool(kind),
        unit=unit,
        estate=estate or (unit.estate if unit else None),
        started_at=now,
        changed_at=now,
    )


@transaction.atomic
def change_draft(draft: CaseDraft, *, by: Actor, now: datetime, **fields: Any) -> CaseDraft:
    """Keep what one step of the way said; which steps there are is the page's business."""
    fresh = _lock(draft, by)
    unknown = set(fields) - PLAIN_FIELDS
    if unknown:
        raise TypeError(f"not kept in a draft: {sorted(unknown)}")
    if "kind" in fields:
        _known_kind(fields["kind"])
        fields.setdefault("category", fresh.category if fresh.kind == fields["kind"] else None)
    if "words" in fields:
        fields["words"] = check_words(fields["words"].strip())
    if "place_words" in fields:
        fields["place_words"] = check_words(fields["place_words"].strip(), field="place_words")
        if len(fields["place_words"]) > PLACE_CHARACTERS:
            raise Refused(_("Please say the place in fewer words."), field="place_words")
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.changed_at = now
    fresh.save(update_fields=[*fields, "changed_at"])
    return fresh


@transaction.atomic
def add_draft_files(draft: CaseDraft, *, files: Iterable[Any], by: Actor, now: datetime) -> list[StoredFile]:
    """Keep pictures with the draft, nine at most in all."""
    fresh = _lock(draft, by)
    files = list(files)
    if files_about(fresh).count() + len(files) > MOST_PICTURES:
        raise Refused(_("At most %(most)s pictures, please.") % {"most": MOST_PICTURES}, field="files")
    return store_files(files, about=fresh, by=by, now=now, purposes=frozenset({PICTURE, VIDEO}))


@transaction.atomic
def remove_draft_file(draft: CaseDraft, stored: StoredFile, *, by: Actor) -> None:
    fresh = _lock(draft, by)
    if not files_about(fresh).filter(pk=stored.pk).exists():
        raise NotAllowed(_("This picture belongs to something else."))
    delete_file(stored)


@transaction.atomic
def send_draft(draft: CaseDraft, *, by: Actor, now: datetime) -> Case:
    """Open the case. Sent again, by a double tap or after a lost connection, it gives the case made before."""
    fresh = CaseDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    _require_own(by, fresh)
    if fresh.case is not None:
        return fresh.case
    _check_theirs(fresh.customer, fresh.unit, None if fresh.unit else fresh.estate, now)
    pictures = list(files_about(fresh))
    if not fresh.words and not pictures:
        raise Refused(_("Tell us what happened, or send a picture."), field="words")
    if not fresh.kind:
        raise Refused(_("Say what you would like us to do."), field="kind")
    case = open_case(
        node=fresh.node,
        kind=fresh.kind,
        category=fresh.category,
        title=title_of(fresh.words, _name_without_words(fresh)),
        words=fresh.words,
        channel="portal",
        customer=fresh.customer,
        unit=fresh.unit,
        estate=fresh.estate,
        public_area=fresh.public_area,
        location=fresh.location,
        place_words=fresh.place_words,
        kept_files=pictures,
        by=by,
        now=now,
    )
    if fresh.pin is not None and fresh.pin.unit_id == case.unit_id:
        keep_pin(case, fresh.pin, by=by, now=now)
    fresh.case, fresh.changed_at = case, now
    fresh.save(update_fields=["case", "changed_at"])
    return case


@transaction.atomic
def drop_draft(draft: CaseDraft, *, by: Actor) -> None:
    """Throw away what was begun, pictures and all."""
    _drop(_lock(draft, by))


def drop_old_drafts(*, now: datetime) -> int:
    """What was begun and left for a month goes, with its pictures; how many there were."""
    left = list(CaseDraft.objects.filter(case__isnull=True, changed_at__lt=now - KEPT)[:500])
    for draft in left:
        with transaction.atomic():
            _drop(draft)
    return len(left)


def _drop(draft: CaseDraft) -> None:
    for stored in files_about(draft):
        delete_file(stored)
    draft.delete()


def _lock(draft: CaseDraft, by: Actor) -> CaseDraft:
    fresh = CaseDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    _require_own(by, fresh)
    if fresh.case_id:
        raise Refused(_("This has been sent already. Write to us in the case if something is missing."))
    return fresh


def _require_own(by: Actor, thing: Customer | CaseDraft) -> None:
    """What was not sent is nobody's but the customer's: staff open cases of their own."""
    by.require(OPEN_CASE, on=thing)
    if by.kind != "customer":
        raise NotAllowed(_("Only the customer writes here; record their words instead."))


def _known_kind(kind: str) -> str:
    if kind not in Kind.values or kind in (Kind.DISPUTE, Kind.PRIVACY):
        raise Refused(_("Say what you would like us to do."), field="kind")
    return kind


def _check_theirs(customer: Customer, unit: Unit | None, estate: Estate | None, now: datetime) -> None:
    """A home that is theirs today, or the estate in which they have one."""
    homes = UnitRelation.objects.filter(customer=customer).homes(timezone.localtime(now).date())
    if (unit and not homes.filter(unit=unit).exists()) or (
        estate and not homes.filter(unit__estate=estate).exists()
    ):
        raise Refused(_("This home is not registered under your name. Please call us."), field="unit")


def _their_node(customer: Customer, now: datetime) -> Any:
    """Who serves them: the project of their latest home, else where they were first known."""
    home = (
        UnitRelation.objects.filter(customer=customer)
        .homes(timezone.localtime(now).date())
        .order_by("-from_on", "-id")
        .first()
    )
    return home.node if home else customer.node


def _name_without_words(draft: CaseDraft) -> str:
    place = draft.location or draft.public_area or draft.unit
    kind = str(draft.get_kind_display())
    return f"{kind} · {place}" if place else kind
