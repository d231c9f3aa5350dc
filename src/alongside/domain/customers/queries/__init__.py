"""Reads across customers: who is calling and who lives there, and whether we may contact them."""

from alongside.domain.customers.queries.consenting import (
    SERVICE,
    PurposeState,
    consents_of,
    may_contact,
    purposes_of,
)
from alongside.domain.customers.queries.finding import (
    MOST_FOUND,
    alerts_of,
    customers_of,
    find_by_email,
    find_by_phone,
    for_list,
    same_as,
    search_customers,
    units_of,
)

__all__ = [
    "MOST_FOUND",
    "SERVICE",
    "PurposeState",
    "alerts_of",
    "consents_of",
    "customers_of",
    "find_by_email",
    "find_by_phone",
    "for_list",
    "may_contact",
    "purposes_of",
    "same_as",
    "search_customers",
    "units_of",
]
