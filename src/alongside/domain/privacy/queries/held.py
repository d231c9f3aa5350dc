"""What the customers' own tables hold about a person: the first chapters of their copy (INF-4)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.customers.models import (
    Alert,
    Consent,
    ContactPoint,
    Contribution,
    Customer,
    Need,
    PortalSession,
    UnitRelation,
    Vehicle,
    WeChatBond,
)
from alongside.domain.customers.queries import refused_channels
from alongside.domain.privacy.hooks import CopyPart


def held_about(customer: Customer) -> list[CopyPart]:
    """Who they are, how they are reached, their homes, consent, alerts, sign-ins; in full, for it is theirs."""
    return [_record(customer), *_around(customer), *_agreed(customer)]


def _record(customer: Customer) -> CopyPart:
    hours = f"{customer.contact_from:%H:%M}–{customer.contact_until:%H:%M}" if customer.contact_from else ""
    household = customer.household
    said = [
        (pgettext("copy", "Name"), customer.name),
        (_("Form of address"), customer.form_of_address),
        (_("Person or company"), customer.get_kind_display()),
        (_("Language"), dict(settings.LANGUAGES).get(customer.language, customer.language)),
        (_("Membership"), customer.get_tier_display()),
        (_("Identity document"), f"{customer.document_kind} {customer.document_number}".strip()),
        (_("Household"), household.words if household else ""),
        (_("Wants to be reached"), customer.preferred_channel),
        (_("At these hours"), hours),
        (_("Wants no news over"), " ".join(sorted(refused_channels([customer.pk]).get(customer.pk, ())))),
        (
            _("Do not disturb"),
            pgettext("copy", "yes") if customer.is_do_not_disturb else pgettext("copy", "no"),
        ),
        (_("What we noted"), customer.words),
        (_("Known since"), f"{customer.created_at:%Y-%m-%d}"),
        (_("First known at"), customer.node.name),
    ]
    return CopyPart(
        "record", _("Who you are"), (_("What"), _("What it says")), [row for row in said if row[1]]
    )


def _around(customer: Customer) -> list[CopyPart]:
    points = ContactPoint.objects.filter(customer=customer).order_by("kind", "id")
    homes = UnitRelation.objects.filter(customer=customer).select_related("unit__estate").order_by("from_on")
    alerts = Alert.objects.filter(customer=customer).order_by("raised_at")
    contributions = Contribution.objects.filter(customer=customer).order_by("printed_on")
    return [
        CopyPart(
            "contact_points",
            _("How you are reached"),
            (_("Kind"), _("What it says"), _("Verified at")),
            [(str(one.get_kind_display()), one.value, one.verified_at) for one in points],
        ),
        CopyPart(
            "homes",
            _("Your homes"),
            (
                pgettext("copy", "Home"),
                _("You are its"),
                pgettext("copy", "From"),
                pgettext("copy", "Until"),
            ),
            [
                (
                    f"{one.unit.estate.name} {one.unit.label}",
                    str(one.get_role_display()),
                    one.from_on,
                    one.until_on,
                )
                for one in homes
            ],
        ),
        CopyPart(
            "needs",
            _("What you are looking for"),
            (_("Kind"), _("Words")),
            [(str(one.get_topic_display()), one.words) for one in Need.objects.filter(customer=customer)],
        ),
        CopyPart(
            "vehicles",
            _("Your cars"),
            (_("Plate"), _("Words")),
            [(one.plate, one.words) for one in Vehicle.objects.filter(customer=customer)],
        ),
        CopyPart(
            "contributions",
            _("What you wrote for our newsletter"),
            (_("Kind"), pgettext("copy", "Title"), pgettext("copy", "Day")),
            [(str(one.get_kind_display()), one.title, one.printed_on) for one in contributions],
        ),
        CopyPart(
            "alerts",
            _("What colleagues are told before they speak to you"),
            (_("Kind"), _("Words"), _("Until")),
            [(str(one.get_kind_display()), one.words, one.expires_on) for one in alerts],
        ),
    ]


def _agreed(customer: Customer) -> list[CopyPart]:
    consents = (
        Consent.objects.filter(customer=customer).select_related("purpose", "text").order_by("given_at")
    )
    sessions = PortalSession.objects.filter(customer=customer).order_by("-started_at")
    bonds = WeChatBond.objects.filter(customer=customer).order_by("bound_at")
    return [
        CopyPart(
            "consents",
            _("What you agreed to"),
            (
                _("Purpose"),
                _("Version"),
                _("Given"),
                pgettext("consent", "Over"),
                _("How we know"),
                _("Withdrawn"),
            ),
            [
                (
                    str(one.purpose),
                    one.text.version,
                    one.given_at,
                    str(one.get_given_over_display()),
                    one.evidence,
                    one.withdrawn_at,
                )
                for one in consents
            ],
        ),
        CopyPart(
            "sessions",
            _("Where you signed in"),
            (_("Device"), _("Signed in at"), _("Last used")),
            [(one.device, one.started_at, one.used_at) for one in sessions],
        ),
        CopyPart(
            "wechat",
            _("WeChat accounts with which you sign in"),
            (_("Program"), _("Connected at"), _("Last used")),
            [(one.app_id, one.bound_at, one.used_at) for one in bonds],
        ),
    ]
