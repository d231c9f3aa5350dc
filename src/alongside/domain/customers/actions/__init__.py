"""Every write to customers, in chapters: who they are, how to reach them, where they live, alerts, signing in."""

from alongside.domain.customers.actions.alerting import lift_alert, raise_alert
from alongside.domain.customers.actions.knowing import add_customer, change_customer, know_at
from alongside.domain.customers.actions.living import end_unit_relation, relate_unit
from alongside.domain.customers.actions.reaching import (
    add_contact_point,
    remove_contact_point,
    reveal_contact,
    verify_contact_point,
)
from alongside.domain.customers.actions.signing_in import send_sign_in_code, use_sign_in_code

__all__ = [
    "add_contact_point",
    "add_customer",
    "change_customer",
    "end_unit_relation",
    "know_at",
    "lift_alert",
    "raise_alert",
    "relate_unit",
    "remove_contact_point",
    "reveal_contact",
    "send_sign_in_code",
    "use_sign_in_code",
    "verify_contact_point",
]
