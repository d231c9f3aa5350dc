"""Reads across customers: who is calling and who lives there, who may be the same, whether we may contact them."""

from alongside.domain.customers.queries.consenting import (
    SERVICE,
    PurposeState,
    channel_refusals_of,
    consents_of,
    may_contact,
    may_contact_each,
    purposes_of,
    refused_channels,
)
from alongside.domain.customers.queries.duplicates import (
    Evidence,
    evidence_between,
    likely_same,
    merged_here,
    survivor_of,
)
from alongside.domain.customers.queries.finding import (
    MOST_FOUND,
    alerts_of,
    customers_of,
    find_by_email,
    find_by_phone,
    for_list,
    page_by_name,
    search_customers,
    units_of,
)
from alongside.domain.customers.queries.reaching import emails_of, openids_of, phones_of
from alongside.domain.customers.queries.wechat import known_by_wechat

__all__ = [
    "MOST_FOUND",
    "SERVICE",
    "Evidence",
    "PurposeState",
    "alerts_of",
    "consents_of",
    "emails_of",
    "customers_of",
    "evidence_between",
    "find_by_email",
    "find_by_phone",
    "for_list",
    "known_by_wechat",
    "likely_same",
    "may_contact",
    "may_contact_each",
    "openids_of",
    "phones_of",
    "channel_refusals_of",
    "refused_channels",
    "merged_here",
    "page_by_name",
    "purposes_of",
    "search_customers",
    "survivor_of",
    "units_of",
]
