"""Articles of somebody who leaves are looked over by somebody else (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.knowledge import events
from alongside.domain.knowledge.actions.writing import record
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.permissions import SEE_KNOWLEDGE
from alongside.domain.organisation.actions.leaving import heir_at
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


def _theirs(staff: StaffMember) -> list[OpenThing]:
    rows = Article.objects.filter(owner=staff).exclude(state="retired").order_by("pk")
    return [
        OpenThing(pk, title, node_id) for pk, title, node_id in rows.values_list("pk", "title", "node_id")
    ]


def _give(thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime) -> bool:
    """An article is never nobody's: without a receiver the place's manager answers for it."""
    article = lock(Article(pk=thing_id), no_key=True)
    if article.owner_id != staff.pk or article.state == "retired":
        return False
    if to is not None and not actor_for(to, now=now).may(SEE_KNOWLEDGE):
        raise Refused(_("%(name)s does not read articles there.") % {"name": to.name}, field="to")
    article.owner = to or heir_at(article.node_id, staff=staff, now=now)
    article.version += 1
    article.save(update_fields=["owner", "version"])
    record(events.ARTICLE_GIVEN, article, by=by, now=now)
    return True


ARTICLES = Handing("article", _("Article"), _theirs, _give)
