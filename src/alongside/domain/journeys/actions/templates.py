"""Journeys as data: copied, written, published, chosen for a node (JRN-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from alongside.domain.journeys import events
from alongside.domain.journeys.actions.moving import start_choice_round, start_version_round
from alongside.domain.journeys.models import JourneyTemplate, ReplanRun, TemplateChoice, TemplateVersion
from alongside.domain.journeys.permissions import EDIT_JOURNEYS
from alongside.domain.journeys.queries.choosing import nodes_walking, version_for
from alongside.domain.journeys.rules import read
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

NAME_CHARACTERS, WORDS_CHARACTERS = 60, 200


class Place(NamedTuple):
    """A node as what a permission is asked about."""

    node_id: int


@transaction.atomic
def copy_template(
    template: JourneyTemplate, *, name: Mapping[str, str], by: Actor, now: datetime
) -> JourneyTemplate:
    """A copy that the company writes in, with what was last published as its draft."""
    by.require(EDIT_JOURNEYS)
    published = template.published
    if published is None:
        raise Refused(_("This journey has not been published yet."))
    named = _named(name)
    copy = JourneyTemplate.objects.create(
        code=_free_code(named.get("en") or template.code),
        name=named,
        copied_from=template,
        position=JourneyTemplate.objects.count(),
    )
    TemplateVersion.objects.create(template=copy, number=1, content=published.content, created_at=now)
    journal.record(events.TEMPLATE_SAVED, about=copy, by=by, at=now)
    return copy


@transaction.atomic
def rename_template(
    template: JourneyTemplate, *, name: Mapping[str, str], by: Actor, now: datetime
) -> JourneyTemplate:
    """What the company calls a journey of its own, from now on everywhere, also for versions of before."""
    by.require(EDIT_JOURNEYS)
    _require_own(template)
    for node_id in nodes_walking(template):
        by.require(EDIT_JOURNEYS, on=Place(node_id))
    template = JourneyTemplate.objects.select_for_update().get(pk=template.pk)
    if template.name != (named := _named(name)):
        template.name = named
        template.save(update_fields=["name"])
        journal.record(events.TEMPLATE_RENAMED, about=template, by=by, at=now)
    return template


@transaction.atomic
def draft_version(template: JourneyTemplate, *, by: Actor, now: datetime) -> TemplateVersion:
    """The draft that is being written: the one there is, else a new one of what was last published."""
    by.require(EDIT_JOURNEYS)
    _require_own(template)
    template = JourneyTemplate.objects.select_for_update().get(pk=template.pk)
    draft = template.versions.filter(published_at__isnull=True).first()
    if draft is not None:
        return draft
    last = template.versions.latest("number")
    return TemplateVersion.objects.create(
        template=template, number=last.number + 1, content=last.content, created_at=now
    )


@transaction.atomic
def save_draft(
    draft: TemplateVersion, *, content: Mapping[str, Any], by: Actor, now: datetime, seen: int | None = None
) -> TemplateVersion:
    """Keep what was written so far. It may be wrong still; what is wrong is said when it is to be published."""
    by.require(EDIT_JOURNEYS)
    draft = _own_draft(draft, seen)
    draft.content = dict(content)
    draft.version += 1
    draft.save(update_fields=["content", "version"])
    journal.record(events.TEMPLATE_SAVED, about=draft.template, by=by, at=now, facts={"number": draft.number})
    return draft


@transaction.atomic
def publish_version(
    draft: TemplateVersion,
    *,
    words: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    apply: bool = False,
) -> ReplanRun | None:
    """New journeys take it from now on; `apply`: those under way too, in the background. WrongTemplate says what is
    missing. NotAllowed for who may not write journeys everywhere where it is walked."""
    by.require(EDIT_JOURNEYS)
    draft = _own_draft(draft, seen)
    for node_id in nodes_walking(draft.template):
        by.require(EDIT_JOURNEYS, on=Place(node_id))
    words = words.strip()
    if len(words) > WORDS_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": WORDS_CHARACTERS}, field="words")
    read(draft.content)
    draft.words, draft.published_at = words, now
    draft.published_by_id = by.id if by.kind == "staff" else None
    draft.version += 1
    draft.save(update_fields=["words", "published_at", "published_by", "version"])
    journal.record(
        events.TEMPLATE_PUBLISHED, about=draft.template, by=by, at=now, facts={"number": draft.number}
    )
    return start_version_round(draft, by=by, now=now) if apply else None


@transaction.atomic
def discard_draft(draft: TemplateVersion, *, by: Actor, now: datetime, seen: int | None = None) -> bool:
    """What was written is thrown away. True where the journey went with it, having never been published."""
    by.require(EDIT_JOURNEYS)
    draft = _own_draft(draft, seen)
    template = draft.template
    ReplanRun.objects.filter(to_version=draft, is_rehearsal=True).delete()
    draft.delete()
    journal.record(events.TEMPLATE_SAVED, about=template, by=by, at=now, facts={"discarded": draft.number})
    if template.versions.exists():
        return False
    template.delete()
    return True


@transaction.atomic
def choose_template(
    node: Node, *, template: JourneyTemplate | None, by: Actor, now: datetime, apply: bool = False
) -> ReplanRun | None:
    """Customers of this node, and of those below it without a choice of their own, walk this journey from now on.

    `template` None: what is chosen above counts again. `apply`: those under way go over too, in the background; without
    it they keep theirs.
    """
    by.require(EDIT_JOURNEYS, on=Place(node.pk))
    if template is None:
        TemplateChoice.objects.filter(node=node).delete()
    elif template.published is None:
        raise Refused(_("This journey has not been published yet."))
    else:
        TemplateChoice.objects.update_or_create(node=node, defaults={"template": template})
    version = version_for(node)
    if version is None:
        raise Refused(_("No journey has been published yet."))
    journal.record(events.TEMPLATE_SAVED, about=version.template, by=by, at=now, facts={"node": node.pk})
    return start_choice_round(node, version=version, by=by, now=now) if apply else None


def _own_draft(draft: TemplateVersion, seen: int | None) -> TemplateVersion:
    draft = lock(draft, seen=seen)
    if draft.published_at is not None:
        raise Refused(_("This version has been published; write in a new one."))
    _require_own(draft.template)
    return draft


def _named(name: Mapping[str, str]) -> dict[str, str]:
    named = {language: text.strip() for language, text in name.items() if text.strip()}
    if not named.get("zh-hans") or any(len(text) > NAME_CHARACTERS for text in named.values()):
        raise Refused(_("Give it a name of at most %(n)s characters.") % {"n": NAME_CHARACTERS}, field="name")
    return named


def _require_own(template: JourneyTemplate) -> None:
    if template.is_shipped:
        raise Refused(_("What ships stays as it is. Make a copy and write in that."))


def _free_code(wanted: str) -> str:
    base = slugify(wanted)[:30].replace("-", "_") or "journey"
    taken = set(JourneyTemplate.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(
        code for n in range(1, len(taken) + 2) if (code := base if n == 1 else f"{base}_{n}") not in taken
    )
