"""What a certificate of erasure says: counts and articles of law, never a personal value (INF-4). Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

DELETED: dict[str, Any] = {
    "records": _("Customer records: name, document, search index"),
    "contact_points": _("Phones, emails, WeChat, addresses with their blind indexes"),
    "households": _("What was noted about the household"),
    "relations": _("Relations to homes that rest on no contract"),
    "alerts": _("Alerts"),
    "portal_sessions": _("Sign-ins to the portal"),
    "wechat_bonds": _("Sign-in with WeChat"),
    "sign_in_codes": _("Sign-in codes"),
    "channel_refusals": _("Over which channels they wanted no news"),
    "needs": _("Needs written down"),
    "vehicles": _("Vehicles"),
    "contributions": _("What they wrote for the newsletter"),
    "introductions": _("Who introduced whom"),
    "portraits": _("Photos for the gate"),
    "authorities": _("Papers of authorised agents"),
    "consent_evidence": _("Evidence of consent"),
    "copies": _("Copies that were handed out"),
    "words": _("Texts in which the person was named or spoke: messages, notes, cases, investigations"),
    "words_elsewhere": _("Texts about others in which the person was named"),
    "files": _("Files and their previews"),
    "drafts": _("Reports begun and not sent"),
    "people": _("Being named in cases of others"),
    "search": _("Search entries"),
    "mails": _("Mails in the outbox, with recipient and text"),
    "papers": _("Complaint dailies on paper that named the person"),
    "views": _("Saved lists that searched for the person"),
    "imports": _("Import files and their faults that held the person"),
    "exports": _("Exported tables that were ready: all expire at once"),
    "webhooks": _("Answers of other systems in the delivery log"),
    "answers": _("Kept answers of the interface"),
    "merges": _("What a merge of records remembered"),
    "listings": _("Owner's data of listings"),
    "open_journeys": _("Journeys under way: ended, with the steps that waited"),
}
KEPT: dict[str, tuple[Any, Any]] = {
    "contracts": (
        _("That a contract over a home existed, from when until when, under the reference"),
        _("Civil Code art. 188 (limitation), Accounting Law art. 23, PIPL art. 47 (2)"),
    ),
    "cases": (
        _("That matters were brought and how long they took: kind, place, times, marks; without words"),
        _("Consumer Protection Law art. 8 and 55, PIPL art. 47 (2)"),
    ),
    "promises": (
        _("That something was promised, until when, and whether it was kept; without words"),
        _("Civil Code art. 188: three years, twenty at most"),
    ),
    "journeys": (
        _("That they were walked with, and when each step was due and done; without words"),
        _("Consumer Protection Law art. 8 and 55, PIPL art. 47 (2)"),
    ),
    "losses": (
        _("Amounts of the loss ledger, without words"),
        _("Accounting Law art. 23: vouchers are kept for thirty years"),
    ),
    "findings": (
        _("Liability shares of departments and persons of ours, without words"),
        _("Civil Code art. 188: three years, twenty at most"),
    ),
    "consents": (
        _("That consent was given and withdrawn, when and in which version"),
        _("PIPL art. 69: the burden of proof is ours"),
    ),
    "journal": (
        _("Entries of the journal and the access log: numbers and codes without names"),
        _("Cybersecurity Law art. 21: at least six months"),
    ),
}


def checksum_of(facts: Mapping[str, Any]) -> str:
    """SHA-256 over the facts, as JSON with sorted keys and nothing between: whoever has the facts can compute it."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
