"""Texts that an SMS gateway approved, kept by whoever keeps the system of the account's place (CHN-4)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers import CARRIERS
from alongside.domain.conversations.events import TEMPLATE_KEPT
from alongside.domain.conversations.models import Account, TextTemplate
from alongside.domain.conversations.rules.texting import KINDS, check_template, known_variables
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Conflict, Refused


@transaction.atomic
def keep_template(
    account: Account,
    *,
    kind: str,
    language: str,
    vendor_code: str,
    text: str,
    by: Actor,
    now: datetime,
    purpose: str = "",
    is_active: bool = True,
    template: TextTemplate | None = None,
    seen: int | None = None,
) -> TextTemplate:
    """A new one, or `template` as it is from now on. One for each kind, purpose and language. Raises Refused."""
    by.require(MANAGE_SYSTEM, on=account)
    if kind not in KINDS:
        raise Refused(_("This choice does not exist."), field="kind")
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose one of the languages."), field="language")
    text, vendor_code = text.strip(), vendor_code.strip()
    if not vendor_code:
        raise Refused(_("The gateway gave it a number when it approved it."), field="vendor_code")
    carrier = CARRIERS[account.provider]
    check_template(text, (*known_variables(kind), *carrier.text_variables))
    carrier.check_text(text)
    fresh = TextTemplate(account=account)
    if template is not None:
        fresh = TextTemplate.objects.select_for_update().get(pk=template.pk, account=account)
        if seen is not None and fresh.version != seen:
            raise Conflict(_("Somebody else changed this meanwhile."), facts={"current": fresh.version})
        fresh.version += 1
    others = TextTemplate.objects.filter(account=account, kind=kind, purpose=purpose, language=language)
    if others.exclude(pk=fresh.pk).exists():
        raise Refused(_("There is a text for this kind, purpose and language already."), field="kind")
    fresh.kind, fresh.language, fresh.purpose = kind, language, purpose
    fresh.vendor_code, fresh.text, fresh.is_active = vendor_code, text, is_active
    fresh.save()
    facts = {"template": fresh.pk, "kind": kind, "language": language, "active": is_active}
    journal.record(TEMPLATE_KEPT, about=account, by=by, at=now, facts=facts)
    return fresh
